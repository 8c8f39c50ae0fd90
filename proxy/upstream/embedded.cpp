// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/embedded.h"

#include <openssl/rand.h>

#include <algorithm>

#include "proxy/upstream/embedded_commits.h"
#include "proxy/upstream/group_records.h"

namespace gatepost::proxy {
namespace {

std::uint64_t randomSeed() {
    std::uint64_t seed = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed);
    return seed;
}

std::vector<metrics::SeriesHash> seriesOf(const metrics::Group* group) {
    std::vector<metrics::SeriesHash> out;
    if (group == nullptr) return out;
    for (const auto& family : group->shape->families) {
        out.insert(out.end(), family->series.begin(), family->series.end());
    }
    std::ranges::sort(out);
    return out;
}

/// Series that the change brought and that its group did not have before.
std::uint64_t newSeries(const metrics::Applied& applied) {
    if (applied.before && applied.before->shape == applied.after->shape) return 0;
    const auto before = seriesOf(applied.before.get());
    const auto after = seriesOf(applied.after.get());
    return static_cast<std::uint64_t>(std::ranges::count_if(
        after, [&](const auto& hash) { return !std::ranges::binary_search(before, hash); }));
}

metrics::Problem quotaProblem(std::string rule, std::uint64_t allowed) {
    return {.rule = std::move(rule),
            .metric = {},
            .text = "more than " + std::to_string(allowed) + " for this user",
            .severity = metrics::Severity::Error};
}

}  // namespace

Embedded::Embedded(std::unique_ptr<store::Store> store,
                   std::vector<metrics::ReservedFamily> reserved)
    : m_gateway(randomSeed(), std::move(reserved)),
      m_store(std::move(store)) {}

Embedded::~Embedded() = default;

std::expected<std::unique_ptr<Embedded>, std::string> Embedded::open(
    std::unique_ptr<store::Store> store, std::vector<metrics::ReservedFamily> reserved,
    std::vector<std::string>& leftOut) {
    std::unique_ptr<Embedded> made(new Embedded(std::move(store), std::move(reserved)));
    const auto loaded = made->m_store->read([&](store::Database& database) -> Written {
        auto done = made->m_log.read(database, [&](metrics::StoredGroup group) {
            for (const std::string& family : made->m_gateway.restore(group)) {
                leftOut.push_back(metrics::pushPath(group.key) + ": " + family);
            }
        });
        if (!done) return done;
        done =
            readSequences(database, [&](const SequenceRow& row) { made->m_sequences.load(row); });
        if (!done) return done;
        return readLeases(database, [&](const std::string& key, metrics::UnixNanos expires) {
            made->m_leases.set(key, expires);
        });
    });
    if (!loaded) return std::unexpected(loaded.error().text);
    return made;
}

void Embedded::push(UpstreamPush push, PushDone done) {
    // What can be made before anybody has to wait for it, is; what goes, goes when nobody has to.
    const std::string path = pathOf(push);
    metrics::PreparedPush change = prepared(push);
    if (push.repeated != nullptr) push.repeated->print = change.print();
    metrics::Applied applied;
    std::unique_lock lock(m_mutex);
    if (!m_gateway.repeats(change)) {
        lock.unlock();
        m_gateway.complete(change);
        lock.lock();
    }
    const auto result = apply(path, push, std::move(change), applied, done);
    lock.unlock();
    if (result) done(*result);
}

metrics::PreparedPush Embedded::prepared(const UpstreamPush& push) const {
    metrics::Push change;
    change.method = push.method;
    change.owner = push.owner;
    change.at = push.at;
    change.exposition = push.exposition;
    if (push.repeated != nullptr) change.print = push.repeated->print;
    return m_gateway.prepare(push.key, std::move(change));
}

std::optional<PushResult> Embedded::apply(const std::string& path, const UpstreamPush& push,
                                          metrics::PreparedPush change, metrics::Applied& applied,
                                          PushDone& done) {
    if (push.sequence && m_sequences.superseded(path, *push.sequence)) {
        answerSuperseded(path, *push.sequence, std::move(done));
        return std::nullopt;
    }
    if (auto result = removesOthers(push, change)) return result;
    const metrics::Usage before = m_gateway.usage(push.owner);
    auto taken = m_gateway.apply(std::move(change));
    if (!taken) return refuse(path, push, taken.error(), done);
    applied = std::move(*taken);
    if (auto problem = overQuota(push, before, applied)) {
        m_gateway.undo(push.key, applied);
        return PushResult{.outcome = PushResult::Outcome::OverQuota,
                          .status = 422,
                          .sentence = "the push is over a quota",
                          .problems = {std::move(*problem)}};
    }
    commit(path, push, applied, std::move(done));
    return std::nullopt;
}

/// The answer lets the relay forget the push, so it must wait until what superseded it is on disk:
/// changes are committed in order, hence an empty one is done when those before it are.
void Embedded::answerSuperseded(const std::string& key, const http::Sequence& sequence,
                                PushDone done) {
    submit([](store::Database&) -> Written { return {}; },
           [this, key, sequence, done = std::move(done)](Written written) {
               bool still = written.has_value();
               if (still) {
                   const std::lock_guard lock(m_mutex);
                   still = m_sequences.superseded(key, sequence);
               }
               if (!still) return done(notStored());
               done({.outcome = PushResult::Outcome::Superseded,
                     .status = 200,
                     .sentence = {},
                     .problems = {}});
           });
}

