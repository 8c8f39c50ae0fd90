// SPDX-License-Identifier: Apache-2.0
// Go's expfmt/text_parse.go (common 0.39), state for state, on a body in memory: the byte that Go
// holds in currentByte is *m_at here, and running into m_end is its io.EOF.
#include "metrics/exposition/text_reader.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "metrics/exposition/assembler.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/text_families.h"
#include "metrics/exposition/text_fast_lines.h"

namespace gatepost::metrics {
namespace {

bool isBlank(char c) { return c == ' ' || c == '\t'; }

/// strings.ToUpper, as far as it can yield ASCII: two letters beyond it fold to I and S.
std::string upper(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("\u0131") || rest.starts_with("\u017F")) {
            out += rest.starts_with("\u0131") ? 'I' : 'S';
            ++i;
        } else {
            const char c = text[i];
            out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        }
    }
    return out;
}

std::optional<MetricType> typeOf(std::string_view word) {
    const std::string name = upper(word);
    if (name == "COUNTER") return MetricType::Counter;
    if (name == "GAUGE") return MetricType::Gauge;
    if (name == "SUMMARY") return MetricType::Summary;
    if (name == "UNTYPED") return MetricType::Untyped;
    if (name == "HISTOGRAM") return MetricType::Histogram;
    if (name == "GAUGE_HISTOGRAM") return MetricType::GaugeHistogram;
    return std::nullopt;
}

class TextReader {
public:
    explicit TextReader(std::string body) : m_data(std::make_unique<Exposition::Data>()) {
        m_data->body = std::move(body);
        m_begin = m_data->body.data();
        m_at = m_begin;
        m_end = m_begin + m_data->body.size();
        m_data->reserveFor(m_data->body.size());
    }

    std::expected<Exposition, ReadError> read(FindStructure find) {
        FastLines fast(*m_data, m_assembler, find);
        while (true) {
            m_at = fast.read(m_at, m_line);
            if (m_at == m_end) return finish();
            if (!readLine()) return std::unexpected(std::move(m_error));
        }
    }

    std::expected<Exposition, ReadError> readLineByLine() {
        while (m_at != m_end)
            if (!readLine()) return std::unexpected(std::move(m_error));
        return finish();
    }

private:
    Exposition finish() {
        m_assembler.finish();
        return Exposition(std::move(m_data));
    }
    bool readLine();
    bool readComment();
    bool readHelp();
    bool readType();
    bool readSample();
    bool readLabels();
    bool readLabel();
    bool readLabelValue();
    bool readTimestamp();
    bool readSpecialLabel(std::string_view label, std::string_view name, double& bound);
    void chooseFamily(std::string_view name);
    void file(double value);

    // Each is false at the end of the input, which it has then reported.
    bool more() { return m_at != m_end || fail("unexpected end of input stream", m_at); }
    bool step() { return ++m_at, more(); }
    bool skipBlanks() {
        while (m_at != m_end && isBlank(*m_at)) ++m_at;
        return more();
    }
    bool stepAndSkipBlanks() { return ++m_at, skipBlanks(); }
    bool readName(int start, int rest) {
        m_token = m_at;
        if (isNameByte(*m_at, start))
            while (++m_at != m_end && isNameByte(*m_at, rest)) {
            }
        return more();
    }
    bool readWord() {
        m_token = m_at;
        while (m_at != m_end && !isBlank(*m_at) && *m_at != '\n') ++m_at;
        return more();
    }
    [[nodiscard]] std::string_view token() const {
        return {m_token, static_cast<std::size_t>(m_at - m_token)};
    }

    [[nodiscard]] std::uint32_t offsetOf(const char* at) const {
        return static_cast<std::uint32_t>(at - m_begin);
    }
    [[nodiscard]] TextRange rangeOf(std::string_view text) const {
        return {offsetOf(text.data()), static_cast<std::uint32_t>(text.size())};
    }
    [[nodiscard]] FamilyDraft& family() { return m_assembler.family(m_family); }
    [[nodiscard]] std::string_view familyName() { return m_data->text(family().name); }

    bool fail(const std::string& words, const char* at) {
        m_error.message =
            "text format parsing error in line " + std::to_string(m_line) + ": " + words;
        m_error.position = {m_line, static_cast<std::uint32_t>(at - m_lineStart) + 1};
        return false;
    }

    std::unique_ptr<Exposition::Data> m_data;
    Assembler m_assembler{*m_data};
    const char* m_begin = nullptr;
    const char* m_at = nullptr;
    const char* m_end = nullptr;
    const char* m_lineStart = nullptr;
    const char* m_token = nullptr;
    std::uint32_t m_line = 0;
    ReadError m_error;

    std::uint32_t m_family = 0;
    Role m_suffix = Role::Value;  // Sum or Count where the name's suffix says so

    std::uint32_t m_firstLabel = 0;
    std::string_view m_labelName;
    TextRange m_labelValue;
    double m_quantile = 0;
    double m_bucket = 0;
    std::vector<std::uint32_t> m_nameSeenIn;  // by label name: the line that had it last
};

