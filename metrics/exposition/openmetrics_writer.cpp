// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/openmetrics_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

constexpr std::string_view kCreated = "_created";
constexpr std::string_view kUnknown = "unknown";

std::string_view without(std::string_view name, std::string_view suffix) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) name.remove_suffix(suffix.size());
    return name;
}

void appendEscaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\\' || c == '"' || c == '\n') out += '\\';
        out += c == '\n' ? 'n' : c;
    }
}

/// Seconds with as many decimals as the time needs.
void appendSeconds(std::string& out, Timestamp time) {
    constexpr std::int64_t kBillion = 1'000'000'000;
    std::int64_t seconds = time.milliseconds / 1000;
    std::int64_t nanoseconds = time.milliseconds % 1000 * 1'000'000 + time.nanoseconds;
    if (seconds < 0 && nanoseconds > 0) {
        ++seconds;
        nanoseconds -= kBillion;
    } else if (seconds > 0 && nanoseconds < 0) {
        --seconds;
        nanoseconds += kBillion;
    }
    if (seconds < 0 || nanoseconds < 0) out += '-';
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(seconds));
    out.append(digits.data(), end.ptr);
    if (nanoseconds == 0) return;
    const std::string fraction = std::to_string(kBillion + std::abs(nanoseconds));
    out += '.';
    out.append(fraction, 1, fraction.find_last_not_of('0'));
}

class Writer {
public:
    explicit Writer(const Exposition& exposition) : m_exposition(exposition) {}

    std::string write() {
        for (const Family& family : m_exposition.families()) m_names.insert(family.name);
        findCreated();
        for (const Family& family : m_exposition.families())
            if (!m_created.contains(&family)) writeFamily(family);
        return std::move(m_out) + "# EOF\n";
    }

private:
    /// How OpenMetrics calls the family, and the type it can have under that name.
    struct Heading {
        std::string_view name;
        std::string_view type;
    };

    [[nodiscard]] Heading headingOf(const Family& family) const {
        switch (family.type) {
            case MetricType::Counter: return shortened(family, "_total");
            case MetricType::Info: return shortened(family, "_info");
            case MetricType::Untyped: return {family.name, kUnknown};
            default: return {family.name, toString(family.type)};
        }
    }

    /// Samples of the type end in `suffix`, and the family's name must be nobody else's.
    [[nodiscard]] Heading shortened(const Family& family, std::string_view suffix) const {
        const std::string_view name = without(family.name, suffix);
        if (name.size() == family.name.size() || m_names.contains(name))
            return {family.name, kUnknown};
        return {name, toString(family.type)};
    }

    /// A gauge x_created beside the counter, histogram or summary x can only be its creation.
    void findCreated() {
        std::unordered_map<std::string_view, const Family*> parents;
        for (const Family& family : m_exposition.families())
            if (family.type == MetricType::Histogram || family.type == MetricType::Summary ||
                headingOf(family).type == toString(MetricType::Counter))
                parents.emplace(headingOf(family).name, &family);
        for (const Family& family : m_exposition.families()) {
            if (family.type != MetricType::Gauge || !family.name.ends_with(kCreated)) continue;
            const auto parent = parents.find(without(family.name, kCreated));
            if (parent == parents.end()) continue;
            m_created.insert(&family);
            m_createdOf.emplace(parent->second, &family);
        }
    }

    [[nodiscard]] std::string keyOf(const Series& series) const {
        std::vector<Label> labels;
        for (std::size_t i = 0; i < series.labelCount; ++i)
            labels.push_back(m_exposition.label(series, i));
        std::ranges::sort(labels, {}, &Label::name);
        std::string key;
        for (const Label& label : labels)
            key.append(label.name).append(1, '\0').append(label.value).append(1, '\0');
        return key;
    }

    void writeFamily(const Family& family) {
        const Heading heading = headingOf(family);
        metadata("TYPE", heading.name, heading.type);
        if (!family.unit.empty()) metadata("UNIT", heading.name, family.unit);
        if (family.hasHelp) {
            std::string help;
            appendEscaped(help, family.help);
            metadata("HELP", heading.name, help);
        }
        const auto created = m_createdOf.find(&family);
        if (created != m_createdOf.end()) return writeWithCreated(family, *created->second);
        const bool hasStarts = canStart(family, heading);
        for (const Series& series : m_exposition.series(family)) {
            writeSeries(family, series);
            if (hasStarts) writeStart(heading.name, series);
        }
    }

    /// x_created is the family's to use.
    [[nodiscard]] bool canStart(const Family& family, const Heading& heading) const {
        const bool counts = heading.type == toString(MetricType::Counter) ||
                            family.type == MetricType::Histogram ||
                            family.type == MetricType::Summary;
        return counts && !m_names.contains(std::string(heading.name).append(kCreated));
    }

    void writeStart(std::string_view name, const Series& series) {
        const Timestamp* start = m_exposition.data().startOf(series);
        if (start == nullptr) return;
        const Sample& last = m_exposition.samples(series).back();
        m_out.append(name).append(kCreated);
        labels(series, {}, last);
        m_out += ' ';
        appendSeconds(m_out, *start);
        time(last);
        m_out += '\n';
    }

