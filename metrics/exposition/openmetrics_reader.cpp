// SPDX-License-Identifier: Apache-2.0
// OpenMetrics 1.0: lines to families, with what the specification asks of each type. A family takes
// the name that text 0.0.4 gives it: counter x is x_total, info x is x_info, and x_created is a
// gauge of its own, so that everything behind the reader knows one shape. Families that are apart
// here and would not be in text 0.0.4 are refused.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "metrics/exposition/assembler.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/openmetrics_family.h"
#include "metrics/exposition/openmetrics_line.h"
#include "metrics/exposition/readers.h"

namespace gatepost::metrics {
namespace {

class OpenMetricsReader {
public:
    explicit OpenMetricsReader(std::string body) : m_data(std::make_unique<Exposition::Data>()) {
        m_data->body = std::move(body);
    }

    std::expected<Exposition, ReadError> read() {
        const std::string_view body = m_data->body;
        for (m_next = 0; m_next < body.size();) {
            if (m_line % Exposition::Data::kMarkEvery == 0) m_data->lineMarks.push_back(m_next);
            ++m_line;
            const std::size_t end = std::min(body.find('\n', m_next), body.size());
            m_start = m_next;
            m_next = static_cast<std::uint32_t>(end + 1);
            if (!readLine(body.substr(m_start, end - m_start)))
                return std::unexpected(std::move(m_error));
        }
        if (!m_hasEnd) {
            m_start = static_cast<std::uint32_t>(body.size());
            ++m_line;
            fail("missing # EOF", 0);
            return std::unexpected(std::move(m_error));
        }
        m_assembler.finish();
        return Exposition(std::move(m_data));
    }

private:
    bool readLine(std::string_view line) {
        if (m_hasEnd) return fail("text after # EOF", 0);
        if (line.empty()) return fail("blank line", 0);
        if (line == "# EOF") return m_hasEnd = true, closeFamily();
        return line[0] == '#' ? readMetadata(line) : readSample(line);
    }

    bool readMetadata(std::string_view line) {
        if (!line.starts_with("# ")) return fail("invalid comment", 0);
        const std::size_t afterKeyword = line.find(' ', 2);
        const std::size_t afterName = afterKeyword == std::string_view::npos
                                          ? afterKeyword
                                          : line.find(' ', afterKeyword + 1);
        if (afterName == std::string_view::npos) return fail("incomplete metadata", 0);
        const std::string_view keyword = line.substr(2, afterKeyword - 2);
        const std::string_view name = line.substr(afterKeyword + 1, afterName - afterKeyword - 1);
        const std::string_view rest = line.substr(afterName + 1);
        if (!isMetricName(name)) return fail("invalid metric name", afterKeyword + 1);
        if (!isOpen(name)) {
            if (!closeFamily()) return false;
            openFamily(name);
        } else if (m_family.hasSamples) {
            return fail("metadata after samples", afterKeyword + 1);
        }
        if (keyword == "HELP") return readHelp(rest, afterName + 1);
        if (keyword == "TYPE") return readType(rest, afterName + 1);
        if (keyword == "UNIT") return readUnit(rest, afterName + 1);
        return fail("expected HELP, TYPE, UNIT or EOF", 2);
    }

    bool readHelp(std::string_view text, std::size_t at) {
        if (m_family.help) return fail("second HELP line for metric name " + quotedName(), at);
        if (!isValidUtf8(text)) return fail("help is not UTF-8", at);
        const bool isEscaped = text.find('\\') != std::string_view::npos;
        m_family.help = isEscaped ? m_data->keep(openMetricsUnescaped(text)) : rangeOf(text);
        return true;
    }

    bool readType(std::string_view text, std::size_t at) {
        if (m_family.type) return fail("second TYPE line for metric name " + quotedName(), at);
        m_family.type = openMetricsType(text);
        return m_family.type || fail("unknown metric type " + goQuoted(text), at);
    }

    bool readUnit(std::string_view text, std::size_t at) {
        if (m_family.unit) return fail("second UNIT line for metric name " + quotedName(), at);
        m_family.unit = rangeOf(text);
        return true;
    }

    bool readSample(std::string_view line) {
        const auto sample = parseOpenMetricsSample(line);
        if (!sample) return fail(sample.error().words, sample.error().at);
        if (!m_isOpen || !m_family.allows(sample->name)) {
            if (!closeFamily()) return false;
            openFamily(sample->name);
            m_family.type = MetricType::Untyped;
        }
        if (!m_family.type) m_family.type = MetricType::Untyped;
        const auto taken = m_family.take(*sample);
        if (!taken) return fail(taken.error(), 0);
        addImpliedCount();
        file(*sample, *taken);
        return true;
    }

    [[nodiscard]] bool isOpen(std::string_view name) const {
        return m_isOpen && m_family.name == name;
    }

    void openFamily(std::string_view name) {
        m_family = OpenMetricsFamily();
        m_family.name = name;
        m_isOpen = true;
        m_familyStart = m_start;
    }

    bool closeFamily() {
        if (!m_isOpen) return true;
        m_isOpen = false;
        if (const std::string words = m_family.objection(unit()); !words.empty())
            return fail(words, 0);
        addImpliedCount();
        for (const std::string& name : m_family.claimedNames())
            if (!m_claimed.insert(name).second) return fail("clashing name " + goQuoted(name), 0);
        for (const std::string& name : m_family.namesInText())
            if (!m_namesInText.insert(name).second)
                return fail("name " + goQuoted(name) + " would clash in text 0.0.4", 0);
        return true;
    }

