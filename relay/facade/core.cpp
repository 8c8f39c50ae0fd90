// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/core.h"

#include <QRandomGenerator>

#include "metrics/lint/linter.h"
#include "relay/local/peer.h"
#include "relay/local/self_metrics.h"
#include "relay/uplink/target.h"

namespace gatepost::relay {

namespace {

/// How often the age bound is looked at while something is kept.
constexpr std::chrono::minutes kPruneInterval{60};
/// How often a silence a request may take in all.
constexpr int kInAll = 6;
/// After the disk has refused something.
constexpr std::chrono::seconds kDiskPause{1};

RelayEvent eventOf(const Loss& loss, std::int64_t wall) {
    RelayEvent event;
    event.at = wall;
    event.kind = RelayEvent::Kind::Lost;
    event.groupId = metrics::groupId(loss.key);
    event.subject = metrics::pushPath(loss.key);
    event.detail = std::string(toString(loss.cause)) + ", pushes: " + std::to_string(loss.pushes);
    return event;
}

}  // namespace

std::filesystem::path outboxFile(const RelayOptions& options) {
    return options.stateDirectory / "outbox.db";
}

Core::Core(Clock clock)
    : m_clock(std::move(clock)),
      m_gateway(QRandomGenerator::system()->generate64(), reservedFamilies()) {
    m_pruneTimer.setSingleShot(true);
    m_pruneTimer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_pruneTimer, &QTimer::timeout, this, [this] {
        m_outbox->tick(m_clock());
        schedulePrune();
    });
    m_diskTimer.setSingleShot(true);
    connect(&m_diskTimer, &QTimer::timeout, this, [this] {
        m_outbox->tick(m_clock());
        m_uplink->kick();
    });
}

Core::~Core() {
    // Its callbacks point into the others: nothing it posts from here on is run.
    m_outbox.reset();
}

Core::Opened Core::open(const RelayOptions& options, Clock clock,
                        const std::optional<EncryptionKey>& key) {
    const Moment now = clock();
    std::unique_ptr<Core> core(new Core(std::move(clock)));
    OutboxOptions outbox;
    outbox.file = outboxFile(options);
    outbox.encrypt = options.settings.outboxEncrypt;
    outbox.key = key;
    outbox.vfs = options.vfs;
    outbox.maxBytes = options.settings.outboxBytes;
    outbox.maxAgeMs = static_cast<std::int64_t>(options.settings.outboxAge) * 1000;
    outbox.post = [posts = &core->m_posts](std::function<void()> function) {
        QMetaObject::invokeMethod(posts, std::move(function), Qt::QueuedConnection);
    };
    outbox.onWork = [self = core.get()] { self->onWork(); };
    outbox.onTrouble = [self = core.get()] {
        if (!self->m_diskTimer.isActive()) self->m_diskTimer.start(kDiskPause);
    };
    outbox.onForgotten = [self = core.get()](const std::vector<metrics::GroupingKey>& keys) {
        for (const metrics::GroupingKey& gone : keys) self->m_gateway.erase(gone);
        emit self->changed();
    };
    outbox.onLost = [self = core.get()](const std::vector<Loss>& losses) {
        for (const Loss& loss : losses) emit self->happened(eventOf(loss, self->m_clock().wall));
    };
    auto opened = Outbox::open(std::move(outbox), now);
    if (!opened) return {nullptr, std::nullopt, {}, opened.error()};
    core->build(options, std::move(opened->outbox));
    return {std::move(core), std::move(opened->recovery), std::move(opened->inClear), {}};
}

