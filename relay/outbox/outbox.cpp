// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/outbox.h"

#include <algorithm>
#include <utility>

#include "relay/outbox/engine.h"
#include "relay/outbox/folding.h"

namespace gatepost::relay {

namespace {

constexpr std::int64_t kAgeCheckMs = 10'000;

using Result = std::expected<void, OutboxError>;

/// The front segment is done with, whatever the far end said; what waits behind it waits anew.
void settleFront(Batch& batch, Group& group, void (*settle)(Group&, Ledger&)) {
    settle(group, batch.ledger());
    batch.countSettled();
    group.waitsFrom = batch.settled();
    group.nextAttempt = 0;
    group.lastAnswer.clear();
}

void takeOver(Group& group, const Incoming& push, bool isNew) {
    if (push.owner || isNew) {
        group.lifetime = push.lifetime;
        group.ttl = push.ttl;
        group.owner = push.owner;
    }
}

}  // namespace

Outbox::Outbox(std::shared_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Outbox::~Outbox() { m_impl->close(); }

void Outbox::accept(Incoming push, Moment now, Accepted accepted) {
    // Shared, for it is called from three places and what it carries is not small.
    const auto callback = std::make_shared<const Accepted>(std::move(accepted));
    const auto done = [callback](std::expected<std::string, OutboxError> answer) {
        (*callback)(std::move(answer));
    };
    const auto refuse = [done](const OutboxError& error) { done(std::unexpected(error)); };
    if (push.families.bytes() > m_impl->options.maxBytes) {
        m_impl->options.post([refuse] {
            refuse({OutboxError::Kind::Full, "the push is larger than the outbox may be"});
        });
        return;
    }
    m_impl->enqueue(
        {[push = std::move(push), now, done](Batch& batch) -> After {
             const auto id = metrics::groupId(push.key);
             if (const auto* held = batch.find(id);
                 push.when == Incoming::When::Idle && held != nullptr && !held->segments.empty())
                 return [done] { done(std::unexpected(OutboxError{OutboxError::Kind::Busy, {}})); };
             auto* known = batch.edit(id, Batch::Disk::Row);
             auto& group = known != nullptr ? *known : batch.create(push.key);
             takeOver(group, push, known == nullptr);
             if (group.segments.empty()) group.waitsFrom = batch.settled();
             auto& ledger = batch.ledger();
             addPush(group, ledger, push, ledger.received + 1, now);
             return [done, pushId = batch.meta().relayId.substr(0, 8) + '-' +
                                    std::to_string(ledger.received)] { done(pushId); };
         },
         refuse});
}

void Outbox::take(TakeLimits limits, Moment now, Taken done) {
    m_impl->enqueue({[limits, now, done, impl = m_impl.get()](Batch& batch) -> After {
                         return [done, taken = takeFrom(batch, limits, now, impl->heldBack)] {
                             done(taken);
                         };
                     },
                     [done](const OutboxError&) { done({}); }});
}

void Outbox::delivered(std::uint64_t n, Moment, Done done) {
    m_impl->settle(
        n, Batch::Disk::Row,
        [](Batch& batch, Group& group) { settleFront(batch, group, settleDelivered); },
        std::move(done));
}

void Outbox::superseded(std::uint64_t n, Moment, Done done) {
    m_impl->settle(
        n, Batch::Disk::Row,
        [](Batch& batch, Group& group) { settleFront(batch, group, settleSuperseded); },
        std::move(done));
}

void Outbox::failed(std::uint64_t n, std::string answer, std::int64_t retryAt, Moment now,
                    Done done) {
    // Only a fold changes what is on disk; without one a full disk must not hold up the retry.
    m_impl->settle(
        n, Batch::Disk::Unchanged,
        [answer = std::move(answer), retryAt, now](Batch& batch, Group& group) {
            group.lastAnswer = answer;
            group.nextAttempt = retryAt;
            group.nextAttemptWall = retryAt == 0 ? 0 : now.wall + (retryAt - now.steady);
            auto ledger = batch.meta().ledger;
            if (!settleFailed(group, ledger)) return;
            batch.ledger() = std::move(ledger);
            static_cast<void>(batch.edit(group.id, Batch::Disk::Row));
        },
        std::move(done));
}

void Outbox::unsent(std::uint64_t n, Done done) {
    m_impl->settle(
        n, Batch::Disk::Unchanged,
        [](Batch& batch, Group& group) {
            auto ledger = batch.meta().ledger;
            if (!settleUnsent(group, ledger)) return;
            batch.ledger() = std::move(ledger);
            static_cast<void>(batch.edit(group.id, Batch::Disk::Row));
        },
        std::move(done));
}

void Outbox::rejected(std::uint64_t n, Rejection why, Moment now, AnswerToRejection done) {
    m_impl->reject(n, std::move(why), now, std::move(done), false);
}

void Outbox::tooLarge(std::uint64_t n, Rejection why, Moment now, AnswerToRejection done) {
    m_impl->reject(n, std::move(why), now, std::move(done), true);
}

void Outbox::lost(std::uint64_t n, LossCause cause, Moment, Done done) {
    m_impl->settle(
        n, Batch::Disk::Row,
        [cause](Batch& batch, Group& group) {
            batch.tell(settleLost(group, batch.ledger(), cause));
        },
        std::move(done));
}

void Outbox::retryQuarantined(std::int64_t id, Moment now, Done done) {
    m_impl->command(
        [id, now](Batch& batch) -> Result {
            const auto entry = batch.quarantined(id);
            if (!entry) return std::unexpected(OutboxError{OutboxError::Kind::NotFound, {}});
            if (const auto* held = batch.find(entry->groupId)) {
                if (held->deliveredPush > entry->segment.newest)
                    return std::unexpected(OutboxError{OutboxError::Kind::LaterPush, {}});
                if (!held->segments.empty() &&
                    (held->inFlight() || held->segments.front().chain != 0))
                    return std::unexpected(OutboxError{OutboxError::Kind::Busy, {}});
            }
            auto* known = batch.edit(entry->groupId, Batch::Disk::Row);
            auto& group = known != nullptr ? *known : batch.create(entry->key);
            Segment again = entry->segment;
            // Other pieces of the same push have arrived: this one must not empty the group.
            if (again.change.method == metrics::PushMethod::Put &&
                group.deliveredPush == again.newest)
                again.change.method = metrics::PushMethod::Post;
            again.since = now.wall;
            again.sinceSteady = now.steady;
            if (group.segments.empty()) group.waitsFrom = batch.settled();
            requeue(group, batch.ledger(), std::move(again));
            group.nextAttempt = 0;
            batch.removeQuarantined(id);
            return {};
        },
        std::move(done));
}

void Outbox::dropQuarantined(std::int64_t id, Done done) {
    m_impl->command(
        [id](Batch& batch) -> Result {
            const auto entry = batch.quarantined(id);
            if (!entry) return std::unexpected(OutboxError{OutboxError::Kind::NotFound, {}});
            batch.tell(loseQuarantined(*entry, batch.ledger(), LossCause::User));
            batch.removeQuarantined(id);
            batch.eraseIfDone(entry->groupId);
            return {};
        },
        std::move(done));
}

void Outbox::dropWaiting(const std::string& groupId, Done done) {
    m_impl->command(
        [groupId](Batch& batch) -> Result {
            auto* group = batch.edit(groupId, Batch::Disk::Row);
            if (group == nullptr)
                return std::unexpected(OutboxError{OutboxError::Kind::NotFound, {}});
            batch.tell(loseWaiting(*group, batch.ledger(), LossCause::User));
            batch.eraseIfDone(groupId);
            return {};
        },
        std::move(done));
}

void Outbox::dropQueued(std::int64_t id, Done done) {
    const auto entries = queue();
    const auto entry = std::ranges::find(entries, id, &QueueEntry::id);
    const auto refuse = [&](OutboxError::Kind kind) {
        m_impl->options.post([done, kind] { done(std::unexpected(OutboxError{kind, {}})); });
    };
    if (entry == entries.end()) return refuse(OutboxError::Kind::NotFound);
    if (entry->inFlight) return refuse(OutboxError::Kind::Busy);
    dropWaiting(entry->groupId, std::move(done));
}

void Outbox::renewRelayId(Done done) {
    m_impl->command(
        [](Batch& batch) -> Result {
            batch.setRelayId(randomId());
            return {};
        },
        std::move(done));
}

void Outbox::retryNow(Moment) {
    m_impl->enqueue({[](Batch& batch) -> After {
                         for (const auto& id : batch.pending())
                             if (batch.find(id)->nextAttempt != 0)
                                 batch.edit(id, Batch::Disk::Unchanged)->nextAttempt = 0;
                         return {};
                     },
                     [](const OutboxError&) {}});
}

void Outbox::holdBack(
    std::function<bool(const metrics::GroupingKey&, const OwnerProcess*)> predicate) {
    m_impl->heldBack = std::move(predicate);
}

void Outbox::tick(Moment now) {
    m_impl->retryStuck();
    if (now.steady < m_impl->nextAgeCheck) return;
    m_impl->nextAgeCheck = now.steady + kAgeCheckMs;
    const auto oldest = now.steady - m_impl->options.maxAgeMs;
    m_impl->enqueue({[oldest](Batch& batch) -> After {
                         batch.loseOlderThan(oldest);
                         return {};
                     },
                     [](const OutboxError&) {}});
}

void Outbox::setBounds(std::uint64_t maxBytes, std::int64_t maxAgeMs) {
    m_impl->options.maxBytes = maxBytes;
    m_impl->options.maxAgeMs = maxAgeMs;
    m_impl->nextAgeCheck = 0;
}

void Outbox::flush(Done done) {
    m_impl->command([](Batch&) -> Result { return {}; }, std::move(done));
}

}  // namespace gatepost::relay