    [[nodiscard]] std::string_view unit() const {
        return m_family.unit ? m_data->text(*m_family.unit) : std::string_view();
    }

    /// The sample to the family, series and role that text 0.0.4 has for it.
    void file(const OpenMetricsSample& parsed, OpenMetricsFamily::Taken taken) {
        const bool isCreated = taken.role == Role::Created;
        const MetricType type = isCreated ? MetricType::Gauge : *m_family.type;
        const std::uint32_t family = familyNamed(
            isCreated || type == MetricType::Counter || type == MetricType::Info ? parsed.name
                                                                                 : m_family.name,
            type);
        if (taken.isRepeated) {
            m_assembler.lose(family, m_start, LostValue::Cause::Repeated);
            return;
        }
        const auto first = static_cast<std::uint32_t>(m_data->labels.size());
        for (const OpenMetricsLabel& label : parsed.labels)
            if (label.name != taken.boundLabel) addLabel(label);
        if (taken.isNewPoint) m_pointSeries = Assembler::kNone;
        const bool isGrouped = isStructured(type);
        if (isGrouped && m_pointSeries != Assembler::kNone)
            m_assembler.resumeSeries(family, m_pointSeries, first);
        else
            m_assembler.startSeries(family, first);
        if (isGrouped) m_pointSeries = m_assembler.currentSeries();
        Sample sample;
        sample.value = parsed.value;
        sample.bound = taken.bound;
        sample.offset = m_start;
        sample.role = isCreated ? Role::Value : taken.role;
        m_assembler.addSample(sample);
        if (parsed.time) {
            const Timestamp time = parsed.time->timestamp();
            m_assembler.setTime(time.milliseconds, time.nanoseconds);
        }
        if (parsed.exemplar) addExemplar(*parsed.exemplar);
        if (taken.role != Role::Bucket) return;
        m_lastBucket = sample;
        m_lastBucket.hasTimestamp = parsed.time.has_value();
    }

    /// Text 0.0.4 and protobuf have a count in every histogram, and one that is not said is 0.
    void addImpliedCount() {
        const auto count = m_family.impliedCount();
        if (!count) return;
        Sample sample = m_lastBucket;
        sample.value = *count;
        sample.bound = 0;
        sample.role = Role::Count;
        m_assembler.resumeSeries(m_assembler.findFamily(m_family.name), m_pointSeries,
                                 static_cast<std::uint32_t>(m_data->labels.size()));
        m_assembler.addSample(sample);
    }

    std::uint32_t familyNamed(std::string_view name, MetricType type) {
        const std::uint32_t known = m_assembler.findFamily(name);
        if (known != Assembler::kNone) return known;
        const std::uint32_t index = m_assembler.addFamily(rangeOf(name), m_familyStart);
        FamilyDraft& draft = m_assembler.family(index);
        draft.type = type;
        draft.hasHelp = m_family.help && m_family.help->length > 0;
        if (draft.hasHelp) draft.help = *m_family.help;
        const bool isCreated = name.size() > m_family.name.size() && type == MetricType::Gauge;
        if (m_family.unit && !isCreated) draft.unit = *m_family.unit;
        return index;
    }

    void addLabel(const OpenMetricsLabel& label) {
        const TextRange name = rangeOf(label.name);
        const std::uint32_t id = m_assembler.labelName(label.name, &name);
        m_data->addLabel(id, label.isEscaped ? m_data->keep(openMetricsUnescaped(label.value))
                                             : rangeOf(label.value));
    }

    void addExemplar(const OpenMetricsExemplar& parsed) {
        SampleExemplar exemplar;
        exemplar.offset = m_start;
        exemplar.exemplar.firstLabel = static_cast<std::uint32_t>(m_data->labels.size());
        exemplar.exemplar.labelCount = static_cast<std::uint32_t>(parsed.labels.size());
        exemplar.exemplar.value = parsed.value;
        if (parsed.time) exemplar.exemplar.timestamp = parsed.time->timestamp();
        for (const OpenMetricsLabel& label : parsed.labels) addLabel(label);
        m_data->exemplars.push_back(exemplar);
    }

    [[nodiscard]] TextRange rangeOf(std::string_view text) const {
        return {static_cast<std::uint32_t>(text.data() - m_data->body.data()),
                static_cast<std::uint32_t>(text.size())};
    }
    [[nodiscard]] std::string quotedName() const { return goQuoted(m_family.name); }

    bool fail(const std::string& words, std::size_t at) {
        m_error.message =
            "OpenMetrics parsing error in line " + std::to_string(m_line) + ": " + words;
        m_error.position = {m_line, static_cast<std::uint32_t>(at) + 1};
        return false;
    }

    std::unique_ptr<Exposition::Data> m_data;
    Assembler m_assembler{*m_data};
    std::uint32_t m_line = 0;
    std::uint32_t m_start = 0;  // of this line
    std::uint32_t m_next = 0;
    bool m_hasEnd = false;
    bool m_isOpen = false;
    OpenMetricsFamily m_family;
    std::uint32_t m_familyStart = 0;
    std::uint32_t m_pointSeries = Assembler::kNone;  // where the samples of one point go
    Sample m_lastBucket;
    std::set<std::string> m_claimed;
    std::set<std::string> m_namesInText;
    ReadError m_error;
};

}  // namespace

std::expected<Exposition, ReadError> readOpenMetrics(std::string body) {
    if (body.size() > Exposition::Data::kMaxBody)
        return std::unexpected(
            ReadError{"OpenMetrics parsing error in line 1: body too large", {}});
    return OpenMetricsReader(std::move(body)).read();
}

}  // namespace gatepost::metrics