    /// What has the same labels stands together, in the order of time, creation last.
    void writeWithCreated(const Family& family, const Family& created) {
        struct Part {
            const Family* family;
            const Series* series;
            std::size_t place;  // of the first series with these labels
            Timestamp time;
        };
        std::vector<Part> parts;
        std::unordered_map<std::string, std::size_t> places;
        for (const Family* each : {&family, &created})
            for (const Series& series : m_exposition.series(*each)) {
                Part part{each,
                          &series,
                          places.try_emplace(keyOf(series), parts.size()).first->second,
                          {}};
                for (const Sample& sample : m_exposition.samples(series))
                    if (const auto time = m_exposition.exactTime(sample)) part.time = *time;
                parts.push_back(part);
            }
        std::ranges::stable_sort(parts, {}, [](const Part& part) {
            return std::tuple(part.place, part.time.milliseconds, part.time.nanoseconds);
        });
        for (const Part& part : parts) {
            if (part.family == &family)
                writeSeries(family, *part.series);
            else
                for (const Sample& sample : m_exposition.samples(*part.series))
                    line(headingOf(family).name, kCreated, *part.series, sample, {});
        }
    }

    void metadata(std::string_view keyword, std::string_view name, std::string_view text) {
        m_out.append("# ").append(keyword).append(" ").append(name).append(" ");
        m_out.append(text).append("\n");
    }

    void writeSeries(const Family& family, const Series& series) {
        const bool isGauge = family.type == MetricType::GaugeHistogram;
        const auto samples = m_exposition.samples(series);
        const Sample* sum = nullptr;
        const Sample* count = nullptr;
        const Sample* infinity = nullptr;
        Sample filled;
        for (const Sample& sample : samples) {
            switch (sample.role) {
                case Role::Bucket:
                    if (std::isinf(sample.bound) && sample.bound > 0) infinity = &sample;
                    line(family.name, "_bucket", series, sample, "le");
                    break;
                case Role::Quantile: line(family.name, "", series, sample, "quantile"); break;
                case Role::Sum: sum = &sample; break;
                case Role::Count: count = &sample; break;
                default: line(family.name, "", series, sample, {});
            }
        }
        const bool isHistogram = isGauge || family.type == MetricType::Histogram;
        if (isHistogram && infinity == nullptr) {
            if (count != nullptr) filled = *count;
            filled.bound = std::numeric_limits<double>::infinity();
            line(family.name, "_bucket", series, filled, "le");
            infinity = &filled;
        }
        // A histogram has both or neither; the bucket +Inf says the count, too.
        if (isHistogram && sum == nullptr) return;
        if (isHistogram && count == nullptr) count = infinity;
        if (sum != nullptr) line(family.name, isGauge ? "_gsum" : "_sum", series, *sum, {});
        if (count != nullptr) line(family.name, isGauge ? "_gcount" : "_count", series, *count, {});
    }

    void line(std::string_view name, std::string_view suffix, const Series& series,
              const Sample& sample, std::string_view bound) {
        m_out.append(name).append(suffix);
        labels(series, bound, sample);
        m_out += ' ';
        appendNumber(m_out, sample.value, ZeroSign::Kept);
        time(sample);
        const bool isCount = suffix == "_count" || suffix == "_gcount";
        const Exemplar* exemplar = isCount ? nullptr : m_exposition.exemplar(sample);
        if (exemplar != nullptr) append(*exemplar);
        m_out += '\n';
    }

    void labels(const Series& series, std::string_view bound, const Sample& sample) {
        if (series.labelCount == 0 && bound.empty()) return;
        m_out += '{';
        for (std::size_t i = 0; i < series.labelCount; ++i) label(i, m_exposition.label(series, i));
        if (!bound.empty()) {
            if (series.labelCount > 0) m_out += ',';
            m_out.append(bound).append("=\"");
            appendNumber(m_out, sample.bound, ZeroSign::Kept);
            m_out += '"';
        }
        m_out += '}';
    }

    void time(const Sample& sample) {
        const auto time = m_exposition.exactTime(sample);
        if (!time) return;
        m_out += ' ';
        appendSeconds(m_out, *time);
    }

    void append(const Exemplar& exemplar) {
        m_out += " # {";
        for (std::size_t i = 0; i < exemplar.labelCount; ++i)
            label(i, m_exposition.label(exemplar, i));
        m_out += "} ";
        appendNumber(m_out, exemplar.value, ZeroSign::Kept);
        if (exemplar.timestamp) {
            m_out += ' ';
            appendSeconds(m_out, *exemplar.timestamp);
        }
    }

    void label(std::size_t i, Label label) {
        if (i > 0) m_out += ',';
        m_out.append(label.name).append("=\"");
        appendEscaped(m_out, label.value);
        m_out += '"';
    }

    const Exposition& m_exposition;
    std::string m_out;
    std::unordered_set<std::string_view> m_names;
    std::unordered_set<const Family*> m_created;
    std::unordered_map<const Family*, const Family*> m_createdOf;  // by parent
};

}  // namespace

std::string writeOpenMetrics(const Exposition& exposition) { return Writer(exposition).write(); }

}  // namespace gatepost::metrics