bool TextReader::readLine() {
    if (m_line % Exposition::Data::kMarkEvery == 0) m_data->lineMarks.push_back(offsetOf(m_at));
    ++m_line;
    m_lineStart = m_at;
    while (m_at != m_end && isBlank(*m_at)) ++m_at;
    if (m_at == m_end) return true;
    if (*m_at == '\n') return ++m_at, true;
    const bool isFine = *m_at == '#' ? readComment() : readSample();
    if (isFine) ++m_at;
    return isFine;
}

/// Ends, as readSample() does, on the line feed.
bool TextReader::readComment() {
    if (!stepAndSkipBlanks()) return false;
    if (*m_at == '\n') return true;
    if (!readWord()) return false;
    if (*m_at == '\n') return true;
    const std::string_view keyword = token();
    if (keyword != "HELP" && keyword != "TYPE") {
        const void* lineFeed = std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at));
        m_at = lineFeed == nullptr ? m_end : static_cast<const char*>(lineFeed);
        return more();
    }
    if (!skipBlanks() || !readName(kNameStart | kColon, kNameRest | kColon)) return false;
    if (*m_at == '\n') return true;
    if (!isBlank(*m_at)) return fail("invalid metric name in comment", m_at);
    chooseFamily(token());
    if (!stepAndSkipBlanks()) return false;
    if (*m_at == '\n') return true;
    return keyword == "HELP" ? readHelp() : readType();
}

bool TextReader::readHelp() {
    if (family().hasHelp)
        return fail("second HELP line for metric name " + goQuoted(familyName()), m_at);
    m_token = m_at;
    bool isEscaped = false;
    std::string unescaped;
    for (; m_at != m_end && *m_at != '\n'; ++m_at) {
        if (*m_at != '\\') {
            if (isEscaped) unescaped += *m_at;
            continue;
        }
        if (!isEscaped) unescaped = token();
        isEscaped = true;
        if (!step()) return false;
        if (*m_at != '\\' && *m_at != 'n')
            return fail("invalid escape sequence '\\" + goCharacter(*m_at) + "'", m_at - 1);
        unescaped += *m_at == 'n' ? '\n' : '\\';
    }
    if (!more()) return false;
    family().help = isEscaped ? m_data->keep(unescaped) : rangeOf(token());
    family().hasHelp = true;
    return true;
}

bool TextReader::readType() {
    if (family().hasType)
        return fail("second TYPE line for metric name " + goQuoted(familyName()) +
                        ", or TYPE reported after samples",
                    m_at);
    m_token = m_at;
    std::string word;
    for (; m_at != m_end && *m_at != '\n'; ++m_at)
        if (*m_at != '\\') word += *m_at;  // Go drops backslashes here
    if (!more()) return false;
    const auto type = typeOf(word);
    if (!type) return fail("unknown metric type " + goQuoted(word), m_token);
    family().type = *type;
    family().hasType = true;
    return true;
}

void TextReader::chooseFamily(std::string_view name) {
    const NameTarget target = targetOf(m_assembler, *m_data, rangeOf(name), offsetOf(m_lineStart));
    m_family = target.family;
    m_suffix = target.suffix;
}

bool TextReader::readSample() {
    if (!readName(kNameStart | kColon, kNameRest | kColon)) return false;
    if (token().empty()) return fail("invalid metric name", m_at);
    chooseFamily(token());
    family().hasType = true;
    if (!skipBlanks()) return false;
    m_firstLabel = static_cast<std::uint32_t>(m_data->labels.size());
    m_quantile = std::nan("");
    m_bucket = std::nan("");
    if (*m_at == '{' && !readLabels()) return false;

    if (!readWord()) return false;
    const auto value = parseGoFloat(token());
    if (!value) return fail("expected float as value, got " + goQuoted(token()), m_token);
    file(*value);
    return *m_at == '\n' || readTimestamp();
}

/// From the opening brace to the first byte of the value.
bool TextReader::readLabels() {
    while (true) {
        if (!stepAndSkipBlanks()) return false;
        if (*m_at == '}') break;
        if (!readLabel()) return false;
        if (!stepAndSkipBlanks()) return false;
        if (*m_at == '}') break;
        if (*m_at != ',')
            return fail("unexpected end of label value " + goQuoted(m_data->text(m_labelValue)),
                        m_at);
    }
    return stepAndSkipBlanks();
}

