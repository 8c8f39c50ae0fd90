// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/engine.h"

#include <iterator>
#include <utility>

#include "relay/outbox/folding.h"

namespace gatepost::relay {

namespace {

/// Only the newest pushes of a group stay in quarantine; a split one counts once.
void trimQuarantine(Batch& batch, const std::string& groupId) {
    const auto entries = batch.quarantineOf(groupId);
    std::vector<std::uint64_t> origins;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        const auto origin = (*entry)->origin;
        if (std::find(origins.begin(), origins.end(), origin) == origins.end())
            origins.push_back(origin);
        if (std::find(origins.begin(), origins.end(), origin) - origins.begin() <
            static_cast<std::ptrdiff_t>(kQuarantinePerGroup))
            continue;
        batch.tell(loseQuarantined(**entry, batch.ledger(), LossCause::QuarantineFull));
        batch.removeQuarantined((*entry)->id);
    }
}

}  // namespace

Outbox::Impl::Impl(OutboxOptions given, std::unique_ptr<store::Store> opened, Sealer how,
                   State loaded)
    : options(std::move(given)),
      store(std::move(opened)),
      sealer(std::make_shared<const Sealer>(how)),
      state(std::move(loaded)) {}

void Outbox::Impl::enqueue(Operation operation) {
    m_queue.push_back(std::move(operation));
    schedule();
}

void Outbox::Impl::schedule() {
    if (m_scheduled || m_running) return;
    m_scheduled = true;
    options.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->m_scheduled = false;
            self->pump();
        }
    });
}

void Outbox::Impl::pump() {
    if (m_running || m_queue.empty() || m_closed) return;
    m_running = std::make_unique<Running>(state);
    m_running->operations.assign(std::make_move_iterator(m_queue.begin()),
                                 std::make_move_iterator(m_queue.end()));
    m_queue.clear();
    auto& batch = m_running->batch;
    for (auto& operation : m_running->operations)
        if (auto after = operation.run(batch)) m_running->after.push_back(std::move(after));
    batch.keepWithin(options.maxBytes);
    if (!batch.needsDisk()) {
        finish({});
        return;
    }
    store->submit([data = batch.toWrite(),
                   how = sealer](store::Database& database) { return write(database, *how, data); },
                  [weak = weak_from_this(), post = options.post](auto result) {
                      post([weak, outcome = std::move(result)] {
                          if (const auto self = weak.lock(); self && !self->m_closed)
                              self->finish(outcome);
                      });
                  });
}

void Outbox::Impl::finish(std::expected<void, store::StoreError> result) {
    // A callback may close the outbox: `keep` holds it, m_closed tells.
    const auto keep = shared_from_this();
    const auto done = std::move(m_running);
    if (result) {
        const auto forgotten = done->batch.forgotten();
        const auto losses = done->batch.losses();
        const bool work = std::move(done->batch).applyTo(state);
        for (const auto& call : done->after) call();
        if (!m_closed && !forgotten.empty() && options.onForgotten) options.onForgotten(forgotten);
        if (!m_closed && !losses.empty() && options.onLost) options.onLost(losses);
        if (!m_closed && work && options.onWork) options.onWork();
    } else {
        const auto error = toOutboxError(result.error());
        for (auto& operation : done->operations) {
            if (operation.refuse)
                operation.refuse(error);
            else
                m_stuck.push_back(std::move(operation));
        }
        if (!m_closed && options.onTrouble) options.onTrouble();
    }
    if (!m_closed) pump();
}

void Outbox::Impl::retryStuck() {
    if (m_stuck.empty()) return;
    m_queue.insert(m_queue.begin(), std::make_move_iterator(m_stuck.begin()),
                   std::make_move_iterator(m_stuck.end()));
    m_stuck.clear();
    schedule();
}

void Outbox::Impl::close() {
    m_closed = true;
    store.reset();
    std::vector<Operation> unanswered;
    if (m_running) unanswered = std::move(m_running->operations);
    unanswered.insert(unanswered.end(), std::make_move_iterator(m_queue.begin()),
                      std::make_move_iterator(m_queue.end()));
    m_queue.clear();
    m_running.reset();
    for (const auto& operation : unanswered)
        if (operation.refuse) operation.refuse({OutboxError::Kind::Closed, {}});
}

void Outbox::Impl::command(std::function<std::expected<void, OutboxError>(Batch&)> change,
                           Done done) {
    const auto answer = [done](std::expected<void, OutboxError> result) {
        if (done) done(std::move(result));
    };
    enqueue({[change = std::move(change), answer](Batch& batch) -> After {
                 return [answer, result = change(batch)] { answer(result); };
             },
             [answer](const OutboxError& error) { answer(std::unexpected(error)); }});
}

void Outbox::Impl::settle(std::uint64_t n, Batch::Disk disk,
                          std::function<void(Batch&, Group&)> change, Done done) {
    enqueue({[n, disk, change = std::move(change), done = std::move(done)](Batch& batch) -> After {
                 std::expected<void, OutboxError> result;
                 if (const auto id = batch.groupInFlight(n)) {
                     change(batch, *batch.edit(*id, disk));
                     batch.eraseIfDone(*id);
                 } else {
                     result = std::unexpected(OutboxError{OutboxError::Kind::NotFound, {}});
                 }
                 if (!done) return {};
                 return [done, result] { done(result); };
             },
             {}});
}

void Outbox::Impl::reject(std::uint64_t n, Rejection why, Moment now, AnswerToRejection done,
                          bool tooLarge) {
    enqueue({[=, done = std::move(done)](Batch& batch) -> After {
                 auto outcome = Rejected::Stale;
                 if (const auto id = batch.groupInFlight(n)) {
                     auto& group = *batch.edit(*id, Batch::Disk::Row);
                     const auto& front = group.segments.front();
                     const bool foldedPost =
                         front.change.method == metrics::PushMethod::Post && front.folded;
                     const auto by = tooLarge ? SplitBy::Half : SplitBy::Family;
                     outcome = Rejected::Split;
                     if (!(tooLarge || foldedPost) || !splitFront(group, by)) {
                         batch.addQuarantined(quarantineFront(group, batch.ledger(), why, now));
                         trimQuarantine(batch, *id);
                         outcome = Rejected::Quarantined;
                     }
                     group.nextAttempt = 0;
                     group.lastAnswer = why.reason;
                     foldBack(group, batch.ledger());
                 }
                 if (!done) return {};
                 return [done, outcome] { done(outcome); };
             },
             {}});
}

}  // namespace gatepost::relay
