// SPDX-License-Identifier: Apache-2.0
// From an applied change to its answer: into a batch, to the disk, and back.
#include "proxy/upstream/embedded_commits.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "proxy/upstream/embedded.h"

namespace gatepost::proxy {

PushResult notStored() {
    return {.outcome = PushResult::Outcome::Unavailable,
            .status = 503,
            .sentence = "the push could not be stored",
            .problems = {}};
}

const std::string* deniedFamily(const metrics::Group* group, const MayRemove& mayRemove) {
    if (group == nullptr || !mayRemove) return nullptr;
    const auto& families = group->shape->families;
    const auto denied = std::ranges::find_if(families, [&](const auto& family) {
        return !metrics::isTimeFamily(family->name) && !mayRemove(family->name);
    });
    return denied == families.end() ? nullptr : &(*denied)->name;
}

/// As it now is; all in the caller's transaction. What goes wrong is rolled back with all that the
/// change has written.
Written Embedded::writeGroup(store::Database& database, const std::string& key,
                             const metrics::GroupPointer& group) {
    auto wrote = group ? m_log.write(database, key, *group) : m_log.erase(database, key);
    if (!wrote) m_log.doubt();
    return wrote;
}

Written Embedded::finishGroups(store::Database& database) {
    auto finished = m_log.finish(database);
    if (!finished) m_log.doubt();
    return finished;
}

/// Of each group the last state, of each relay the last number: what lies between is of no use.
Written Embedded::writeAll(store::Database& database, std::vector<Commit>& commits) {
    std::unordered_map<std::string_view, PushRecord*> later;
    for (Commit& commit : commits | std::views::reverse) {
        PushRecord& record = commit.record;
        const auto [place, last] = later.try_emplace(record.path, &record);
        if (last) continue;
        place->second->touchesLease |= record.touchesLease;
        place->second->touchesDeleted |= record.touchesDeleted;
    }
    for (const Commit& commit : commits) {
        const PushRecord& record = commit.record;
        Written wrote;
        if (later.at(record.path) == &record) {
            wrote = writeGroup(database, record.path, commit.after);
            if (wrote) wrote = writePushRecord(database, record);
        } else if (record.sequence) {
            wrote =
                writeSequence(database, record.path, *record.sequence, record.owner, record.now);
        }
        if (wrote) continue;
        m_log.doubt();
        return wrote;
    }
    return finishGroups(database);
}

void Embedded::commit(const std::string& path, const UpstreamPush& push,
                      const metrics::Applied& applied, PushDone done) {
    const bool removes = push.method == metrics::PushMethod::Delete;
    const metrics::UnixNanos deletedAt = removes ? push.now : 0;
    std::optional<metrics::UnixNanos> lease;
    if (!removes && push.ttlSeconds) lease = leaseEnd(push.now, *push.ttlSeconds);
    const auto leaseBefore = m_leases.expires(path);
    if (lease != leaseBefore && deniedFamily(applied.before.get(), push.mayRemove) != nullptr)
        lease = lengthened(leaseBefore, lease);
    const bool touchesDeleted = deletedAt != 0 || m_sequences.deletedAt(path) != 0;

    const auto [place, first] = m_pending.try_emplace(path);
    Pending& pending = place->second;
    if (first) {
        pending.durable = applied.before;
        pending.lease = leaseBefore;
        pending.deletedAt = m_sequences.deletedAt(path);
    }
    ++pending.inFlight;
    if (push.sequence) {
        const std::string& relay = push.sequence->relay;
        pending.numbers.try_emplace(relay, m_sequences.number(path, relay));
        m_sequences.put(path, *push.sequence, push.owner, push.now);
    }
    m_sequences.setDeleted(path, deletedAt);
    if (lease) {
        m_leases.set(path, *lease);
    } else {
        m_leases.clear(path);
    }

    PushResult result;
    result.status = removes ? 202 : 200;
    result.problems = applied.problems;
    PushRecord record{path,  push.sequence,  push.owner, lease || leaseBefore,
                      lease, touchesDeleted, deletedAt,  push.now};
    enqueue({std::move(record), applied.after, std::move(result), std::move(done),
             EventLoop::running()});
}

/// Under the lock. What one round of a loop brings goes to the writer in one piece: to wake it for
/// the first push of many costs more than it saves.
void Embedded::enqueue(Commit commit) {
    EventLoop* const loop = commit.from;
    if (!m_batch) m_batch = std::make_shared<Batch>();
    m_batch->commits.push_back(std::move(commit));
    if (m_batch->submitted) return;
    if (loop == nullptr) return submitBatch();
    if (std::ranges::find(m_batch->promised, loop) != m_batch->promised.end()) return;
    m_batch->promised.push_back(loop);
    loop->atEndOfRound([this, batch = m_batch] {
        const std::lock_guard lock(m_mutex);
        if (m_batch == batch) submitBatch();
    });
}

/// Under the lock. More may join it until it is begun.
void Embedded::submitBatch() {
    if (!m_batch || std::exchange(m_batch->submitted, true)) return;
    auto write = [this, batch = m_batch](store::Database& database) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_batch == batch) m_batch.reset();
        }
        return writeAll(database, batch->commits);
    };
    auto stored = [this, batch = m_batch](const Written& written) {
        std::vector<metrics::GroupPointer> freed;
        {
            const std::lock_guard lock(m_mutex);
            // Where no transaction could begin, nothing was written: more may have joined it.
            if (m_batch == batch) m_batch.reset();
            freed.reserve(batch->commits.size());
            for (const Commit& each : batch->commits) settle(each, written.has_value(), freed);
        }
        freed.clear();
        const metrics::UnixNanos last = batch->commits.back().record.now;
        if (written) {
            m_health.stored(last, batch->commits.size());
        } else {
            m_health.failed(last, written.error().text, batch->commits.size());
        }
        answer(std::move(batch->commits), written.has_value());
    };
    m_store->submit(std::move(write), std::move(stored));
}

