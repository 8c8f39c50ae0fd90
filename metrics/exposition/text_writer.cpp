// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace gatepost::metrics {
namespace {

/// The type as text 0.0.4 can say it.
std::string_view textType(MetricType type) {
    switch (type) {
        case MetricType::GaugeHistogram: return "histogram";
        case MetricType::Info:
        case MetricType::StateSet: return "gauge";
        default: return toString(type);
    }
}

enum class Quotes { Kept, Escaped };

void appendEscaped(std::string& out, std::string_view text, Quotes quotes) {
    const std::string_view special = quotes == Quotes::Escaped ? "\\\n\"" : "\\\n";
    while (true) {
        const std::size_t at = text.find_first_of(special);
        out += text.substr(0, at);
        if (at == std::string_view::npos) return;
        out += '\\';
        out += text[at] == '\n' ? 'n' : text[at];
        text.remove_prefix(at + 1);
    }
}

/// The sample's own words: `le` or `quantile`.
struct Extra {
    std::string_view name;
    double value = 0;
};

/// One series' lines: its labels are laid out once, in the order in which they are written.
class SeriesWriter {
public:
    SeriesWriter(std::string& out, const Exposition& exposition, const Family& family,
                 std::span<const Label> grouping)
        : m_out(out),
          m_exposition(exposition),
          m_family(family),
          m_grouping(grouping) {}

    void write(const Series& series);

private:
    void layOutLabels(const Series& series);
    void findTime(const Series& series);
    void appendLine(std::string_view suffix, double value, std::optional<Extra> extra = {});
    void writeSummary(const Series& series);
    void writeHistogram(const Series& series);

    std::string& m_out;
    const Exposition& m_exposition;
    const Family& m_family;
    std::span<const Label> m_grouping;
    std::vector<Label> m_labels;
    std::string m_text;  // a="b",c="d"
    std::optional<std::int64_t> m_time;
};

void SeriesWriter::layOutLabels(const Series& series) {
    m_labels.clear();
    for (std::size_t i = 0; i < series.labelCount; ++i)
        m_labels.push_back(m_exposition.label(series, i));
    if (!m_grouping.empty()) {
        std::erase_if(m_labels, [&](const Label& label) {
            return std::ranges::binary_search(m_grouping, label.name, {}, &Label::name);
        });
        m_labels.insert(m_labels.end(), m_grouping.begin(), m_grouping.end());
        std::ranges::stable_sort(m_labels, {}, &Label::name);
    }
    m_text.clear();
    for (const Label& label : m_labels) {
        if (!m_text.empty()) m_text += ',';
        m_text += label.name;
        m_text += "=\"";
        appendEscaped(m_text, label.value, Quotes::Escaped);
        m_text += '"';
    }
}

/// A series has one time, that of its last line that has any.
void SeriesWriter::findTime(const Series& series) {
    m_time.reset();
    const Sample* last = nullptr;
    for (const Sample& sample : m_exposition.samples(series))
        if (sample.hasTimestamp && (last == nullptr || sample.offset >= last->offset))
            last = &sample;
    if (last != nullptr) m_time = m_exposition.timestamp(*last);
}

void SeriesWriter::appendLine(std::string_view suffix, double value, std::optional<Extra> extra) {
    m_out += m_family.name;
    m_out += suffix;
    if (extra || !m_text.empty()) {
        m_out += '{';
        m_out += m_text;
        if (extra) {
            if (!m_text.empty()) m_out += ',';
            m_out += extra->name;
            m_out += "=\"";
            appendNumber(m_out, extra->value);
            m_out += '"';
        }
        m_out += '}';
    }
    m_out += ' ';
    appendNumber(m_out, value);
    if (m_time) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *m_time);
        m_out += ' ';
        m_out.append(digits.data(), end.ptr);
    }
    m_out += '\n';
}

double single(std::span<const Sample> samples, Role role) {
    const auto found = std::ranges::find(samples, role, &Sample::role);
    return found == samples.end() ? 0 : found->value;
}

void SeriesWriter::writeSummary(const Series& series) {
    const auto samples = m_exposition.samples(series);
    for (const Sample& sample : samples)
        if (sample.role == Role::Quantile)
            appendLine({}, sample.value, Extra{"quantile", sample.bound});
    appendLine("_sum", single(samples, Role::Sum));
    appendLine("_count", single(samples, Role::Count));
}

void SeriesWriter::writeHistogram(const Series& series) {
    const auto samples = m_exposition.samples(series);
    const double count = single(samples, Role::Count);
    bool hasInfinity = false;
    for (const Sample& sample : samples) {
        if (sample.role != Role::Bucket) continue;
        appendLine("_bucket", sample.value, Extra{"le", sample.bound});
        if (std::isinf(sample.bound) && sample.bound > 0) hasInfinity = true;
    }
    if (!hasInfinity)
        appendLine("_bucket", count, Extra{"le", std::numeric_limits<double>::infinity()});
    appendLine("_sum", single(samples, Role::Sum));
    appendLine("_count", count);
}

void SeriesWriter::write(const Series& series) {
    layOutLabels(series);
    findTime(series);
    switch (m_family.type) {
        case MetricType::Summary: return writeSummary(series);
        case MetricType::Histogram:
        case MetricType::GaugeHistogram: return writeHistogram(series);
        default:
            for (const Sample& sample : m_exposition.samples(series)) appendLine({}, sample.value);
    }
}

}  // namespace

void appendNumber(std::string& out, double value) {
    if (value == 0) {
        out += '0';
        return;
    }
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific);
    std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    if (text[0] == '-') {
        out += '-';
        text.remove_prefix(1);
    }
    // d[.ddd]e±XX
    const std::size_t mark = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + mark + 2, text.data() + text.size(), exponent);
    if (text[mark + 1] == '-') exponent = -exponent;
    if (exponent < -4 || exponent >= 6) {  // strconv/ftoa.go: eprec is 6 for the shortest form
        out += text;
        return;
    }
    std::string digits(text.substr(0, 1));
    if (mark > 2) digits += text.substr(2, mark - 2);
    if (exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-exponent - 1), '0');
        out += digits;
        return;
    }
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) {
        out += digits;
        out.append(whole - digits.size(), '0');
        return;
    }
    out.append(digits, 0, whole);
    out += '.';
    out.append(digits, whole);
}

void appendHeader(std::string& out, std::string_view name, MetricType type, std::string_view help) {
    if (!help.empty()) {
        out += "# HELP ";
        out += name;
        out += ' ';
        appendEscaped(out, help, Quotes::Kept);
        out += '\n';
    }
    out += "# TYPE ";
    out += name;
    out += ' ';
    out += textType(type);
    out += '\n';
}

void appendSamples(std::string& out, const Exposition& exposition, const Family& family,
                   std::span<const Label> grouping) {
    SeriesWriter writer(out, exposition, family, grouping);
    for (const Series& series : exposition.series(family)) writer.write(series);
}

std::string writeText(const Exposition& exposition) {
    std::string out;
    out.reserve(exposition.body().size());
    for (const Family& family : exposition.families()) {
        appendHeader(out, family.name, family.type, family.help);
        appendSamples(out, exposition, family);
    }
    return out;
}

}  // namespace gatepost::metrics
