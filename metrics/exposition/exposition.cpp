// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/exposition.h"

#include <algorithm>
#include <cstring>

#include "metrics/exposition/exposition_data.h"

namespace gatepost::metrics {

std::string_view toString(MetricType type) {
    switch (type) {
        case MetricType::Counter: return "counter";
        case MetricType::Gauge: return "gauge";
        case MetricType::Summary: return "summary";
        case MetricType::Untyped: return "untyped";
        case MetricType::Histogram: return "histogram";
        case MetricType::GaugeHistogram: return "gaugehistogram";
        case MetricType::Info: return "info";
        case MetricType::StateSet: return "stateset";
    }
    return {};
}

MetricType textType(MetricType type) {
    switch (type) {
        case MetricType::GaugeHistogram: return MetricType::Histogram;
        case MetricType::Info:
        case MetricType::StateSet: return MetricType::Gauge;
        default: return type;
    }
}

bool isStructured(MetricType type) {
    const MetricType inText = textType(type);
    return inText == MetricType::Histogram || inText == MetricType::Summary;
}

Exposition::Exposition() : m_data(std::make_unique<Data>()) {}
Exposition::Exposition(std::unique_ptr<Data> data) : m_data(std::move(data)) {}
Exposition::Exposition(Exposition&&) noexcept = default;
Exposition& Exposition::operator=(Exposition&&) noexcept = default;
Exposition::~Exposition() = default;

std::span<const Family> Exposition::families() const { return m_data->families.span(); }

std::span<const Series> Exposition::series(const Family& family) const {
    return m_data->series.span().subspan(family.firstSeries, family.seriesCount);
}

std::span<const Sample> Exposition::samples(const Series& series) const {
    return m_data->samples.span().subspan(series.firstSample, series.sampleCount);
}

Label Exposition::label(const Series& series, std::size_t i) const {
    return m_data->label(series.firstLabel + i);
}

Label Exposition::label(const Exemplar& exemplar, std::size_t i) const {
    return m_data->label(exemplar.firstLabel + i);
}

const Exemplar* Exposition::exemplar(const Sample& sample) const {
    if (m_data->exemplars.empty()) return nullptr;
    // A count that OpenMetrics does not say has the offset of the bucket that says it.
    if (sample.role == Role::Count) return nullptr;
    const auto* found = std::ranges::lower_bound(m_data->exemplars.begin(), m_data->exemplars.end(),
                                                 sample.offset, {}, &SampleExemplar::offset);
    const bool isThere = found != m_data->exemplars.end() && found->offset == sample.offset;
    return isThere ? &found->exemplar : nullptr;
}

const NativeHistogram* Exposition::native(const Series& series) const {
    if (m_data->natives == nullptr) return nullptr;
    const SeriesNative* found = m_data->ofSeries<SeriesNative>(*m_data->natives, series);
    return found == nullptr ? nullptr : &found->histogram;
}

std::optional<std::int64_t> Exposition::timestamp(const Sample& sample) const {
    const auto time = exactTime(sample);
    return time ? std::optional(time->milliseconds) : std::nullopt;
}

std::optional<Timestamp> Exposition::exactTime(const Sample& sample) const {
    if (!sample.hasTimestamp) return std::nullopt;
    return m_data->timeAt(sample.offset);
}

std::optional<std::int64_t> Exposition::timestamp(const Series& series) const {
    if (m_data->times.empty()) return std::nullopt;
    std::optional<std::uint32_t> last;
    for (const Sample& sample : samples(series))
        if (sample.hasTimestamp) last = std::max(last.value_or(0), sample.offset);
    for (const LostLine& line : m_data->lostTimesOf(series))
        last = std::max(last.value_or(0), line.offset);
    return last ? std::optional(m_data->timeAt(*last).milliseconds) : std::nullopt;
}

std::span<const LostValue> Exposition::lost() const { return m_data->lost.span(); }

std::string_view Exposition::body() const { return m_data->body; }

Position Exposition::position(std::uint32_t offset) const {
    const auto& marks = m_data->lineMarks;
    if (marks.empty()) return {};
    const auto* after = std::upper_bound(marks.begin(), marks.end(), offset);
    const auto mark = static_cast<std::uint32_t>(after - marks.begin() - 1);
    Position position{mark * Data::kMarkEvery + 1, 1};
    std::uint32_t lineStart = marks[mark];
    const char* bytes = m_data->body.data();
    while (const void* end = std::memchr(bytes + lineStart, '\n', offset - lineStart)) {
        lineStart = static_cast<std::uint32_t>(static_cast<const char*>(end) - bytes) + 1;
        ++position.line;
    }
    position.column = offset - lineStart + 1;
    return position;
}

std::size_t Exposition::seriesCount() const { return m_data->series.size(); }
std::size_t Exposition::sampleCount() const {
    return m_data->samples.size() - m_data->unusedSamples;
}

}  // namespace gatepost::metrics
