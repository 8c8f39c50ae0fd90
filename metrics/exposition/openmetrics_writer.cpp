// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/openmetrics_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

constexpr std::string_view kCreated = "_created";

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

/// Seconds with as many decimals as the milliseconds need.
void appendSeconds(std::string& out, std::int64_t milliseconds) {
    std::array<char, 24> digits{};
    const std::uint64_t size = milliseconds < 0 ? 0 - static_cast<std::uint64_t>(milliseconds)
                                                : static_cast<std::uint64_t>(milliseconds);
    if (milliseconds < 0) out += '-';
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size / 1000);
    out.append(digits.data(), end.ptr);
    if (size % 1000 == 0) return;
    const std::string fraction = std::to_string(1000 + size % 1000);
    out += '.';
    out += without(without(fraction.substr(1), "0"), "0");
}

class Writer {
public:
    explicit Writer(const Exposition& exposition) : m_exposition(exposition) {}

    std::string write() {
        findCreated();
        for (const Family& family : m_exposition.families())
            if (!m_parentOf.contains(&family)) writeFamily(family);
        return std::move(m_out) + "# EOF\n";
    }

private:
    /// How OpenMetrics calls the family, and the type it can have under that name.
    struct Heading {
        std::string_view name;
        std::string_view type;
    };

    static Heading headingOf(const Family& family) {
        const std::string_view total = without(family.name, "_total");
        switch (family.type) {
            case MetricType::Counter:
                if (total.size() != family.name.size()) return {total, "counter"};
                return {family.name, "unknown"};  // a counter's samples end in _total
            case MetricType::Info: return {without(family.name, "_info"), "info"};
            case MetricType::Untyped: return {family.name, "unknown"};
            default: return {family.name, toString(family.type)};
        }
    }

    /// A `x_created` gauge belongs to the counter, histogram or summary x.
    void findCreated() {
        std::unordered_map<std::string_view, const Family*> parents;
        for (const Family& family : m_exposition.families())
            if (family.type == MetricType::Histogram || family.type == MetricType::Summary ||
                headingOf(family).type == "counter")
                parents.emplace(headingOf(family).name, &family);
        for (const Family& family : m_exposition.families()) {
            if (family.type != MetricType::Gauge || !family.name.ends_with(kCreated)) continue;
            const auto parent = parents.find(without(family.name, kCreated));
            if (parent == parents.end() || !isWithin(family, *parent->second)) continue;
            m_parentOf.emplace(&family, parent->second);
            m_createdOf.emplace(parent->second, &family);
        }
    }

    /// Each series of `created` has one with its labels in `parent`, and only one value.
    [[nodiscard]] bool isWithin(const Family& created, const Family& parent) const {
        std::unordered_map<std::string, int> keys;
        for (const Series& series : m_exposition.series(parent)) ++keys[keyOf(series)];
        return std::ranges::all_of(m_exposition.series(created), [&](const Series& series) {
            const auto key = keys.find(keyOf(series));
            return key != keys.end() && key->second-- == 1;
        });
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
        std::unordered_map<std::string, const Series*> created;
        if (const auto found = m_createdOf.find(&family); found != m_createdOf.end())
            for (const Series& series : m_exposition.series(*found->second))
                created.emplace(keyOf(series), &series);
        for (const Series& series : m_exposition.series(family)) {
            writeSeries(family, series);
            if (created.empty()) continue;
            if (const auto own = created.find(keyOf(series)); own != created.end())
                for (const Sample& sample : m_exposition.samples(*own->second))
                    line(heading.name, kCreated, *own->second, sample, {});
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
        bool hasInfinity = false;
        for (const Sample& sample : samples) {
            switch (sample.role) {
                case Role::Bucket:
                    hasInfinity |= std::isinf(sample.bound) && sample.bound > 0;
                    line(family.name, "_bucket", series, sample, "le");
                    break;
                case Role::Quantile: line(family.name, "", series, sample, "quantile"); break;
                case Role::Sum: sum = &sample; break;
                case Role::Count: count = &sample; break;
                default: line(family.name, "", series, sample, {});
            }
        }
        const bool isHistogram = isGauge || family.type == MetricType::Histogram;
        if (isHistogram && !hasInfinity) {
            Sample filled = count == nullptr ? Sample() : *count;
            filled.bound = std::numeric_limits<double>::infinity();
            line(family.name, "_bucket", series, filled, "le");
        }
        if (sum != nullptr) line(family.name, isGauge ? "_gsum" : "_sum", series, *sum, {});
        if (count != nullptr) line(family.name, isGauge ? "_gcount" : "_count", series, *count, {});
    }

    void line(std::string_view name, std::string_view suffix, const Series& series,
              const Sample& sample, std::string_view bound) {
        m_out.append(name).append(suffix);
        if (series.labelCount > 0 || !bound.empty()) {
            m_out += '{';
            for (std::size_t i = 0; i < series.labelCount; ++i)
                label(i, m_exposition.label(series, i));
            if (!bound.empty()) {
                if (series.labelCount > 0) m_out += ',';
                m_out.append(bound).append("=\"");
                appendNumber(m_out, sample.bound);
                m_out += '"';
            }
            m_out += '}';
        }
        m_out += ' ';
        appendNumber(m_out, sample.value);
        if (const auto time = m_exposition.timestamp(sample)) {
            m_out += ' ';
            appendSeconds(m_out, *time);
        }
        if (const Exemplar* exemplar = m_exposition.exemplar(sample)) append(*exemplar);
        m_out += '\n';
    }

    void append(const Exemplar& exemplar) {
        m_out += " # {";
        for (std::size_t i = 0; i < exemplar.labelCount; ++i)
            label(i, m_exposition.label(exemplar, i));
        m_out += "} ";
        appendNumber(m_out, exemplar.value);
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
    std::unordered_map<const Family*, const Family*> m_parentOf;   // of a created family
    std::unordered_map<const Family*, const Family*> m_createdOf;  // of its parent
};

}  // namespace

std::string writeOpenMetrics(const Exposition& exposition) { return Writer(exposition).write(); }

}  // namespace gatepost::metrics
