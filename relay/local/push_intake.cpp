// SPDX-License-Identifier: Apache-2.0
#include "relay/local/push_intake.h"

#include <algorithm>

#include "http/answers.h"
#include "http/judged_push.h"
#include "relay/lifetime/session_key.h"

namespace gatepost::relay {

namespace {

constexpr std::int64_t kNanosPerMilli = 1'000'000;
constexpr std::size_t kRefusedPathKept = 256;

/// Where the caller pushed to, for a push whose path alone is good.
std::optional<metrics::GroupingKey> keyOf(const http::RequestHead& head) {
    auto key = metrics::parsePushPath(head.path());
    if (!key) return std::nullopt;
    return std::move(*key);
}

/// Status and sentence, and of several problems the first that rejects.
std::string detailOf(const Refusal& refusal) {
    std::string detail = std::to_string(refusal.status) + " " + refusal.sentence;
    const auto& problems = refusal.problems;
    if (problems.empty()) return detail;
    auto first = std::ranges::find(problems, metrics::Severity::Error, &metrics::Problem::severity);
    if (first == problems.end()) first = problems.begin();
    detail += ": " + http::toLine(*first);
    if (problems.size() > 1) detail += " and " + std::to_string(problems.size() - 1) + " more";
    return detail;
}

}  // namespace

void restoreGroup(metrics::Gateway& gateway, const HeldGroup& group) {
    if (!group.present) return;
    metrics::StoredGroup stored;
    stored.key = group.key;
    stored.pushTime = group.pushedAt * kNanosPerMilli;
    stored.held = group.families.text();
    gateway.restore(stored);
}

http::Answer storeFailed(const OutboxError& error) {
    const int status = error.kind == OutboxError::Kind::Full ? 507 : 503;
    http::Answer answer = http::plain(status, "the push could not be stored: " + error.text);
    answer.set("Retry-After", "10");
    return answer;
}

PushIntake::PushIntake(Outbox& outbox, metrics::Gateway& gateway, Clock clock)
    : m_outbox(outbox),
      m_gateway(gateway),
      m_clock(std::move(clock)) {}

http::Answer PushIntake::lint(http::Request request) const {
    const std::string contentType(request.head.field("Content-Type").value_or(""));
    const std::string coding(request.head.field("Content-Encoding").value_or(""));
    auto read = http::readBody(contentType, coding, std::move(request.body), m_options.bodyBytes);
    if (!read) return http::refused(read.error(), http::prefersJson(request.head));
    return http::lintAnswer(metrics::judge(*read, {}, *m_rules).problems);
}

void PushIntake::push(http::Request request, const Caller& caller, Answered answered) {
    const http::RequestHead head = request.head;
    const auto fields = http::readPushFields(head);
    if (!fields) return answered(refuse(head, caller, http::plain(fields.error())));
    const std::string start = request.body.substr(0, kRefusedBytesKept);

    auto push = http::readPush(std::move(request), m_options.bodyBytes);
    if (!push) return answered(refuse(head, caller, push.error(), start));

    auto judged = http::judgePush(*push, push->key, *m_rules);
    if (!judged) {
        ++m_refusalCounts.judged;
        auto& [status, sentence, problems] = judged.error();
        answered(http::problems(status, sentence, problems, http::prefersJson(head)));
        return refuse(
            push->key, caller,
            {status, std::move(sentence), std::move(problems),
             std::string(push->exposition->body().substr(0, kRefusedBytesKept)), m_clock().wall});
    }
    accept(std::move(*push), *fields, caller, judged->size(), std::move(answered));
}

void PushIntake::accept(http::PushRequest push, const http::PushFields& fields,
                        const Caller& caller, std::size_t problems, Answered answered) {
    const Moment now = m_clock();
    Incoming incoming;
    incoming.method = push.method;
    incoming.key = std::move(push.key);
    incoming.pushedAt = now.wall;
    if (push.exposition) incoming.families = metrics::FamilySet(*push.exposition);
    incoming.owner = caller.process;

    const auto& byDefault = m_options.processExecutables;
    const bool wanted = fields.lifetime ? *fields.lifetime == http::Lifetime::Process
                                        : std::ranges::find(byDefault, caller.process.executable) !=
                                              byDefault.end();
    // Nobody could see an unknown process end.
    if (wanted && caller.process.pid > 0) {
        incoming.lifetime = Lifetime::Process;
        incoming.key = withSessionKey(incoming.key, caller.process);
        incoming.ttl = m_options.processTtl;
    }
    if (fields.ttlSeconds) incoming.ttl = *fields.ttlSeconds;

    metrics::Push applied;
    applied.method = incoming.method;
    applied.exposition = push.exposition ? &*push.exposition : nullptr;
    applied.at = now.wall * kNanosPerMilli;
    auto change = m_gateway.apply(incoming.key, applied);
    if (!change) {
        ++m_refusalCounts.clash;
        answered(http::plain(400, change.error().message));
        const std::string_view body = push.exposition ? push.exposition->body() : "";
        return refuse(incoming.key, caller,
                      {400,
                       change.error().message,
                       {},
                       std::string(body.substr(0, kRefusedBytesKept)),
                       now.wall});
    }

    const metrics::GroupingKey key = incoming.key;
    const Lifetime lifetime = incoming.lifetime;
    ++m_pending[metrics::groupId(key)].inFlight;
    m_outbox.accept(std::move(incoming), now,
                    [this, key, lifetime, problems,
                     answered = std::move(answered)](std::expected<std::string, OutboxError> done) {
                        settle(key, done.has_value());
                        if (!done) return answered(storeFailed(done.error()));
                        http::Answer answer = http::empty(202);
                        http::setLintProblems(answer, problems);
                        answer.set("Gatepost-Push-Id", *done);
                        answered(answer);
                        m_refusals.erase(metrics::groupId(key));
                        report(RelayEvent::Kind::Push, key, {});
                        emit accepted(key, lifetime);
                    });
}

void PushIntake::remove(const metrics::GroupingKey& key, Done done, Incoming::When when) {
    const Moment now = m_clock();
    Incoming incoming;
    incoming.method = metrics::PushMethod::Delete;
    incoming.when = when;
    incoming.key = key;
    incoming.pushedAt = now.wall;
    if (const auto held = m_outbox.group(metrics::groupId(key))) incoming.lifetime = held->lifetime;
    metrics::Push applied;
    applied.method = metrics::PushMethod::Delete;
    applied.at = now.wall * kNanosPerMilli;
    static_cast<void>(m_gateway.apply(key, applied));
    m_refusals.erase(metrics::groupId(key));
    ++m_pending[metrics::groupId(key)].inFlight;
    m_outbox.accept(
        std::move(incoming), now,
        [this, key, done = std::move(done)](std::expected<std::string, OutboxError> stored) {
            settle(key, stored.has_value());
            if (stored) report(RelayEvent::Kind::Push, key, "removed");
            if (!done) return;
            if (stored) return done({});
            done(std::unexpected(stored.error()));
        });
}

void PushIntake::settle(const metrics::GroupingKey& key, bool stored) {
    const std::string id = metrics::groupId(key);
    const auto place = m_pending.find(id);
    place->second.failed |= !stored;
    if (--place->second.inFlight > 0) return;
    const bool failed = place->second.failed;
    m_pending.erase(place);
    if (!failed) return;
    m_gateway.erase(key);
    if (const auto held = m_outbox.group(id)) restoreGroup(m_gateway, *held);
}

void PushIntake::pushAgain(const HeldGroup& group) {
    const Moment now = m_clock();
    Incoming incoming;
    incoming.method = metrics::PushMethod::Put;
    incoming.key = group.key;
    incoming.families = group.families;
    incoming.lifetime = group.lifetime;
    incoming.ttl = group.ttl;
    incoming.pushedAt = group.pushedAt;
    incoming.when = Incoming::When::Idle;
    m_outbox.accept(std::move(incoming), now, [](const auto&) {});
}

bool PushIntake::holds(const metrics::GroupingKey& key) const {
    const auto group = m_outbox.group(metrics::groupId(key));
    return group && group->present;
}

bool PushIntake::waits(const metrics::GroupingKey& key) const {
    const auto group = m_outbox.group(metrics::groupId(key));
    return group && group->pending;
}

void PushIntake::forgetRefusal(const std::string& groupId) { m_refusals.erase(groupId); }

http::Answer PushIntake::refuse(const http::RequestHead& head, const Caller& caller,
                                http::Answer answer, std::string body) {
    ++(answer.status == 413 ? m_refusalCounts.tooLarge : m_refusalCounts.malformed);
    Refusal refusal{answer.status, answer.body, {}, std::move(body), m_clock().wall};
    while (refusal.sentence.ends_with('\n')) refusal.sentence.pop_back();
    if (const auto key = keyOf(head)) {
        refuse(*key, caller, std::move(refusal));
    } else {
        RelayEvent event;
        event.at = refusal.at;
        event.kind = RelayEvent::Kind::Refused;
        event.subject = head.path().substr(0, kRefusedPathKept);
        event.detail = detailOf(refusal);
        emit happened(event);
    }
    return answer;
}

void PushIntake::refuse(const metrics::GroupingKey& key, const Caller& caller, Refusal refusal) {
    if (m_refusals.size() >= kRefusalsKept) {
        const auto oldest = std::ranges::min_element(
            m_refusals, {}, [](const auto& entry) { return entry.second.refusal.at; });
        m_refusals.erase(oldest);
    }
    report(RelayEvent::Kind::Refused, key, detailOf(refusal));
    m_refusals[metrics::groupId(key)] = {key, caller.process, std::move(refusal)};
}

void PushIntake::report(RelayEvent::Kind kind, const metrics::GroupingKey& key,
                        std::string detail) {
    RelayEvent event;
    event.at = m_clock().wall;
    event.kind = kind;
    event.groupId = metrics::groupId(key);
    event.subject = metrics::pushPath(key);
    event.detail = std::move(detail);
    emit happened(event);
}

}  // namespace gatepost::relay