/// From the first byte of the name to the closing quote.
bool TextReader::readLabel() {
    if (!readName(kNameStart, kNameRest)) return false;
    const std::string_view name = token();
    if (name.empty()) return fail("invalid label name for metric " + goQuoted(familyName()), m_at);
    if (name == "__name__") return fail("label name \"__name__\" is reserved", m_token);
    if (!skipBlanks()) return false;
    if (*m_at != '=')
        return fail("expected '=' after label name, found " + goQuotedByte(*m_at), m_at);

    const bool isQuantile = family().type == MetricType::Summary && name == "quantile";
    const bool isBucket = family().type == MetricType::Histogram && name == "le";
    std::uint32_t id = 0;
    if (!isQuantile && !isBucket) {
        const TextRange range = rangeOf(name);
        id = m_assembler.labelName(name, &range);
        if (id >= m_nameSeenIn.size()) m_nameSeenIn.resize(id + 1, 0);
        if (m_nameSeenIn[id] == m_line)
            return fail("duplicate label names for metric " + goQuoted(familyName()), name.data());
        m_nameSeenIn[id] = m_line;
    }

    if (!stepAndSkipBlanks()) return false;
    if (*m_at != '"')
        return fail("expected '\"' at start of label value, found " + goQuotedByte(*m_at), m_at);
    if (!readLabelValue()) return false;
    const std::string_view value = m_data->text(m_labelValue);
    if (!isValidUtf8(value)) return fail("invalid label value " + goQuoted(value), m_token);
    if (isQuantile) return readSpecialLabel("quantile", value, m_quantile);
    if (isBucket) return readSpecialLabel("le", value, m_bucket);
    m_data->addLabel(id, m_labelValue);
    return true;
}

bool TextReader::readSpecialLabel(std::string_view label, std::string_view value, double& bound) {
    const auto number = parseGoFloat(value);
    if (!number)
        return fail("expected float as value for '" + std::string(label) + "' label, got " +
                        goQuoted(value),
                    m_token);
    bound = *number;
    return true;
}

/// From the opening quote to the closing one.
bool TextReader::readLabelValue() {
    if (!step()) return false;
    m_token = m_at;
    bool isEscaped = false;
    std::string unescaped;
    for (; *m_at != '"'; ++m_at) {
        if (*m_at == '\n') {
            const std::string_view value = isEscaped ? unescaped : token();
            return fail("label value " + goQuoted(value) + " contains unescaped new-line", m_at);
        }
        if (*m_at == '\\') {
            if (!isEscaped) unescaped = token();
            isEscaped = true;
            if (!step()) return false;
            if (*m_at != '\\' && *m_at != 'n' && *m_at != '"')
                return fail("invalid escape sequence '\\" + goCharacter(*m_at) + "'", m_at - 1);
            unescaped += *m_at == 'n' ? '\n' : *m_at;
        } else if (isEscaped) {
            unescaped += *m_at;
        }
        if (m_at + 1 == m_end) return step();
    }
    m_labelValue = isEscaped ? m_data->keep(unescaped) : rangeOf(token());
    return true;
}

/// The value to its series, in the role that its type, its name and its labels give it.
void TextReader::file(double value) {
    const MetricType type = family().type;
    Sample sample;
    sample.value = value;
    sample.offset = offsetOf(m_lineStart);
    const bool isHistogram = type == MetricType::Histogram;
    if (!isHistogram && type != MetricType::Summary) {
        m_assembler.startSeries(m_family, m_firstLabel);
        if (type == MetricType::GaugeHistogram) {  // expfmt 0.39 has no place for its value
            m_assembler.lose(m_family, sample.offset, LostValue::Cause::NoRole);
            return;
        }
        m_assembler.addSample(sample);
        return;
    }
    m_assembler.joinSeries(m_family, m_firstLabel);
    sample.bound = isHistogram ? m_bucket : m_quantile;
    sample.role = m_suffix != Role::Value ? m_suffix : isHistogram ? Role::Bucket : Role::Quantile;
    if (m_suffix != Role::Value) {
        sample.bound = 0;
    } else if (std::isnan(sample.bound)) {
        m_assembler.lose(m_family, sample.offset, LostValue::Cause::NoRole);
        return;
    }
    m_assembler.addSample(sample);
}

bool TextReader::readTimestamp() {
    if (!skipBlanks() || !readWord()) return false;
    const auto time = parseGoInteger(token());
    if (!time) return fail("expected integer as timestamp, got " + goQuoted(token()), m_token);
    m_token = m_at;
    std::string rest;
    for (; m_at != m_end && *m_at != '\n'; ++m_at)
        if (*m_at != '\\') rest += *m_at;
    if (!more()) return false;
    if (!rest.empty()) return fail("spurious string after timestamp: " + goQuoted(rest), m_token);
    m_assembler.setTime(*time);
    return true;
}

template <typename Reading>
std::expected<Exposition, ReadError> readBy(const Reading& reading, std::string body) {
    if (body.size() > Exposition::Data::kMaxBody)
        return std::unexpected(
            ReadError{"text format parsing error in line 1: body too large", {}});
    TextReader reader(std::move(body));
    return reading(reader);
}

}  // namespace

std::expected<Exposition, ReadError> readText(std::string body) {
    return readTextBy(fastestStructureFinder(), std::move(body));
}

std::expected<Exposition, ReadError> readTextBy(FindStructure find, std::string body) {
    return readBy([&](TextReader& reader) { return reader.read(find); }, std::move(body));
}

std::expected<Exposition, ReadError> readTextLineByLine(std::string body) {
    return readBy([](TextReader& reader) { return reader.readLineByLine(); }, std::move(body));
}

}  // namespace gatepost::metrics
