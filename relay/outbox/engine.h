// SPDX-License-Identifier: Apache-2.0
// The outbox's pump: a queue of operations that become batches, one at a time with the writer.
// Internal to the outbox.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "relay/outbox/batch.h"
#include "relay/outbox/outbox.h"
#include "relay/outbox/outbox_file.h"
#include "store/store.h"

namespace gatepost::relay {

/// Called on the engine thread once the batch is on disk.
using After = std::function<void()>;

struct Operation {
    /// Changes the batch, or leaves it alone, and says what to call afterwards. May run twice: what
    /// a failed batch did never happened.
    std::function<After(Batch&)> run;
    /// Where it is set, a failed batch calls it, and closing too. Where not, the operation waits
    /// for the next tick and runs again.
    std::function<void(const OutboxError&)> refuse;
};

struct Outbox::Impl : std::enable_shared_from_this<Outbox::Impl> {
    Impl(OutboxOptions given, std::unique_ptr<store::Store> opened, Sealer how, State loaded);

    void enqueue(Operation operation);
    /// An operation that the caller may see fail.
    void command(std::function<std::expected<void, OutboxError>(Batch&)> change, Done done);
    /// An operation on what is in flight under `n`, repeated until it is on disk.
    void settle(std::uint64_t n, Batch::Disk disk, std::function<void(Batch&, Group&)> change,
                Done done);
    void reject(std::uint64_t n, Rejection why, Moment now, AnswerToRejection done, bool tooLarge);
    void retryStuck();
    void close();

    OutboxOptions options;
    std::unique_ptr<store::Store> store;
    std::shared_ptr<const Sealer> sealer;
    State state;
    std::function<bool(const metrics::GroupingKey&, const OwnerProcess*)> heldBack;
    std::int64_t nextAgeCheck = 0;

private:
    struct Running {
        explicit Running(const State& committed) : batch(committed) {}
        Batch batch;
        std::vector<Operation> operations;
        std::vector<After> after;
    };

    void schedule();
    void pump();
    void finish(std::expected<void, store::StoreError> result);

    std::deque<Operation> m_queue;
    std::vector<Operation> m_stuck;
    std::unique_ptr<Running> m_running;
    bool m_scheduled = false;
    bool m_closed = false;
};

/// Picks what is due, marks it in flight and makes deliveries of it.
using HeldBack = std::function<bool(const metrics::GroupingKey&, const OwnerProcess*)>;
[[nodiscard]] std::vector<Delivery> takeFrom(Batch& batch, TakeLimits limits, Moment now,
                                             const HeldBack& heldBack);

}  // namespace gatepost::relay
