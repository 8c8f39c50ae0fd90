// SPDX-License-Identifier: Apache-2.0
// The embedded gateway: metrics/gateway in memory, every change committed to store/ before it is
// answered. Changes are applied and submitted under one lock, so that memory and disk see the same
// order; what cannot be committed is undone. What comes while the store is busy goes into one
// batch, of which each group is written once. Loaded from the store at start.
#pragma once

#include <atomic>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "proxy/server/event_loop.h"
#include "proxy/upstream/group_log.h"
#include "proxy/upstream/group_records.h"
#include "proxy/upstream/health_record.h"
#include "proxy/upstream/leases.h"
#include "proxy/upstream/sequences.h"
#include "proxy/upstream/upstream.h"
#include "store/store.h"

namespace gatepost::proxy {

class Embedded final : public Upstream {
public:
    /// `reserved`: the program's own metrics. `leftOut` gets a line for each family that was stored
    /// and could not be held any more.
    [[nodiscard]] static std::expected<std::unique_ptr<Embedded>, std::string> open(
        std::unique_ptr<store::Store> store, std::vector<metrics::ReservedFamily> reserved,
        std::vector<std::string>& leftOut);
    ~Embedded() override;

    void push(UpstreamPush push, PushDone done) override;
    void recordRefusal(const UpstreamPush& push, RecordDone done) override;
    void renew(std::vector<Renewal> renewals, metrics::UnixNanos now, RenewDone done) override;
    void wipe(metrics::UnixNanos now, WipeDone done) override;
    void sweep(metrics::UnixNanos now, std::optional<std::uint64_t> deletedGroups) override;
    [[nodiscard]] UpstreamCounts counts() const override;
    [[nodiscard]] UpstreamHealth health() const override { return m_health.read(); }
    [[nodiscard]] std::optional<metrics::Snapshot> snapshot() const override;
    [[nodiscard]] std::vector<metrics::GroupPointer> groups() const override;
    void applyTypes(const std::function<bool(std::string_view family, metrics::MetricType type)>&
                        allowed) override;

private:
    static constexpr metrics::UnixNanos kChurnHour = 3600ll * 1'000'000'000;
    struct Churn {
        std::int64_t hour = 0;
        std::uint64_t series = 0;
    };
    /// A group with changes on their way to the disk, and what is there for certain.
    struct Pending {
        metrics::GroupPointer durable;
        std::optional<metrics::UnixNanos> lease;
        metrics::UnixNanos deletedAt = 0;
        std::map<std::string, std::optional<std::uint64_t>, std::less<>> numbers;  // by relay
        std::size_t inFlight = 0;
        bool failed = false;
    };
    /// One change that is on its way.
    struct Commit {
        PushRecord record;
        metrics::GroupPointer after;
        PushResult result;
        PushDone done;
        EventLoop* from = nullptr;  // where it is answered; null: anywhere
    };
    /// What a refused push leaves behind.
    struct Trace {
        std::string path;
        metrics::GroupPointer group;
        std::optional<metrics::UnixNanos> lease;  // of a group that it made
    };
    struct Batch {
        std::vector<Commit> commits;
        std::vector<EventLoop*> promised;  // loops that submit it at the end of their round
        bool submitted = false;
    };

    explicit Embedded(std::unique_ptr<store::Store> store,
                      std::vector<metrics::ReservedFamily> reserved);
    [[nodiscard]] metrics::PreparedPush prepared(const UpstreamPush& push) const;
    // Under the lock. A result is for the caller to hand to `done` once the lock is gone; without
    // one `done` has been taken, and is called after the commit.
    [[nodiscard]] std::optional<PushResult> apply(const std::string& path, const UpstreamPush& push,
                                                  metrics::PreparedPush change,
                                                  metrics::Applied& applied, PushDone& done);
    void commit(const std::string& path, const UpstreamPush& push, const metrics::Applied& applied,
                PushDone done);
    void answerSuperseded(const std::string& key, const http::Sequence& sequence, PushDone done);
    [[nodiscard]] std::optional<PushResult> refuse(const std::string& path,
                                                   const UpstreamPush& push,
                                                   const metrics::Clash& clash, PushDone& done);
    /// Which the push may not remove, of what its group holds; null: none.
    [[nodiscard]] const std::string* othersFamily(const UpstreamPush& push) const;
    [[nodiscard]] std::optional<PushResult> removesOthers(
        const UpstreamPush& push, const metrics::PreparedPush& change) const;
    /// In memory; nothing where it leaves none.
    [[nodiscard]] std::optional<Trace> traceOf(const std::string& path, const UpstreamPush& push);
    void submitTrace(Trace trace, RecordDone done);
    [[nodiscard]] std::optional<metrics::Problem> overQuota(const UpstreamPush& push,
                                                            const metrics::Usage& before,
                                                            const metrics::Applied& applied);
    void enqueue(Commit commit);
    void submitBatch();
    void submit(store::Store::Change change, store::Store::Done done);
    [[nodiscard]] Written writeAll(store::Database& database, std::vector<Commit>& commits);
    [[nodiscard]] Written writeGroup(store::Database& database, const std::string& key,
                                     const metrics::GroupPointer& group);
    /// After all groups of a change.
    [[nodiscard]] Written finishGroups(store::Database& database);
    /// `freed` gets what is better destroyed without the lock.
    void settle(const Commit& commit, bool stored, std::vector<metrics::GroupPointer>& freed);
    void answer(std::vector<Commit> commits, bool stored);
    void remove(const metrics::GroupingKey& key, metrics::UnixNanos now, PushDone done);

    mutable std::mutex m_mutex;
    metrics::Gateway m_gateway;
    Sequences m_sequences;
    Leases m_leases;
    std::unordered_map<std::string, Pending> m_pending;  // by path
    std::unordered_map<std::string, Churn> m_churn;      // by owner
    std::shared_ptr<Batch> m_batch;  // not begun; null: the next change makes one
    metrics::UnixNanos m_forgotAt = 0;
    std::atomic<std::uint64_t> m_expired{0};
    HealthRecord m_health{"embedded gateway"};
    GroupLog m_log;                         // the store's thread's
    std::unique_ptr<store::Store> m_store;  // last: its thread ends before what it calls back
};

}  // namespace gatepost::proxy