void Core::build(const RelayOptions& options, std::unique_ptr<Outbox> outbox) {
    m_outbox = std::move(outbox);
    m_validators = options.validators;
    m_intake = std::make_unique<PushIntake>(*m_outbox, m_gateway, m_clock);
    m_view = std::make_unique<GroupView>(*m_outbox, *m_intake);
    m_transport = std::make_unique<Transport>();
    m_transport->setTimeouts(options.silence, options.silence * kInAll);
    m_uplink = std::make_unique<Uplink>(*m_outbox, *m_transport, m_clock,
                                        QRandomGenerator::system()->generate64());
    m_uplink->setPace(options.pace);
    m_returnSpread = options.returnSpread;
    m_uplink->setReturnSpread(m_returnSpread);
    m_rulesFetch =
        std::make_unique<RulesFetch>(*m_transport, m_clock, options.stateDirectory / "rules.json");
    m_lifetimes =
        std::make_unique<Lifetimes>(*m_outbox, m_clock, [this](const metrics::GroupingKey& key) {
            // Pushed to meanwhile, or the disk said no: another grace time, if it still ends.
            const auto done = [this, key](const auto& removed) {
                if (!removed) m_lifetimes->review(metrics::groupId(key));
            };
            m_intake->remove(key, done, Incoming::When::Idle);
        });
    Leases::Sources leased;
    leased.alive = [this] { return m_lifetimes->alive(); };
    leased.relayId = [this] { return m_outbox->relayId(); };
    leased.pushAgain = [this](const HeldGroup& group) { m_intake->pushAgain(group); };
    m_leases = std::make_unique<Leases>(*m_transport, m_clock, std::move(leased),
                                        QRandomGenerator::system()->generate64());
    m_leases->setPace(options.pace);
    m_scrapeTransport = std::make_unique<Transport>();
    m_scrapeTransport->setTimeouts(std::chrono::seconds(10), std::chrono::seconds(30));
    m_scrapeTransport->goDirect();
    m_scraper = std::make_unique<Scraper>(*m_intake, *m_scrapeTransport, m_clock,
                                          options.stateDirectory / "targets.json");
    m_connectivity = options.connectivity;
    if (!m_connectivity) m_connectivity = systemConnectivity();
    m_sleepWatch = options.sleepWatch;
    if (!m_sleepWatch) m_sleepWatch = systemSleepWatch();
    restoreGateway();
    wire();
    m_lifetimes->setGrace(static_cast<std::int64_t>(options.settings.graceSeconds) * 1000);
    m_lifetimes->review();
    schedulePrune();
}

void Core::restoreGateway() {
    for (const HeldGroup& group : m_outbox->groups()) restoreGroup(m_gateway, group);
}

void Core::wire() {
    connect(m_intake.get(), &PushIntake::happened, this, &Core::happened);
    connect(m_intake.get(), &PushIntake::happened, this, &Core::changed);
    connect(m_intake.get(), &PushIntake::accepted, this,
            [this](const metrics::GroupingKey& key, Lifetime lifetime) {
                if (lifetime == Lifetime::Process) m_lifetimes->review(metrics::groupId(key));
                schedulePrune();
            });
    connect(m_uplink.get(), &Uplink::stateChanged, this, &Core::changed);
    connect(m_uplink.get(), &Uplink::settled, this, [this](const RelayEvent& event) {
        // Other rules may be why.
        if (event.kind == RelayEvent::Kind::Quarantined) m_rulesFetch->fetch();
        if (event.kind == RelayEvent::Kind::Delivered) m_rulesFetch->fetchIfStale();
        emit happened(event);
        emit changed();
    });
    connect(m_uplink.get(), &Uplink::committed, this, &Core::onSettled);
    connect(m_uplink.get(), &Uplink::recovered, this, [this] { m_leases->renewNow(); });
    connect(m_uplink.get(), &Uplink::identityWanted, m_rulesFetch.get(), &RulesFetch::fetch);
    connect(m_rulesFetch.get(), &RulesFetch::refused, m_uplink.get(), &Uplink::identityRefused);
    connect(m_rulesFetch.get(), &RulesFetch::identityKnown, this, [this](const std::string& user) {
        std::string userid;
        if (user.empty())
            userid = m_settings.userid.empty() ? userName(ownUid()) : m_settings.userid;
        m_uplink->identityKnown(userid);
        m_leases->setIdentity(m_uplink->identity());
    });
    connect(m_rulesFetch.get(), &RulesFetch::rulesKnown, this, &Core::onRules);
    connect(m_rulesFetch.get(), &RulesFetch::rulesUnknown, this,
            [this] { judgeBy(std::make_shared<metrics::Rules>(), Rules::Default); });
    connect(m_connectivity.get(), &Connectivity::changed, this, &Core::onConnectivity);
    connect(m_sleepWatch.get(), &SleepWatch::woke, this, &Core::onWoke);
    onConnectivity();
}

void Core::onConnectivity() {
    m_uplink->setMetered(m_connectivity->metered() ? m_settings.metered : MeteredMode::Send);
    m_uplink->setOnline(m_connectivity->online());
    m_leases->comeBack(m_returnSpread);
}

