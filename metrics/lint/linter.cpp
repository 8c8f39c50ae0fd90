// SPDX-License-Identifier: Apache-2.0
#include "metrics/lint/linter.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "metrics/exposition/exposition_data.h"
#include "metrics/lint/rules.h"

namespace gatepost::metrics {
namespace {

/// `x_created` beside its parent: client libraries add it on their own, so the parent is judged.
class CreatedSeries {
public:
    explicit CreatedSeries(const Exposition& exposition) {
        if (std::ranges::none_of(exposition.families(), isNamedSo)) return;
        for (const Family& family : exposition.families())
            if (family.type == MetricType::Counter || isStructured(family.type))
                m_parents.insert(stem(family.name, "_total"));
    }

    [[nodiscard]] bool has(const Family& family) const {
        return textType(family.type) == MetricType::Gauge && isNamedSo(family) &&
               m_parents.contains(stem(family.name, kSuffix));
    }

private:
    static constexpr std::string_view kSuffix = "_created";

    static bool isNamedSo(const Family& family) { return family.name.ends_with(kSuffix); }
    static std::string_view stem(std::string_view name, std::string_view suffix) {
        if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
        return name;
    }

    std::unordered_set<std::string_view> m_parents;
};

std::optional<Severity> severityOf(const RuleInfo& rule, const LintOptions& options) {
    if (const auto set = options.rules.find(rule.id); set != options.rules.end()) {
        if (set->second == RuleMode::Off) return std::nullopt;
        return set->second == RuleMode::Error ? Severity::Error : Severity::Warning;
    }
    return options.strict && rule.promlint ? Severity::Error : rule.severity;
}

/// Offsets to positions; cheapest where many in a row are of one line.
class Positions {
public:
    explicit Positions(const Exposition& exposition) : m_exposition(exposition) {}

    [[nodiscard]] Position of(std::uint32_t offset) {
        if (offset < m_start || offset >= m_end) {
            const std::string_view body = m_exposition.body();
            const Position position = m_exposition.position(offset);
            m_line = position.line;
            m_start = offset - (position.column - 1);
            m_end = static_cast<std::uint32_t>(std::min(body.find('\n', offset), body.size()));
        }
        return {m_line, offset - m_start + 1};
    }

private:
    const Exposition& m_exposition;
    std::uint32_t m_line = 0;
    std::uint32_t m_start = 0;
    std::uint32_t m_end = 0;
};

Problem problemOf(Positions& positions, Finding& finding, Severity severity) {
    Problem problem{std::string(ruleTable()[finding.rule].info.id), std::move(finding.metric),
                    std::move(finding.text), severity};
    if (finding.place.length == 0) return problem;
    const Position position = positions.of(finding.place.offset);
    problem.line = position.line;
    problem.column = position.column;
    problem.length = finding.place.length;
    return problem;
}

}  // namespace

void Inspection::report(std::string_view metric, std::string text, Place place) {
    if (!listsAll && !tallies[currentRule].lists(metric.size() + text.size())) return;
    findings.push_back({currentRule, std::string(metric), std::move(text), place});
}

void Inspection::reportAtName(const Family& family, std::string text) {
    report(family.name, std::move(text),
           hasBody() ? namePlace(exposition.body(), family.offset) : Place{});
}

Place Inspection::valuePlace(const Sample& sample) const {
    return hasBody() ? sampleLineAt(exposition.body(), sample.offset).value : Place{};
}

std::uint32_t Inspection::lineOffset(const Series& series, const Family& family) const {
    if (const auto samples = exposition.samples(series); !samples.empty())
        return samples.front().offset;
    const Exposition::Data& data = exposition.data();
    const auto index = static_cast<std::uint32_t>(&series - data.series.begin());
    const auto line = std::ranges::lower_bound(data.lostLines.span(), index, {}, &LostLine::series);
    const bool isThere = line != data.lostLines.span().end() && line->series == index;
    return isThere ? line->offset : family.offset;
}

const SampleLine& Inspection::lineOf(const Series& series, const Family& family) const {
    const std::uint32_t offset = lineOffset(series, family);
    if (offset != m_lineOffset) m_line = sampleLineAt(exposition.body(), offset);
    m_lineOffset = offset;
    return m_line;
}

Place Inspection::labelNamePlace(const Series& series, const Family& family,
                                 std::string_view label) const {
    return hasBody() ? lineOf(series, family).labelName(exposition.body(), label) : Place{};
}

Place Inspection::labelValuePlace(const Series& series, const Family& family,
                                  std::string_view label) const {
    return hasBody() ? lineOf(series, family).labelValue(exposition.body(), label) : Place{};
}

std::vector<Problem> promlint(const Exposition& exposition) {
    Inspection inspection(exposition, nullptr);
    inspection.listsAll = true;
    const auto rules = ruleTable();
    for (const Family& family : exposition.families())
        for (std::size_t i = 0; i < rules.size() && rules[i].info.promlint; ++i) {
            inspection.currentRule = static_cast<std::uint16_t>(i);
            rules[i].family(inspection, family);
        }
    std::ranges::stable_sort(inspection.findings, [](const Finding& a, const Finding& b) {
        return a.metric != b.metric ? a.metric < b.metric : a.text < b.text;
    });
    std::vector<Problem> problems;
    problems.reserve(inspection.findings.size());
    Positions positions(exposition);
    for (Finding& finding : inspection.findings)
        problems.push_back(problemOf(positions, finding, rules[finding.rule].info.severity));
    return problems;
}

std::vector<Problem> lint(const Exposition& exposition, const LintOptions& options,
                          const GroupingKey* key) {
    Inspection inspection(exposition, key);
    const auto rules = ruleTable();
    std::vector<std::optional<Severity>> severities;
    for (const Rule& rule : rules) severities.push_back(severityOf(rule.info, options));

    const CreatedSeries created(exposition);
    for (const Family& family : exposition.families()) {
        const bool isCreated = created.has(family);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (!severities[i] || rules[i].family == nullptr) continue;
            if (isCreated && rules[i].info.promlint && rules[i].info.id != "metric_not_unique")
                continue;
            inspection.currentRule = static_cast<std::uint16_t>(i);
            rules[i].family(inspection, family);
        }
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!severities[i] || rules[i].whole == nullptr) continue;
        inspection.currentRule = static_cast<std::uint16_t>(i);
        rules[i].whole(inspection);
    }

    std::ranges::stable_sort(inspection.findings, {},
                             [](const Finding& finding) { return finding.place.offset; });
    std::vector<Problem> problems;
    problems.reserve(inspection.findings.size());
    for (std::size_t i = 0; i < rules.size(); ++i)
        if (const std::size_t more = inspection.tallies[i].more; more > 0)
            problems.push_back(moreOfARule(rules[i].info.id, more, *severities[i]));
    Positions positions(exposition);
    for (Finding& finding : inspection.findings)
        problems.push_back(problemOf(positions, finding, *severities[finding.rule]));
    return problems;
}

bool haveNumbersPassed(const Exposition& exposition, const LintOptions& options) {
    Inspection inspection(exposition, nullptr);
    for (const Rule& rule : ruleTable()) {
        if (!rule.readsNumbers || !severityOf(rule.info, options)) continue;
        for (const Family& family : exposition.families()) rule.family(inspection, family);
    }
    return inspection.findings.empty();
}

}  // namespace gatepost::metrics