/// Under the lock: what is no change of a group, behind all that came before it.
void Embedded::submit(store::Store::Change change, store::Store::Done done) {
    submitBatch();
    m_batch.reset();
    m_store->submit(std::move(change), std::move(done));
}

/// Under the lock. The refusal holds whether or not its trace is on disk.
void Embedded::submitTrace(Trace trace, RecordDone done) {
    submit(
        [this, trace = std::move(trace)](store::Database& database) -> Written {
            auto wrote = writeGroup(database, trace.path, trace.group);
            if (wrote) wrote = finishGroups(database);
            if (!wrote || !trace.lease) return wrote;
            return writeLease(database, trace.path, trace.lease);
        },
        [done = std::move(done)](const Written&) { done(); });
}

/// Each loop is woken once for all of its answers.
void Embedded::answer(std::vector<Commit> commits, bool stored) {
    std::map<EventLoop*, std::vector<std::pair<PushDone, PushResult>>> byLoop;
    for (Commit& commit : commits) {
        byLoop[commit.from].emplace_back(std::move(commit.done),
                                         stored ? std::move(commit.result) : notStored());
    }
    for (auto& [loop, answers] : byLoop) {
        auto tell = [own = std::move(answers)] {
            for (const auto& [done, result] : own) done(result);
        };
        if (loop == nullptr) {
            tell();
        } else {
            loop->post(std::move(tell));
        }
    }
}

/// Under the lock. Once nothing of a group is on its way any more, memory is what the disk has.
void Embedded::settle(const Commit& commit, bool stored,
                      std::vector<metrics::GroupPointer>& freed) {
    const PushRecord& record = commit.record;
    const auto place = m_pending.find(record.path);
    if (place == m_pending.end()) return;
    Pending& pending = place->second;
    if (stored) {
        freed.push_back(std::exchange(pending.durable, commit.after));
        pending.lease = record.lease;
        pending.deletedAt = record.deletedAt;
        if (record.sequence) pending.numbers[record.sequence->relay] = record.sequence->number;
    }
    pending.failed |= !stored;
    if (--pending.inFlight > 0) return;
    if (pending.failed) {
        // A key is its path and back.
        const auto key = metrics::parsePushPath(record.path);
        m_gateway.undo(*key,
                       {.before = pending.durable, .after = m_gateway.group(*key), .problems = {}});
        for (const auto& [relay, number] : pending.numbers) {
            m_sequences.takeBack(record.path, relay, number);
        }
        m_sequences.setDeleted(record.path, pending.deletedAt);
        if (pending.lease) {
            m_leases.set(record.path, *pending.lease);
        } else {
            m_leases.clear(record.path);
        }
    }
    m_pending.erase(place);
}

}  // namespace gatepost::proxy
