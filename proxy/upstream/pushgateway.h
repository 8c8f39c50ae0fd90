// SPDX-License-Identifier: Apache-2.0
// A Pushgateway behind us. It gets our writer's text of the parsed families under a canonical path,
// never the client's bytes; one push in flight per group; sequence numbers are recorded after its
// 2xx, leases are ours. Labels with an empty value are left out of the path: to Prometheus they are
// the same group, and Pushgateway 1.5 stops serving anybody once it holds both.
#pragma once

#include <array>
#include <deque>
#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "proxy/config/config.h"
#include "proxy/upstream/health_record.h"
#include "proxy/upstream/leases.h"
#include "proxy/upstream/sequences.h"
#include "proxy/upstream/upstream.h"
#include "proxy/upstream/upstream_client.h"
#include "store/store.h"

namespace gatepost::proxy {

class PushgatewayUpstream final : public Upstream {
public:
    [[nodiscard]] static std::expected<std::unique_ptr<PushgatewayUpstream>, std::string> open(
        std::unique_ptr<store::Store> store, const UpstreamConfig& config,
        std::chrono::seconds deadline, const EventLoops& loops);
    ~PushgatewayUpstream() override;

    void push(UpstreamPush push, PushDone done) override;
    void renew(std::vector<Renewal> renewals, metrics::UnixNanos now, RenewDone done) override;
    void wipe(metrics::UnixNanos now, WipeDone done) override;
    void sweep(metrics::UnixNanos now, std::optional<std::uint64_t> deletedGroups) override;
    [[nodiscard]] UpstreamCounts counts() const override;
    [[nodiscard]] UpstreamHealth health() const override { return m_health.read(); }
    void reconfigure(const UpstreamConfig& config, std::chrono::seconds deadline) override;
    [[nodiscard]] std::optional<metrics::Snapshot> snapshot() const override { return {}; }
    [[nodiscard]] std::vector<metrics::GroupPointer> groups() const override { return {}; }
    void applyTypes(
        const std::function<bool(std::string_view family, metrics::MetricType type)>&) override {}

private:
    /// What is left of a push once its request has been written.
    struct Waiting {
        metrics::PushMethod method = metrics::PushMethod::Put;
        UpstreamRequest request;
        std::optional<http::Sequence> sequence;
        std::optional<std::uint32_t> ttlSeconds;
        std::string owner;
        metrics::UnixNanos now = 0;
        bool mayEnd = true;  // whatever the group holds once it has been applied
        PushDone done;
    };
    struct Target {
        std::string host;    // as the Host field has it
        std::string prefix;  // of the path
    };
    /// What every request says of us, as it is sent.
    struct Fields {
        std::string plain;
        std::string withBody;
    };
    using FieldsPointer = std::shared_ptr<const Fields>;
    /// Groups with a push in flight; what came after it waits.
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::deque<Waiting>> busy;  // by path
    };
    static constexpr std::size_t kShards = 16;

    PushgatewayUpstream(std::unique_ptr<store::Store> store, const std::string& url)
        : m_health("Pushgateway at " + url),
          m_store(std::move(store)) {}
    [[nodiscard]] static FieldsPointer fieldsOf(const UpstreamConfig& config,
                                                const std::string& host);
    [[nodiscard]] FieldsPointer fields() const {
        const std::lock_guard lock(m_fieldsMutex);
        return m_fields;
    }
    /// A Pushgateway has no empty grouping labels.
    [[nodiscard]] static metrics::GroupingKey asHeld(metrics::GroupingKey key);
    [[nodiscard]] Waiting waitingOf(UpstreamPush push, const std::string& path,
                                    PushDone done) const;
    void unavailable(const Waiting& waiting, const PushResult& result);
    [[nodiscard]] UpstreamRequest requestOf(const UpstreamPush& push,
                                            const std::string& path) const;
    [[nodiscard]] Shard& shardOf(const std::string& path);
    [[nodiscard]] bool claim(const std::string& path);
    [[nodiscard]] bool start(const std::string& path, Waiting waiting);
    void startNext(const std::string& path);
    void sent(const std::string& path, Waiting waiting,
              const std::expected<http::Response, UpstreamFailure>& outcome);
    void record(const std::string& path, Waiting waiting);
    void answerSuperseded(PushDone done);

    std::array<Shard, kShards> m_shards;
    mutable std::mutex m_mutex;  // a shard's may be taken under it, never the other way round
    Sequences m_sequences;
    Leases m_leases;
    metrics::UnixNanos m_forgotAt = 0;
    std::uint64_t m_expired = 0;
    HealthRecord m_health;
    Target m_target;
    mutable std::mutex m_fieldsMutex;
    FieldsPointer m_fields;
    std::unique_ptr<UpstreamClient> m_client;
    std::unique_ptr<store::Store> m_store;
};

}  // namespace gatepost::proxy
