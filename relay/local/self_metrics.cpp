// SPDX-License-Identifier: Apache-2.0
#include "relay/local/self_metrics.h"

#include <prometheus/metric_family.h>

#include <array>
#include <utility>

#include "http/self_metrics.h"

namespace gatepost::relay {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<std::pair<std::string, std::string>>;

class Families {
public:
    void gauge(const char* name, const char* help, double value, const Labels& labels = {}) {
        add(name, help, MetricType::Gauge, labels).gauge.value = value;
    }
    void counter(const char* name, const char* help, std::uint64_t value,
                 const Labels& labels = {}) {
        add(name, help, MetricType::Counter, labels).counter.value = static_cast<double>(value);
    }
    std::vector<MetricFamily> take() { return std::move(m_families); }

private:
    ClientMetric& add(const char* name, const char* help, MetricType type, const Labels& labels) {
        if (m_families.empty() || m_families.back().name != name) {
            MetricFamily family;
            family.name = name;
            family.help = help;
            family.type = type;
            m_families.push_back(std::move(family));
        }
        ClientMetric metric;
        for (const auto& [key, value] : labels) metric.label.push_back({key, value});
        return m_families.back().metric.emplace_back(std::move(metric));
    }

    std::vector<MetricFamily> m_families;
};

constexpr std::array kUpstreams = {
    Upstream::Unconfigured, Upstream::Idle,    Upstream::Sending,
    Upstream::Backoff,      Upstream::Offline, Upstream::AuthRejected,
    Upstream::Stranger,     Upstream::Paused,  Upstream::Metered,
};

double seconds(std::int64_t milliseconds) { return static_cast<double>(milliseconds) / 1000.0; }

std::vector<MetricFamily> collect(const RelayStatus& status, const RelayCounts& counts) {
    Families out;
    out.gauge("gatepost_relay_build_info", "Which relay this is; always 1.", 1,
              {{"version", GATEPOST_VERSION}});
    out.gauge("gatepost_relay_connections", "Callers connected to the local listeners.",
              static_cast<double>(counts.connections));
    out.gauge("gatepost_relay_event_readers", "Open streams of events.",
              static_cast<double>(counts.eventReaders));
    out.gauge("gatepost_relay_groups", "Groups held.", static_cast<double>(status.groups));
    out.counter("gatepost_relay_http_requests_total", "Requests that the local listeners answered.",
                counts.requests);
    out.gauge("gatepost_relay_last_delivery_timestamp_seconds",
              "When a push was delivered last; 0: never since the start.",
              seconds(status.lastDelivery));
    out.gauge("gatepost_relay_ledger_balanced",
              "1: every push received is accounted for in the outbox; 0 is a defect.",
              counts.ledgerBalances ? 1 : 0);
    out.gauge("gatepost_relay_lint_problems", "Problems in what is held, by severity.",
              static_cast<double>(status.lint.errors), {{"severity", "error"}});
    out.gauge("gatepost_relay_lint_problems", "", static_cast<double>(status.lint.warnings),
              {{"severity", "warning"}});
    out.gauge("gatepost_relay_outbox_bytes", "Bytes of the outbox's files on disk.",
              static_cast<double>(counts.bytesOnDisk));
    out.counter("gatepost_relay_pushes_delivered_total", "Pushes that reached the far end.",
                status.ledger.delivered);
    for (const char* cause : {"age", "bytes", "damaged", "quarantine_full", "user"}) {
        const auto found = status.ledger.lost.find(cause);
        out.counter("gatepost_relay_lost_total", "Pushes given up, by cause.",
                    found == status.ledger.lost.end() ? 0 : found->second, {{"cause", cause}});
    }
    out.gauge("gatepost_relay_pushes_quarantined",
              "Pushes that the far end rejected and that are kept.",
              static_cast<double>(status.ledger.quarantined));
    out.counter("gatepost_relay_pushes_received_total", "Pushes taken and stored.",
                status.ledger.received);
    out.counter("gatepost_relay_pushes_superseded_total",
                "Pushes that a later push of their group made unnecessary.",
                status.ledger.superseded);
    out.gauge("gatepost_relay_pushes_waiting", "Pushes stored and not yet delivered.",
              static_cast<double>(status.ledger.waiting));
    out.gauge("gatepost_relay_queue_entries", "Requests that wait or are in flight.",
              static_cast<double>(status.queue.entries));
    out.gauge("gatepost_relay_queue_oldest_timestamp_seconds",
              "When the oldest waiting push came; 0: nothing waits.", seconds(status.queue.oldest));
    for (const auto& [reason, count] :
         {std::pair("clash", status.refusals.clash), std::pair("judged", status.refusals.judged),
          std::pair("malformed", status.refusals.malformed),
          std::pair("too_large", status.refusals.tooLarge)})
        out.counter("gatepost_relay_push_refusals_total",
                    "Pushes that the relay itself did not take, by reason.", count,
                    {{"reason", reason}});
    out.gauge("gatepost_relay_refused_groups", "Groups whose last push the relay refused.",
              static_cast<double>(status.lint.refused));
    out.gauge("gatepost_relay_start_timestamp_seconds", "When the relay started.",
              seconds(status.since));
    for (const Upstream state : kUpstreams) {
        out.gauge("gatepost_relay_upstream_state",
                  "1 for the state of the uplink, 0 for the others.",
                  state == status.upstream ? 1 : 0, {{"state", toString(state)}});
    }
    return out.take();
}

}  // namespace

metrics::Exposition selfExposition(const RelayStatus& status, const RelayCounts& counts) {
    return http::selfMetrics(collect(status, counts));
}

std::vector<metrics::ReservedFamily> reservedFamilies() {
    std::vector<metrics::ReservedFamily> reserved;
    for (const MetricFamily& family : collect({}, {})) {
        const bool counter = family.type == MetricType::Counter;
        reserved.push_back(
            {family.name, counter ? metrics::MetricType::Counter : metrics::MetricType::Gauge});
    }
    return reserved;
}

}  // namespace gatepost::relay
