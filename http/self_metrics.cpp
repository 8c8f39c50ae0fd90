// SPDX-License-Identifier: Apache-2.0
#include "http/self_metrics.h"

#include <prometheus/metric_family.h>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/text_writer.h"

namespace gatepost::http {
namespace {

using metrics::ExpositionBuilder;
using metrics::MetricType;
using metrics::Role;

MetricType typeOf(prometheus::MetricType type) {
    switch (type) {
        case prometheus::MetricType::Counter: return MetricType::Counter;
        case prometheus::MetricType::Gauge: return MetricType::Gauge;
        case prometheus::MetricType::Summary: return MetricType::Summary;
        case prometheus::MetricType::Histogram: return MetricType::Histogram;
        default: return MetricType::Untyped;
    }
}

void addSamples(ExpositionBuilder& builder, prometheus::MetricType type,
                const prometheus::ClientMetric& metric) {
    switch (type) {
        case prometheus::MetricType::Counter:
            builder.sample(Role::Value, metric.counter.value);
            return;
        case prometheus::MetricType::Gauge: builder.sample(Role::Value, metric.gauge.value); return;
        case prometheus::MetricType::Summary:
            for (const auto& quantile : metric.summary.quantile)
                builder.sample(Role::Quantile, quantile.value, quantile.quantile);
            builder.sample(Role::Sum, metric.summary.sample_sum);
            builder.sample(Role::Count, static_cast<double>(metric.summary.sample_count));
            return;
        case prometheus::MetricType::Histogram:
            for (const auto& bucket : metric.histogram.bucket)
                builder.sample(Role::Bucket, static_cast<double>(bucket.cumulative_count),
                               bucket.upper_bound);
            builder.sample(Role::Sum, metric.histogram.sample_sum);
            builder.sample(Role::Count, static_cast<double>(metric.histogram.sample_count));
            return;
        default: builder.sample(Role::Value, metric.untyped.value); return;
    }
}

}  // namespace

metrics::Exposition selfMetrics(const std::vector<prometheus::MetricFamily>& collected) {
    ExpositionBuilder builder;
    std::vector<metrics::Label> labels;
    for (const prometheus::MetricFamily& family : collected) {
        builder.family(family.name, typeOf(family.type), family.help);
        for (const prometheus::ClientMetric& metric : family.metric) {
            labels.clear();
            for (const auto& label : metric.label) labels.push_back({label.name, label.value});
            builder.series(labels);
            addSamples(builder, family.type, metric);
        }
    }
    return builder.build();
}

std::string selfMetricsText(const std::vector<prometheus::MetricFamily>& collected) {
    return metrics::writeText(selfMetrics(collected));
}

}  // namespace gatepost::http
