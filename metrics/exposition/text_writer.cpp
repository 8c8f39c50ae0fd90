// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "metrics/exposition/number_text.h"

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

/// Text that a reader took literally from a body has nothing in it that needs an escape.
bool isLiteral(std::string_view body, std::string_view text) {
    return !body.empty() && text.data() >= body.data() &&
           text.data() + text.size() <= body.data() + body.size();
}

char* put(char* to, std::string_view text) { return std::ranges::copy(text, to).out; }

char* putNumber(char* to, double value, ZeroSign sign) {
    if (value == 0 && sign == ZeroSign::Kept && std::signbit(value)) *to++ = '-';
    return writeNumber(to, value);
}

/// Grows by `most` at once, and gives back what `write` did not need.
template <typename Write>
void appendAtMost(std::string& out, std::size_t most, const Write& write) {
    const std::size_t size = out.size();
    out.resize_and_overwrite(size + most, [&](char* text, std::size_t) {
        return static_cast<std::size_t>(write(text + size) - text);
    });
}

/// Body labels sorted by name, those of `grouping` instead of their namesakes.
void mergeLabels(std::vector<Label>& labels, std::span<const Label> grouping) {
    std::erase_if(labels, [&](const Label& label) {
        return std::ranges::binary_search(grouping, label.name, {}, &Label::name);
    });
    const auto own = static_cast<std::ptrdiff_t>(labels.size());
    if (!std::ranges::is_sorted(labels, {}, &Label::name))
        std::ranges::stable_sort(labels, {}, &Label::name);
    labels.insert(labels.end(), grouping.begin(), grouping.end());
    std::ranges::inplace_merge(labels, labels.begin() + own, {}, &Label::name);
}

/// {a="b",c="d" and no end, for more may come; nothing where there are none.
void openLabels(std::string& out, std::string_view body, std::span<const Label> labels) {
    char before = '{';
    for (const Label& label : labels) {
        const std::size_t most = label.name.size() + label.value.size() + 4;
        if (isLiteral(body, label.value)) [[likely]] {
            appendAtMost(out, most, [&](char* to) {
                *to++ = before;
                to = put(to, label.name);
                *to++ = '=';
                *to++ = '"';
                to = put(to, label.value);
                *to++ = '"';
                return to;
            });
        } else {
            out += before;
            out += label.name;
            out += "=\"";
            appendEscaped(out, label.value, Quotes::Escaped);
            out += '"';
        }
        before = ',';
    }
}

double single(std::span<const Sample> samples, Role role) {
    const auto found = std::ranges::find(samples, role, &Sample::role);
    return found == samples.end() ? 0 : found->value;
}

}  // namespace

/// What all lines of a series have in common that have this suffix and bound: x_bucket{a="b",le="
void SampleWriter::begin(const Family& family, std::string_view suffix,
                         std::span<const Label> labels, std::string_view bound) {
    m_start = family.name;
    m_start += suffix;
    openLabels(m_start, m_body, labels);
    if (!bound.empty()) {
        m_start += labels.empty() ? '{' : ',';
        m_start += bound;
        m_start += "=\"";
    } else if (!labels.empty()) {
        m_start += '}';
    }
}

/// A series has one time, that of its last line that has any.
void SampleWriter::findTime(const Series& series) {
    m_time.reset();
    const Sample* last = nullptr;
    for (const Sample& sample : m_exposition.samples(series))
        if (sample.hasTimestamp && (last == nullptr || sample.offset >= last->offset))
            last = &sample;
    if (last != nullptr) m_time = m_exposition.timestamp(*last);
}

/// `bound` where begin() was given the name of one.
void SampleWriter::line(double value, const double* bound) {
    constexpr std::size_t kPunctuation = 16;
    const std::size_t most = m_start.size() + 3 * kLongestNumber + kPunctuation;
    appendAtMost(m_out, most, [&](char* to) {
        to = put(to, m_start);
        if (bound != nullptr) {
            to = putNumber(to, *bound, m_sign);
            *to++ = '"';
            *to++ = '}';
        }
        *to++ = ' ';
        to = putNumber(to, value, m_sign);
        if (m_time) {
            *to++ = ' ';
            to = std::to_chars(to, to + kLongestNumber, *m_time).ptr;
        }
        *to++ = '\n';
        return to;
    });
}

void SampleWriter::writeTotals(const Family& family, std::span<const Label> labels, double sum,
                               double count) {
    begin(family, "_sum", labels);
    line(sum);
    begin(family, "_count", labels);
    line(count);
}

void SampleWriter::writeSummary(const Family& family, std::span<const Sample> samples,
                                std::span<const Label> labels) {
    begin(family, {}, labels, "quantile");
    for (const Sample& sample : samples)
        if (sample.role == Role::Quantile) line(sample.value, &sample.bound);
    writeTotals(family, labels, single(samples, Role::Sum), single(samples, Role::Count));
}

void SampleWriter::writeHistogram(const Family& family, std::span<const Sample> samples,
                                  std::span<const Label> labels) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double count = single(samples, Role::Count);
    bool hasInfinity = false;
    begin(family, "_bucket", labels, "le");
    for (const Sample& sample : samples) {
        if (sample.role != Role::Bucket) continue;
        line(sample.value, &sample.bound);
        hasInfinity |= sample.bound == kInfinity;
    }
    if (!hasInfinity) line(count, &kInfinity);
    writeTotals(family, labels, single(samples, Role::Sum), count);
}

void SampleWriter::write(const Family& family, const Series& series,
                         std::span<const Label> labels) {
    findTime(series);
    const auto samples = m_exposition.samples(series);
    switch (family.type) {
        case MetricType::Summary: return writeSummary(family, samples, labels);
        case MetricType::Histogram:
        case MetricType::GaugeHistogram: return writeHistogram(family, samples, labels);
        default:
            begin(family, {}, labels);
            for (const Sample& sample : samples) line(sample.value);
    }
}

void SampleWriter::write(const Family& family, const Series& series) {
    m_labels.clear();
    for (std::size_t i = 0; i < series.labelCount; ++i)
        m_labels.push_back(m_exposition.label(series, i));
    write(family, series, m_labels);
}

void appendNumber(std::string& out, double value, ZeroSign sign) {
    appendAtMost(out, kLongestNumber + 1,
                 [value, sign](char* to) { return putNumber(to, value, sign); });
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
    SampleWriter writer(out, exposition);
    if (grouping.empty()) {
        for (const Series& series : exposition.series(family)) writer.write(family, series);
        return;
    }
    std::vector<Label> labels;
    for (const Series& series : exposition.series(family)) {
        labels.clear();
        for (std::size_t i = 0; i < series.labelCount; ++i)
            labels.push_back(exposition.label(series, i));
        mergeLabels(labels, grouping);
        writer.write(family, series, labels);
    }
}

void appendLine(std::string& out, std::string_view name, std::span<const Label> labels,
                double value) {
    out += name;
    openLabels(out, {}, labels);
    out += labels.empty() ? " " : "} ";
    appendNumber(out, value);
    out += '\n';
}

std::string writeText(const Exposition& exposition) {
    std::string out;
    out.reserve(exposition.body().size() + 64);
    SampleWriter writer(out, exposition, ZeroSign::Kept);
    for (const Family& family : exposition.families()) {
        appendHeader(out, family.name, family.type, family.help);
        for (const Series& series : exposition.series(family)) writer.write(family, series);
    }
    return out;
}

}  // namespace gatepost::metrics