void Core::onWoke() {
    m_uplink->wakeUp();
    m_leases->comeBack(m_returnSpread);
    m_lifetimes->review();
    m_scraper->wakeUp();
}

void Core::onWork() {
    m_uplink->kick();
    onSettled();
}

void Core::onSettled() {
    m_lifetimes->onSettled();
    m_leases->reviewSoon();
    emit changed();
}

void Core::onRules(const http::RulesDocument& rules) {
    auto judged = std::make_shared<metrics::Rules>(rules.rules);
    judged->validators = m_validators;
    judgeBy(std::move(judged),
            rules.engine == metrics::lintEngineHash() ? Rules::Fetched : Rules::EngineDiffers);
}

void Core::judgeBy(std::shared_ptr<const metrics::Rules> rules, Rules state) {
    m_intake->setRules(std::move(rules));
    m_view->forgetJudgements();
    m_rulesState = state;
    emit changed();
}

void Core::apply(const Settings& settings, const std::string& token,
                 const std::string& passphrase) {
    m_settings = settings;
    onConnectivity();
    IntakeOptions intake;
    intake.bodyBytes = settings.bodyBytes;
    intake.processTtl = settings.processTtl;
    intake.processExecutables = settings.processExecutables;
    m_intake->setOptions(intake);
    m_scraper->setBodyLimit(settings.bodyBytes);
    m_scraper->setTtl(settings.processTtl);
    const std::int64_t grace = static_cast<std::int64_t>(settings.graceSeconds) * 1000;
    m_lifetimes->setGrace(grace);
    m_scraper->setGrace(grace);
    m_outbox->setBounds(settings.outboxBytes, static_cast<std::int64_t>(settings.outboxAge) * 1000);

    const auto target = readTarget(settings.uplinkUrl);
    if (!target) {
        m_rulesFetch->setIdentity({});
        m_leases->setIdentity({});
        return m_uplink->unconfigure(std::string(toString(target.error())));
    }
    m_transport->configure(settings, passphrase);
    UplinkIdentity identity;
    identity.base = *target;
    identity.kind = settings.uplinkKind;
    identity.token = token;
    if (identity.kind == UplinkKind::Pushgateway)
        identity.userid = settings.userid.empty() ? userName(ownUid()) : settings.userid;
    m_rulesFetch->setIdentity(identity);
    m_leases->setIdentity({});  // until it is known who we are there
    m_uplink->setIdentity(identity);
}

void Core::setPausedApplications(std::set<std::string> ids) {
    m_pausedApplications = std::move(ids);
    if (m_pausedApplications.empty()) {
        m_outbox->holdBack({});
    } else {
        m_outbox->holdBack([this](const metrics::GroupingKey&, const OwnerProcess* owner) {
            return owner && m_pausedApplications.contains(owner->applicationId());
        });
    }
    m_uplink->kick();
    emit changed();
}

void Core::purge(const std::string& applicationId) {
    std::set<std::string> purged;
    for (const HeldGroup& group : m_outbox->groups()) {
        if (!group.owner || group.owner->applicationId() != applicationId) continue;
        purged.insert(group.id);
        if (group.present) m_intake->remove(group.key, {});
    }
    for (const QuarantineEntry& entry : m_outbox->quarantine())
        if (purged.contains(entry.groupId)) m_outbox->dropQuarantined(entry.id, {});
    std::vector<std::string> refused;
    for (const auto& [id, group] : m_intake->refusals())
        if (group.owner.applicationId() == applicationId) refused.push_back(id);
    for (const std::string& id : refused) m_intake->forgetRefusal(id);
    emit changed();
}

std::vector<GroupSnapshot> Core::groups() {
    auto groups = m_view->groups([this](const OwnerProcess& owner) {
        return m_pausedApplications.contains(owner.applicationId());
    });
    for (GroupSnapshot& group : groups) group.owner.alive = isAlive(group.owner);
    return groups;
}

void Core::schedulePrune() {
    if (m_pruneTimer.isActive()) return;
    const QueueSummary summary = m_outbox->summary();
    if (summary.entries + summary.quarantined == 0) return;
    m_pruneTimer.start(kPruneInterval);
}

}  // namespace gatepost::relay