std::optional<PushResult> Embedded::refuse(const std::string& path, const UpstreamPush& push,
                                           const metrics::Clash& clash, PushDone& done) {
    PushResult result{.outcome = PushResult::Outcome::Refused,
                      .status = 400,
                      .sentence = clash.message,
                      .problems = {}};
    auto trace = traceOf(path, push);
    if (!trace) return result;
    submitTrace(std::move(*trace),
                [result = std::move(result), done = std::move(done)] { done(result); });
    return std::nullopt;
}

/// Where push() would not have come to refuse it, it leaves no trace either.
void Embedded::recordRefusal(const UpstreamPush& push, RecordDone done) {
    const std::string path = pathOf(push);
    std::unique_lock lock(m_mutex);
    const bool isLate = push.sequence && m_sequences.superseded(path, *push.sequence);
    std::optional<Trace> trace;
    if (!isLate && othersFamily(push) == nullptr) trace = traceOf(path, push);
    if (trace) return submitTrace(std::move(*trace), std::move(done));
    lock.unlock();
    done();
}

/// A group that it makes ends as the push would have had it end; another keeps its lease.
std::optional<Embedded::Trace> Embedded::traceOf(const std::string& path,
                                                 const UpstreamPush& push) {
    const bool fresh = m_gateway.group(push.key) == nullptr;
    const auto& most = push.quotas.groups;
    if (fresh && most && m_gateway.usage(push.owner).groups >= *most) return std::nullopt;
    Trace trace{path, m_gateway.recordFailure(push.key, push.now, push.owner), {}};
    if (!trace.group) return std::nullopt;
    if (fresh && push.ttlSeconds) {
        trace.lease = leaseEnd(push.now, *push.ttlSeconds);
        m_leases.set(path, *trace.lease);
    }
    return trace;
}

const std::string* Embedded::othersFamily(const UpstreamPush& push) const {
    if (!push.mayRemove || push.method == metrics::PushMethod::Post) return nullptr;
    return deniedFamily(m_gateway.group(push.key).get(), push.mayRemove);
}

std::optional<PushResult> Embedded::removesOthers(const UpstreamPush& push,
                                                  const metrics::PreparedPush& change) const {
    if (!push.mayRemove || m_gateway.repeats(change)) return std::nullopt;  // brings what is held
    const std::string* const denied = othersFamily(push);
    if (denied == nullptr) return std::nullopt;
    return PushResult{
        .outcome = PushResult::Outcome::NotYours,
        .status = 403,
        .sentence = "the group holds metric \"" + *denied +
                    "\", which is outside what this token may push: a PUT or DELETE would remove "
                    "it, a POST leaves it there",
        .problems = {}};
}

std::optional<metrics::Problem> Embedded::overQuota(const UpstreamPush& push,
                                                    const metrics::Usage& before,
                                                    const metrics::Applied& applied) {
    if (push.method == metrics::PushMethod::Delete) return std::nullopt;
    const Quotas& quotas = push.quotas;
    const metrics::Usage after = m_gateway.usage(push.owner);
    // What a lowered quota leaves above it may shrink or stay, but not grow.
    const auto over = [](std::size_t now, std::size_t was, const auto& most) {
        return most && now > *most && now > was;
    };
    if (over(after.groups, before.groups, quotas.groups)) {
        return quotaProblem("groups_per_user", *quotas.groups);
    }
    if (over(after.series, before.series, quotas.series)) {
        return quotaProblem("series_per_user", *quotas.series);
    }
    if (over(after.bytes, before.bytes, quotas.bytes)) {
        return quotaProblem("bytes_per_user", *quotas.bytes);
    }
    if (!quotas.newSeriesPerHour) return std::nullopt;
    Churn& churn = m_churn[push.owner];
    const std::int64_t hour = push.now / kChurnHour;
    if (churn.hour != hour) churn = {hour, 0};
    const std::uint64_t fresh = newSeries(applied);
    if (churn.series + fresh > *quotas.newSeriesPerHour && fresh > 0) {
        return quotaProblem("new_series_per_hour_per_user", *quotas.newSeriesPerHour);
    }
    churn.series += fresh;
    return std::nullopt;
}

UpstreamCounts Embedded::counts() const {
    const std::lock_guard lock(m_mutex);
    return {.groups = m_gateway.groupCount(),
            .series = m_gateway.seriesCount(),
            .leases = m_leases.size(),
            .expired = m_expired.load(std::memory_order_relaxed)};
}

std::optional<metrics::Snapshot> Embedded::snapshot() const {
    const std::lock_guard lock(m_mutex);
    return m_gateway.snapshot();
}

std::vector<metrics::GroupPointer> Embedded::groups() const {
    const std::lock_guard lock(m_mutex);
    return m_gateway.groups();
}

}  // namespace gatepost::proxy
