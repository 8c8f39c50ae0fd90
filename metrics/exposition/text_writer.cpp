// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/short_copy.h"

namespace gatepost::metrics {
namespace {

/// For a value, a time and what stands around them.
constexpr std::size_t kValueRoom = 2 * kLongestNumber + 16;
/// So that the last lines need no second allocation for what they do not use.
constexpr std::size_t kRoomOfALine = 512;

enum class Quotes { Kept, Escaped };

char* putEscaped(char* to, std::string_view text, Quotes quotes) {
    for (const char c : text) {
        if (c == '\\' || c == '\n' || (c == '"' && quotes == Quotes::Escaped)) *to++ = '\\';
        *to++ = c == '\n' ? 'n' : c;
    }
    return to;
}

/// Without anything that putEscaped() would escape.
bool isPlainHelp(std::string_view text) {
    return text.find('\\') == std::string_view::npos && text.find('\n') == std::string_view::npos;
}

/// Text that a reader took literally from a body has nothing in it that needs an escape.
bool isLiteral(std::string_view body, std::string_view text) {
    return !body.empty() && text.data() >= body.data() &&
           text.data() + text.size() <= body.data() + body.size();
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

/// How much room putLabels() needs.
std::size_t labelRoom(std::string_view body, std::span<const Label> labels) {
    constexpr std::size_t kPunctuation = 4;
    std::size_t room = kPunctuation;
    for (const Label& label : labels) {
        const std::size_t value = label.value.size();
        room +=
            label.name.size() + kPunctuation + (isLiteral(body, label.value) ? value : 2 * value);
    }
    return room;
}

/// {a="b",c="d" and no end, for more may come; nothing where there are none.
char* putLabels(char* to, std::string_view body, std::span<const Label> labels) {
    char before = '{';
    for (const Label& label : labels) {
        *to++ = before;
        to = putText(to, label.name);
        *to++ = '=';
        *to++ = '"';
        if (isLiteral(body, label.value)) [[likely]]
            to = putText(to, label.value);
        else
            to = putEscaped(to, label.value, Quotes::Escaped);
        *to++ = '"';
        before = ',';
    }
    return to;
}

double single(std::span<const Sample> samples, Role role) {
    const auto found = std::ranges::find(samples, role, &Sample::role);
    return found == samples.end() ? 0 : found->value;
}

}  // namespace

/// What all lines of a series with bounds have in common: x_bucket{a="b",le="
void SampleWriter::begin(const Family& family, std::string_view suffix, std::string_view bound) {
    constexpr std::size_t kPunctuation = 4;
    m_start.clear();
    const std::size_t most =
        family.name.size() + suffix.size() + m_labelText.size() + bound.size() + kPunctuation;
    appendAtMost(m_start, most, [&](char* to) {
        to = putText(to, family.name);
        to = putText(to, suffix);
        to = putText(to, m_labelText);
        *to++ = m_labelText.empty() ? '{' : ',';
        to = putText(to, bound);
        *to++ = '=';
        *to++ = '"';
        return to;
    });
}

/// " 12.5\n", with the time where there is one.
char* SampleWriter::putValue(char* to, double value) const {
    *to++ = ' ';
    to = writeNumber(to, value, m_sign);
    if (m_time) {
        *to++ = ' ';
        to = std::to_chars(to, to + kLongestNumber, *m_time).ptr;
    }
    *to++ = '\n';
    return to;
}

/// After begin().
void SampleWriter::boundLine(double bound, double value) {
    appendAtMost(m_out, m_start.size() + kLongestNumber + kValueRoom, [&](char* to) {
        to = putText(to, m_start);
        to = writeNumber(to, bound, m_sign);
        *to++ = '"';
        *to++ = '}';
        return putValue(to, value);
    });
}

void SampleWriter::totalLine(const Family& family, std::string_view suffix, double value) {
    const std::size_t most = family.name.size() + suffix.size() + m_labelText.size() + kValueRoom;
    appendAtMost(m_out, most, [&](char* to) {
        to = putText(to, family.name);
        to = putText(to, suffix);
        to = putText(to, m_labelText);
        if (!m_labelText.empty()) *to++ = '}';
        return putValue(to, value);
    });
}

void SampleWriter::writeTotals(const Family& family, double sum, double count) {
    totalLine(family, "_sum", sum);
    totalLine(family, "_count", count);
}

void SampleWriter::writeSummary(const Family& family, std::span<const Sample> samples) {
    begin(family, {}, "quantile");
    for (const Sample& sample : samples)
        if (sample.role == Role::Quantile) boundLine(sample.bound, sample.value);
    writeTotals(family, single(samples, Role::Sum), single(samples, Role::Count));
}

void SampleWriter::writeHistogram(const Family& family, std::span<const Sample> samples) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double count = single(samples, Role::Count);
    bool hasInfinity = false;
    begin(family, "_bucket", "le");
    for (const Sample& sample : samples) {
        if (sample.role != Role::Bucket) continue;
        boundLine(sample.bound, sample.value);
        hasInfinity |= sample.bound == kInfinity;
    }
    if (!hasInfinity) boundLine(kInfinity, count);
    writeTotals(family, single(samples, Role::Sum), count);
}

/// Straight to where it belongs: most series are one line.
void SampleWriter::writeSimple(const Family& family, std::span<const Sample> samples,
                               std::span<const Label> labels) {
    const std::size_t most = family.name.size() + labelRoom(m_body, labels) + kValueRoom;
    for (const Sample& sample : samples) {
        appendAtMost(m_out, most, [&](char* to) {
            to = putText(to, family.name);
            to = putLabels(to, m_body, labels);
            if (!labels.empty()) *to++ = '}';
            return putValue(to, sample.value);
        });
    }
}

void SampleWriter::write(const Family& family, const Series& series,
                         std::span<const Label> labels) {
    m_time = m_exposition.timestamp(series);
    const auto samples = m_exposition.samples(series);
    m_labelText.clear();
    switch (family.type) {
        case MetricType::Summary:
        case MetricType::Histogram:
        case MetricType::GaugeHistogram: break;
        default: return writeSimple(family, samples, labels);
    }
    appendAtMost(m_labelText, labelRoom(m_body, labels),
                 [&](char* to) { return putLabels(to, m_body, labels); });
    if (family.type == MetricType::Summary) return writeSummary(family, samples);
    writeHistogram(family, samples);
}

void SampleWriter::write(const Family& family, const Series& series) {
    const Exposition::Data& data = m_exposition.data();
    m_labels.clear();
    for (std::size_t i = 0; i < series.labelCount; ++i)
        m_labels.push_back(data.label(series.firstLabel + i));
    write(family, series, m_labels);
}

void appendNumber(std::string& out, double value, ZeroSign sign) {
    appendAtMost(out, kLongestNumber + 1,
                 [value, sign](char* to) { return writeNumber(to, value, sign); });
}

void appendHeader(std::string& out, std::string_view name, MetricType type, std::string_view help) {
    constexpr std::size_t kPunctuation = 32;
    const std::string_view typeName = toString(textType(type));
    const bool plain = isPlainHelp(help);
    const std::size_t most =
        2 * name.size() + (plain ? help.size() : 2 * help.size()) + typeName.size() + kPunctuation;
    appendAtMost(out, most, [&](char* to) {
        if (!help.empty()) {
            to = putText(to, "# HELP ");
            to = putText(to, name);
            *to++ = ' ';
            to = plain ? putText(to, help) : putEscaped(to, help, Quotes::Kept);
            *to++ = '\n';
        }
        to = putText(to, "# TYPE ");
        to = putText(to, name);
        *to++ = ' ';
        to = putText(to, typeName);
        *to++ = '\n';
        return to;
    });
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
    appendAtMost(out, labelRoom({}, labels), [&](char* to) { return putLabels(to, {}, labels); });
    out += labels.empty() ? " " : "} ";
    appendNumber(out, value);
    out += '\n';
}

std::string writeText(const Exposition& exposition) {
    std::string out;
    out.reserve(exposition.body().size() + kRoomOfALine);
    SampleWriter writer(out, exposition, ZeroSign::Kept);
    for (const Family& family : exposition.families()) {
        appendHeader(out, family.name, family.type, family.help);
        for (const Series& series : exposition.series(family)) writer.write(family, series);
    }
    return out;
}

}  // namespace gatepost::metrics
