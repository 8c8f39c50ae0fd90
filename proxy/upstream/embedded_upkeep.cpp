// SPDX-License-Identifier: Apache-2.0
// What happens to held groups beside pushes: leases, the wipe, the sweep, a new policy.
#include "proxy/upstream/embedded.h"
#include "proxy/upstream/embedded_commits.h"
#include "proxy/upstream/group_records.h"

namespace gatepost::proxy {
namespace {

constexpr metrics::UnixNanos kForgetEvery = 3600ll * 1'000'000'000;

}  // namespace

void Embedded::renew(std::vector<Renewal> renewals, metrics::UnixNanos now, RenewDone done) {
    std::vector<bool> known;
    LeaseRows rows;
    const std::unique_lock lock(m_mutex);
    for (const Renewal& renewal : renewals) {
        const metrics::GroupPointer group = m_gateway.group(renewal.key);
        known.push_back(group != nullptr);
        if (!group) continue;
        const std::string path = metrics::pushPath(renewal.key);
        std::optional end = leaseEnd(now, renewal.ttlSeconds);
        if (deniedFamily(group.get(), renewal.mayRemove) != nullptr)
            end = lengthened(m_leases.expires(path), end);
        if (!end) continue;
        rows.emplace_back(path, *end);
        m_leases.set(path, *end);
    }
    submit(
        [rows = std::move(rows)](store::Database& database) { return writeLeases(database, rows); },
        // A lease that memory has longer than the disk does no harm: the relay renews it again.
        [known = std::move(known), done = std::move(done)](const Written& written) {
            done(written ? std::optional(known) : std::nullopt);
        });
}

/// Under the lock: deletes a group, nobody's sequence number with it.
void Embedded::remove(const metrics::GroupingKey& key, metrics::UnixNanos now, PushDone done) {
    UpstreamPush removal;
    removal.method = metrics::PushMethod::Delete;
    removal.key = key;
    removal.at = now;
    removal.now = now;
    metrics::Applied applied;
    (void)apply(metrics::pushPath(key), removal, prepared(removal), applied, done);
}

/// A DELETE of every group, as the Pushgateway does it: what cannot be stored stays.
void Embedded::wipe(metrics::UnixNanos now, WipeDone done) {
    struct Tally {
        std::atomic<std::size_t> left{1};  // one for the loop
        std::atomic<bool> stored{true};
        WipeDone done;

        void arrive() {
            if (left.fetch_sub(1) == 1) done(stored.load());
        }
    };
    const auto tally = std::make_shared<Tally>();
    tally->done = std::move(done);
    std::unique_lock lock(m_mutex);
    for (const metrics::GroupPointer& group : m_gateway.groups()) {
        tally->left.fetch_add(1);
        remove(group->key, now, [tally](const PushResult& result) {
            if (result.outcome != PushResult::Outcome::Applied) tally->stored.store(false);
            tally->arrive();
        });
    }
    lock.unlock();
    tally->arrive();
}

void Embedded::sweep(metrics::UnixNanos now, std::optional<std::uint64_t> deletedGroups) {
    const std::lock_guard lock(m_mutex);
    for (const std::string& path : m_leases.takeExpired(now)) {
        const auto key = metrics::parsePushPath(path);
        if (!key) continue;
        // The row on disk goes with the group; where neither can, both are looked at again.
        m_leases.set(path, now + kRemoveAgainAfter);
        remove(*key, now, [](const PushResult&) {});
        m_expired.fetch_add(1, std::memory_order_relaxed);
    }
    if (deletedGroups) {
        auto forgotten = m_sequences.trim(*deletedGroups);
        if (!forgotten.empty()) {
            submit([keys = std::move(forgotten)](
                       store::Database& database) { return eraseSequences(database, keys); },
                   [](const Written&) {});
        }
    }
    if (now - m_forgotAt <= kForgetEvery) return;
    m_forgotAt = now;
    m_sequences.forget(now);
    std::erase_if(m_churn,
                  [now](const auto& entry) { return entry.second.hour != now / kChurnHour; });
    submit(
        [now](store::Database& database) {
            return forgetSequences(database, now - Sequences::kKept);
        },
        [](const Written&) {});
}

void Embedded::applyTypes(
    const std::function<bool(std::string_view family, metrics::MetricType type)>& allowed) {
    const std::lock_guard lock(m_mutex);
    const auto changed = m_gateway.dropTypes(allowed);
    if (changed.empty()) return;
    submit(
        [this, changed](store::Database& database) -> Written {
            for (const auto& group : changed) {
                const std::string key = metrics::pushPath(group->key);
                if (auto wrote = writeGroup(database, key, group); !wrote) return wrote;
            }
            return finishGroups(database);
        },
        [](const Written&) {});
}

}  // namespace gatepost::proxy
