// SPDX-License-Identifier: Apache-2.0
#include "tests/metrics/exposition_values.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "metrics/exposition/native_histogram.h"

namespace gatepost::tests {
namespace {

using namespace gatepost::metrics;

class Values {
public:
    Values(const Exposition& exposition, Wanted wanted)
        : m_exposition(exposition),
          m_wanted(wanted) {}

    std::vector<std::string> all() {
        for (const Family& family : m_exposition.families()) {
            std::string help(family.help);
            if (!m_wanted.leadingBlanks) help.erase(0, help.find_first_not_of(" \t"));
            std::string line =
                std::string(family.name) + " is " + typeOf(family) + " '" + help + "'";
            if (m_wanted.units) line += " in " + std::string(family.unit);
            m_lines.push_back(line);
            for (const Series& series : m_exposition.series(family)) add(family, series);
        }
        std::ranges::sort(m_lines);
        return std::move(m_lines);
    }

private:
    [[nodiscard]] std::string typeOf(const Family& family) const {
        if (!m_wanted.types && family.type == MetricType::GaugeHistogram) return "histogram";
        const bool isGauge = family.type == MetricType::Info || family.type == MetricType::StateSet;
        return isGauge && !m_wanted.types ? "gauge" : std::string(toString(family.type));
    }

    [[nodiscard]] static std::string bits(double value) {
        if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
        return std::to_string(std::bit_cast<std::uint64_t>(value));
    }

    template <typename Of>
    [[nodiscard]] std::string labels(const Of& of) const {
        std::vector<std::string> pairs;
        for (std::size_t i = 0; i < of.labelCount; ++i) {
            const Label label = m_exposition.label(of, i);
            pairs.push_back(std::string(label.name) + "=" + std::string(label.value));
        }
        std::ranges::sort(pairs);
        std::string all = "{";
        for (const std::string& pair : pairs) all += pair + "\x1f";
        return all + "}";
    }

    /// A distribution has a sum, a count and a bucket +Inf, said or not, and one time.
    void add(const Family& family, const Series& series) {
        const auto samples = m_exposition.samples(series);
        const bool isHistogram =
            family.type == MetricType::Histogram || family.type == MetricType::GaugeHistogram;
        Timestamp time;
        constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
        Sample count{.offset = kNowhere, .role = Role::Count};
        bool hasSum = false;
        bool hasInfinity = false;
        for (const Sample& sample : samples) {
            if (const auto own = m_exposition.exactTime(sample)) time = *own;
            if (sample.role == Role::Count) count.value = sample.value;
            hasSum |= sample.role == Role::Sum;
            hasInfinity |= sample.role == Role::Bucket && std::isinf(sample.bound);
        }
        if (!m_wanted.nanoseconds) time.nanoseconds = 0;
        const std::string place = std::string(family.name) + labels(series) + "@" +
                                  std::to_string(time.milliseconds) + "." +
                                  std::to_string(time.nanoseconds) + " ";
        for (const Sample& sample : samples)
            if (sample.role != Role::Count) add(place, sample);
        if (const NativeHistogram* native = m_exposition.native(series);
            native != nullptr && m_wanted.natives)
            add(place, *native);
        if (!isHistogram && family.type != MetricType::Summary) return;
        add(place, count);
        if (!hasSum) add(place, Sample{.offset = kNowhere, .role = Role::Sum});
        if (isHistogram && !hasInfinity)
            add(place, Sample{.value = count.value,
                              .bound = std::numeric_limits<double>::infinity(),
                              .offset = kNowhere,
                              .role = Role::Bucket});
    }

    void add(const std::string& place, const Sample& sample) {
        std::string line = place + std::to_string(static_cast<int>(sample.role)) + " " +
                           bits(sample.bound) + " = " + bits(sample.value);
        if (const Exemplar* exemplar = m_exposition.exemplar(sample);
            exemplar != nullptr && m_wanted.units) {
            line += " # " + labels(*exemplar) + " " + bits(exemplar->value);
            if (exemplar->timestamp)
                line += "@" + std::to_string(exemplar->timestamp->milliseconds) + "." +
                        std::to_string(exemplar->timestamp->nanoseconds);
        }
        m_lines.push_back(line);
    }

    void add(const std::string& place, const NativeHistogram& native) {
        std::string line = place + "native " + std::to_string(native.schema) + " " +
                           bits(native.zeroThreshold) + (native.hasFractions ? " real" : " whole");
        for (const NativeCount& count : {native.zeroCount, native.count})
            line += " " + std::to_string(count.whole) + "/" + bits(count.real);
        for (const NativeSide* side : {&native.positive, &native.negative}) {
            line += " |";
            for (const BucketSpan& span : side->spans)
                line += " " + std::to_string(span.offset) + "+" + std::to_string(span.length);
            for (const std::int64_t delta : side->deltas) line += " " + std::to_string(delta);
            for (const double count : side->counts) line += " " + bits(count);
        }
        for (const Exemplar& exemplar : native.exemplars) {
            line += " # " + labels(exemplar) + " " + bits(exemplar.value);
            if (exemplar.timestamp)
                line += "@" + std::to_string(exemplar.timestamp->milliseconds) + "." +
                        std::to_string(exemplar.timestamp->nanoseconds);
        }
        m_lines.push_back(line);
    }

    const Exposition& m_exposition;
    Wanted m_wanted;
    std::vector<std::string> m_lines;
};

}  // namespace

std::vector<std::string> valuesOf(const metrics::Exposition& exposition, Wanted wanted) {
    return Values(exposition, wanted).all();
}

}  // namespace gatepost::tests
