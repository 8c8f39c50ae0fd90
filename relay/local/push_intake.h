// SPDX-License-Identifier: Apache-2.0
// From a request on a push path to an entry in the outbox: read, judge, hold against the relay's
// own groups, store, answer. What is refused is not queued, but remembered for the preview. The
// order of calls is the order in the outbox. Engine's thread only.
#pragma once

#include <QObject>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "http/message.h"
#include "http/push_request.h"
#include "metrics/gateway/gateway.h"
#include "metrics/policy/judge.h"
#include "relay/clock.h"
#include "relay/facade/status.h"
#include "relay/local/exchange.h"
#include "relay/outbox/outbox.h"

namespace gatepost::relay {

struct IntakeOptions {
    std::uint64_t bodyBytes = 4 * 1024 * 1024;
    std::int64_t processTtl = 24 * 3600;
    std::vector<std::string> processExecutables;
};

/// A group whose last push was refused here.
struct RefusedGroup {
    metrics::GroupingKey key;
    OwnerProcess owner;
    Refusal refusal;
};

class PushIntake : public QObject {
    Q_OBJECT
public:
    using Answered = std::function<void(const http::Answer&)>;
    using Done = std::function<void(std::expected<void, OutboxError>)>;

    static constexpr std::size_t kRefusalsKept = 100;
    static constexpr std::size_t kRefusedBytesKept = 64 * 1024;

    PushIntake(Outbox& outbox, metrics::Gateway& gateway, Clock clock);

    void setOptions(const IntakeOptions& options) { m_options = options; }
    void setRules(std::shared_ptr<const metrics::Rules> rules) { m_rules = std::move(rules); }
    [[nodiscard]] const metrics::Rules& rules() const { return *m_rules; }

    /// POST and PUT /lint: judged as a push to no group in particular.
    [[nodiscard]] http::Answer lint(http::Request request) const;

    void push(http::Request request, const Caller& caller, Answered answered);
    /// Before its body is read: counts and tells what `answer` says, and returns it.
    http::Answer refuse(const http::RequestHead& head, const Caller& caller, http::Answer answer,
                        std::string body = {});
    /// The relay's own: the far end is to forget the group. Owner and lifetime stay.
    void remove(const metrics::GroupingKey& key, Done done,
                Incoming::When when = Incoming::When::Always);
    /// The relay's own: held state once more, for a lease the far end does not know.
    void pushAgain(const HeldGroup& group);

    /// The group is there, here or at the far end.
    [[nodiscard]] bool holds(const metrics::GroupingKey& key) const;
    /// Something of the group waits or is in flight.
    [[nodiscard]] bool waits(const metrics::GroupingKey& key) const;

    /// By group id.
    [[nodiscard]] const std::map<std::string, RefusedGroup>& refusals() const { return m_refusals; }
    void forgetRefusal(const std::string& groupId);
    [[nodiscard]] const RefusalCounts& refusalCounts() const { return m_refusalCounts; }

signals:
    void happened(const gatepost::relay::RelayEvent& event);
    /// On disk; `key` as the outbox has it.
    void accepted(const gatepost::metrics::GroupingKey& key, gatepost::relay::Lifetime lifetime);

private:
    struct Pending {
        int inFlight = 0;
        bool failed = false;
    };

    void accept(http::PushRequest push, const http::PushFields& fields, const Caller& caller,
                std::size_t problems, Answered answered);
    void refuse(const metrics::GroupingKey& key, const Caller& caller, Refusal refusal);
    /// Once nothing of a group is on its way to the disk, the preview is what the disk has.
    void settle(const metrics::GroupingKey& key, bool stored);
    void report(RelayEvent::Kind kind, const metrics::GroupingKey& key, std::string detail);

    Outbox& m_outbox;
    metrics::Gateway& m_gateway;
    Clock m_clock;
    IntakeOptions m_options;
    std::shared_ptr<const metrics::Rules> m_rules = std::make_shared<metrics::Rules>();
    std::map<std::string, RefusedGroup> m_refusals;
    RefusalCounts m_refusalCounts;
    std::map<std::string, Pending> m_pending;  // by group id
};

/// Into the preview what the outbox holds.
void restoreGroup(metrics::Gateway& gateway, const HeldGroup& group);

/// 507 where the disk is full, else 503.
[[nodiscard]] http::Answer storeFailed(const OutboxError& error);

}  // namespace gatepost::relay
