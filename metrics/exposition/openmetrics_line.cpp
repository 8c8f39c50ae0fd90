// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/openmetrics_line.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"

namespace gatepost::metrics {
namespace {

// Times beyond are taken for this one, so that milliseconds fit into 64 bits.
constexpr double kFarSeconds = 9e15;

class LineParser {
public:
    explicit LineParser(std::string_view line) : m_line(line) {}

    std::expected<OpenMetricsSample, LineError> parse() {
        OpenMetricsSample sample;
        if (!readSample(sample)) return std::unexpected(std::move(m_error));
        return sample;
    }

private:
    bool readSample(OpenMetricsSample& sample) {
        sample.name = word([](char c) { return isNameByte(c, kNameRest | kColon); });
        if (!isMetricName(sample.name)) return fail("invalid metric name");
        if (peek() == '{' && !readLabels(sample.labels)) return false;
        if (!take(' ') || !readValue(sample.value)) return false;
        if (isAtEnd()) return true;
        if (!take(' ')) return false;
        if (peek() != '#') {
            if (!readTime(sample.time)) return false;
            if (isAtEnd()) return true;
            if (!take(' ')) return false;
        }
        return readExemplar(sample.exemplar.emplace());
    }

    bool readExemplar(OpenMetricsExemplar& exemplar) {
        if (!take('#') || !take(' ')) return false;
        if (peek() != '{') return fail("expected the labels of an exemplar");
        const std::size_t start = m_at;
        if (!readLabels(exemplar.labels)) return false;
        std::size_t characters = 0;
        for (const OpenMetricsLabel& label : exemplar.labels) {
            characters += label.name.size() + charactersOf(openMetricsUnescaped(label.value));
        }
        if (characters > kExemplarCharacters)
            return m_at = start, fail("exemplar has more than 128 characters of labels");
        if (!take(' ') || !readValue(exemplar.value)) return false;
        if (isAtEnd()) return true;
        return take(' ') && readTime(exemplar.time) &&
               (isAtEnd() || fail("unexpected text after the exemplar"));
    }

    bool readLabels(std::vector<OpenMetricsLabel>& labels) {
        ++m_at;
        if (peek() == '}') return ++m_at, true;
        while (true) {
            const std::size_t start = m_at;
            OpenMetricsLabel label;
            label.name = word([](char c) { return isNameByte(c, kNameRest); });
            if (!isLabelName(label.name)) return m_at = start, fail("invalid label name");
            if (label.name == "__name__")
                return m_at = start, fail("label name \"__name__\" is reserved");
            if (!isNew(label.name, labels))
                return m_at = start, fail("duplicate label name " + goQuoted(label.name));
            if (!take('=') || !take('"')) return false;
            const std::size_t first = m_at;
            while (!isAtEnd() && m_line[m_at] != '"') {
                if (m_line[m_at] == '\\') {
                    label.isEscaped = true;
                    ++m_at;
                }
                ++m_at;
            }
            if (m_at >= m_line.size()) return m_at = first, fail("label value has no end");
            label.value = m_line.substr(first, m_at - first);
            if (!isValidUtf8(label.value))
                return m_at = first, fail("invalid label value " + goQuoted(label.value));
            labels.push_back(label);
            ++m_at;
            if (peek() == '}') return ++m_at, true;
            if (!take(',')) return false;
        }
    }

    /// Among the few labels of an honest line a search is quickest; many want a set.
    bool isNew(std::string_view name, const std::vector<OpenMetricsLabel>& labels) {
        constexpr std::size_t kMany = 32;
        if (labels.size() < kMany)
            return std::ranges::find(labels, name, &OpenMetricsLabel::name) == labels.end();
        if (labels.size() == kMany) {
            m_names.clear();
            for (const OpenMetricsLabel& label : labels) m_names.insert(label.name);
        }
        return m_names.insert(name).second;
    }

    bool readValue(double& value) {
        const std::size_t start = m_at;
        const std::string_view text = word([](char c) { return c != ' '; });
        const auto number = parseGoFloat(text);
        if (!number) return m_at = start, fail("expected float as value, got " + goQuoted(text));
        value = *number;
        return true;
    }

    /// Seconds, whole or with a fraction or an exponent.
    bool readTime(std::optional<OpenMetricsTime>& time) {
        const std::size_t start = m_at;
        const std::string_view text = word([](char c) { return c != ' '; });
        time = timeOf(text);
        return time || (m_at = start, fail("expected timestamp, got " + goQuoted(text)));
    }

    static std::optional<OpenMetricsTime> timeOf(std::string_view text) {
        const std::size_t point = text.find('.');
        const std::string_view fraction =
            point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
        const auto whole = parseGoInteger(text.substr(0, point));
        const bool isDecimal =
            std::ranges::all_of(fraction, [](char c) { return c >= '0' && c <= '9'; });
        if (whole && isDecimal && std::fabs(static_cast<double>(*whole)) < kFarSeconds) {
            std::int32_t nanoseconds = 0;
            for (std::size_t i = 0; i < 9; ++i)
                nanoseconds = nanoseconds * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
            if (!text.starts_with('-') || nanoseconds == 0)
                return OpenMetricsTime{*whole, nanoseconds};
            return OpenMetricsTime{*whole - 1, 1'000'000'000 - nanoseconds};
        }
        const auto number = parseGoFloat(text);
        if (!number || !std::isfinite(*number)) return std::nullopt;
        if (std::fabs(*number) > kFarSeconds)
            return OpenMetricsTime{static_cast<std::int64_t>(std::copysign(kFarSeconds, *number))};
        const double seconds = std::floor(*number);
        return OpenMetricsTime{static_cast<std::int64_t>(seconds),
                               static_cast<std::int32_t>((*number - seconds) * 1e9)};
    }

    template <typename Test>
    std::string_view word(const Test& test) {
        const std::size_t start = m_at;
        while (m_at < m_line.size() && test(m_line[m_at])) ++m_at;
        return m_line.substr(start, m_at - start);
    }
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_line.size(); }
    [[nodiscard]] char peek() const { return isAtEnd() ? '\n' : m_line[m_at]; }
    bool take(char c) {
        if (peek() != c)
            return fail("expected " + goQuotedByte(c) + ", found " +
                        (isAtEnd() ? "the end of the line" : goQuotedByte(peek())));
        ++m_at;
        return true;
    }
    bool fail(std::string words) {
        m_error = {std::move(words), std::min(m_at, m_line.size())};
        return false;
    }

    std::string_view m_line;
    std::size_t m_at = 0;
    std::set<std::string_view> m_names;  // of many labels
    LineError m_error;
};

}  // namespace

std::expected<OpenMetricsSample, LineError> parseOpenMetricsSample(std::string_view line) {
    return LineParser(line).parse();
}

std::string openMetricsUnescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        if (next == '\\' || next == '"' || next == 'n') {
            out += next == 'n' ? '\n' : next;
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace gatepost::metrics
