// SPDX-License-Identifier: Apache-2.0
// Leases and what becomes of groups without a push: renewed, ended, wiped.
#include <algorithm>
#include <utility>

#include "proxy/upstream/group_records.h"
#include "proxy/upstream/pushgateway.h"

namespace gatepost::proxy {
namespace {

constexpr metrics::UnixNanos kSecond = 1'000'000'000;
constexpr metrics::UnixNanos kHour = 3600 * kSecond;

}  // namespace

metrics::GroupingKey PushgatewayUpstream::asHeld(metrics::GroupingKey key) {
    const auto& labels = key.labels();
    if (std::ranges::none_of(labels, [](const auto& label) { return label.second.empty(); })) {
        return key;
    }
    metrics::GroupingKey out = key;
    for (const auto& [name, value] : labels) {
        if (value.empty()) out = out.without(name);
    }
    return out;
}

void PushgatewayUpstream::renew(std::vector<Renewal> renewals, metrics::UnixNanos now,
                                RenewDone done) {
    std::vector<bool> known;
    LeaseRows rows;
    const std::lock_guard lock(m_mutex);
    for (const Renewal& renewal : renewals) {
        const std::string path = metrics::pushPath(asHeld(renewal.key));
        const auto before = m_leases.expires(path);
        known.push_back(before.has_value());
        if (!before) continue;
        metrics::UnixNanos end = leaseEnd(now, renewal.ttlSeconds);
        if (renewal.mayRemove) end = std::max(end, *before);  // what it holds is not known
        rows.emplace_back(path, end);
        m_leases.set(path, end);
    }
    m_store->submit(
        [rows = std::move(rows)](store::Database& database) { return writeLeases(database, rows); },
        [known = std::move(known), done = std::move(done)](const Written& written) {
            done(written ? std::optional(known) : std::nullopt);
        });
}

void PushgatewayUpstream::wipe(metrics::UnixNanos now, WipeDone done) {
    std::string head = http::requestHead(http::Method::Put, m_target.prefix + "/api/v1/admin/wipe",
                                         fields()->plain, 0);
    m_client->send(
        {http::Method::Put, std::move(head), {}},
        [this, now,
         done = std::move(done)](const std::expected<http::Response, UpstreamFailure>& outcome) {
            if (!outcome || outcome->status / 100 != 2) return done(false);
            const std::lock_guard lock(m_mutex);
            m_leases.clearAll();
            m_sequences.wiped(now);
            m_store->submit([now](store::Database& database) { return wipeRecords(database, now); },
                            [done](const Written& written) { done(written.has_value()); });
        });
}

void PushgatewayUpstream::sweep(metrics::UnixNanos now,
                                std::optional<std::uint64_t> deletedGroups) {
    std::vector<std::string> expired;
    {
        const std::lock_guard lock(m_mutex);
        expired = m_leases.takeExpired(now);
        // A push on its way renews or ends the lease when it arrives: not to be deleted behind it.
        // One that comes from here on waits behind the removal, and brings the group back.
        std::erase_if(expired, [&](const std::string& path) {
            if (claim(path)) return false;
            m_leases.set(path, now + kSecond);
            return true;
        });
        m_expired += expired.size();
        std::vector<std::string> forgotten;
        if (deletedGroups) forgotten = m_sequences.trim(*deletedGroups);
        if (!forgotten.empty()) {
            m_store->submit(
                [keys = std::move(forgotten)](store::Database& database) {
                    return eraseSequences(database, keys);
                },
                [](const Written&) {});
        }
        if (now - m_forgotAt > kHour) {
            m_forgotAt = now;
            m_sequences.forget(now);
            m_store->submit(
                [now](store::Database& database) {
                    return forgetSequences(database, now - Sequences::kKept);
                },
                [](const Written&) {});
        }
    }
    for (const std::string& path : expired) {
        UpstreamPush removal;
        removal.method = metrics::PushMethod::Delete;
        removal.now = now;
        auto done = [this, path, now](const PushResult& result) {
            if (result.outcome != PushResult::Outcome::Unavailable) return;
            const std::lock_guard lock(m_mutex);
            if (!m_leases.expires(path)) m_leases.set(path, now + kRemoveAgainAfter);
        };
        if (!start(path, waitingOf(std::move(removal), path, std::move(done)))) startNext(path);
    }
}

UpstreamCounts PushgatewayUpstream::counts() const {
    const std::lock_guard lock(m_mutex);
    return {.groups = 0, .series = 0, .leases = m_leases.size(), .expired = m_expired};
}

}  // namespace gatepost::proxy
