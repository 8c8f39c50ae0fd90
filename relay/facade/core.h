// SPDX-License-Identifier: Apache-2.0
// Everything that exists only with an open outbox: intake, uplink, lifetimes, and their wiring.
// Engine's thread only.
#pragma once

#include <QObject>
#include <memory>

#include "relay/facade/group_view.h"
#include "relay/facade/relay_options.h"
#include "relay/lifetime/lifetimes.h"
#include "relay/local/push_intake.h"
#include "relay/scrape/scraper.h"
#include "relay/sleep_watch.h"
#include "relay/uplink/connectivity.h"
#include "relay/uplink/leases.h"
#include "relay/uplink/rules_fetch.h"
#include "relay/uplink/uplink.h"

namespace gatepost::relay {

[[nodiscard]] std::filesystem::path outboxFile(const RelayOptions& options);

class Core : public QObject {
    Q_OBJECT
public:
    /// Null in `core`: `error` says why the outbox could not be opened.
    struct Opened {
        std::unique_ptr<Core> core;
        std::optional<OutboxRecovery> recovery;
        std::vector<std::filesystem::path> inClear;
        OutboxError error;
    };
    [[nodiscard]] static Opened open(const RelayOptions& options, Clock clock,
                                     const std::optional<EncryptionKey>& key);
    ~Core() override;

    void apply(const Settings& settings, const std::string& token, const std::string& passphrase);
    void setPausedApplications(std::set<std::string> ids);
    /// Deletes the application's groups and drops what is quarantined of them.
    void purge(const std::string& applicationId);

    [[nodiscard]] Outbox& outbox() { return *m_outbox; }
    [[nodiscard]] metrics::Gateway& gateway() { return m_gateway; }
    [[nodiscard]] PushIntake& intake() { return *m_intake; }
    [[nodiscard]] Uplink& uplink() { return *m_uplink; }
    [[nodiscard]] Scraper& scraper() { return *m_scraper; }
    [[nodiscard]] ClientKey clientKey() const { return m_transport->clientKey(); }
    [[nodiscard]] Rules rulesState() const { return m_rulesState; }
    [[nodiscard]] std::vector<GroupSnapshot> groups();
    [[nodiscard]] LintSummary lintSummary() { return m_view->summary(); }
    [[nodiscard]] std::vector<QueueEntry> queue() const { return m_outbox->queue(); }

signals:
    void changed();
    void happened(const gatepost::relay::RelayEvent& event);

private:
    explicit Core(Clock clock);

    void build(const RelayOptions& options, std::unique_ptr<Outbox> outbox);
    void restoreGateway();
    void wire();
    void onWork();
    void onSettled();
    void onRules(const http::RulesDocument& rules);
    void judgeBy(std::shared_ptr<const metrics::Rules> rules, Rules state);
    void schedulePrune();
    void onConnectivity();
    void onWoke();

    Clock m_clock;
    QObject m_posts;  // outlives the outbox, which posts to it; gone with what is still posted
    std::unique_ptr<Outbox> m_outbox;
    metrics::Gateway m_gateway;
    std::unique_ptr<PushIntake> m_intake;
    std::unique_ptr<GroupView> m_view;
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<Uplink> m_uplink;
    std::unique_ptr<RulesFetch> m_rulesFetch;
    std::unique_ptr<Lifetimes> m_lifetimes;
    std::unique_ptr<Leases> m_leases;
    std::unique_ptr<Transport> m_scrapeTransport;  // of its own: no proxy, no certificates
    std::unique_ptr<Scraper> m_scraper;
    std::shared_ptr<Connectivity> m_connectivity;
    std::shared_ptr<SleepWatch> m_sleepWatch;
    std::chrono::milliseconds m_returnSpread{0};
    Settings m_settings;
    std::set<std::string> m_pausedApplications;
    Rules m_rulesState = Rules::Default;
    metrics::Validators m_validators;
    QTimer m_pruneTimer;
    QTimer m_diskTimer;
};

}  // namespace gatepost::relay
