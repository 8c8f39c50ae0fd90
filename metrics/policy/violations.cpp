// SPDX-License-Identifier: Apache-2.0
// One function for each thing that a rule can ask of a family. Of many violations of one kind the
// first is reported, with the number of the others: a thousand series with one fault are one fault.
#include <algorithm>
#include <cmath>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/sample_line.h"
#include "metrics/policy/policy_rule.h"

namespace gatepost::metrics {
namespace {

std::string number(double value) {
    std::string text;
    appendNumber(text, value);
    return text;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// One rule on one family.
class Finder {
public:
    Finder(const PolicyRule& rule, const Exposition& exposition, const Family& family)
        : m_rule(rule),
          m_exposition(exposition),
          m_family(family) {}

    std::vector<Problem> find() {
        action();
        type();
        for (const std::string& label : m_rule.requireLabels) requireLabel(label);
        if (m_rule.allowLabels) allowLabels(*m_rule.allowLabels);
        for (const auto& [label, pattern] : m_rule.labelValues) labelValue(label, *pattern);
        value();
        sizes();
        for (Problem& problem : m_problems) {
            problem.severity = m_rule.severity;
            if (!m_rule.message.empty() && !m_rule.reject) problem.text += "; " + m_rule.message;
        }
        return std::move(m_problems);
    }

private:
    enum class Part { Name, LabelName, LabelValue, Value };

    /// The first of its kind is kept, the others are counted by countFrom().
    void report(std::string_view rule, std::string text, const Series& series, Part part,
                std::string_view label = {}, const Sample* sample = nullptr) {
        if (m_more++ > 0) return;
        Problem problem = familyProblem(m_exposition, m_family, rule, std::move(text));
        const auto samples = m_exposition.samples(series);
        const std::string_view body = m_exposition.body();
        if (!body.empty() && !samples.empty()) {
            const SampleLine line =
                sampleLineAt(body, sample ? sample->offset : samples.front().offset);
            const Place place = part == Part::LabelName    ? line.labelName(body, label)
                                : part == Part::LabelValue ? line.labelValue(body, label)
                                : part == Part::Value      ? line.value
                                                           : line.name;
            const Position position = m_exposition.position(place.offset);
            problem.line = position.line;
            problem.column = position.column;
            problem.length = place.length;
        }
        m_problems.push_back(std::move(problem));
    }

    void closeKind() {
        if (m_more > 1) m_problems.back().text += " (and " + std::to_string(m_more - 1) + " more)";
        m_more = 0;
    }

    /// An empty value is as good as no label.
    template <typename Visit>
    void forEachLabel(Visit visit) {
        for (const Series& series : m_exposition.series(m_family))
            for (std::size_t i = 0; i < series.labelCount; ++i)
                if (const Label label = m_exposition.label(series, i); !label.value.empty())
                    visit(series, label);
        closeKind();
    }

    [[nodiscard]] std::size_t labelsOf(const Series& series) const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < series.labelCount; ++i)
            count += m_exposition.label(series, i).value.empty() ? 0 : 1;
        return count;
    }

    void whole(std::string_view rule, std::string text) {
        m_problems.push_back(familyProblem(m_exposition, m_family, rule, std::move(text)));
    }

    void action() {
        if (m_rule.reject)
            whole("policy_rejected",
                  m_rule.message.empty() ? "the policy rejects this metric" : m_rule.message);
    }

    void type() {
        if (m_rule.allows(m_family.type)) return;
        std::vector<std::string> allowed;
        for (const MetricType each : m_rule.types) allowed.emplace_back(toString(each));
        whole("policy_type", "type is " + std::string(toString(textType(m_family.type))) +
                                 ", the policy allows " + joined(allowed));
    }

    void requireLabel(const std::string& label) {
        for (const Series& series : m_exposition.series(m_family)) {
            bool found = false;
            for (std::size_t i = 0; i < series.labelCount && !found; ++i) {
                const Label each = m_exposition.label(series, i);
                found = each.name == label && !each.value.empty();
            }
            if (!found)
                report("policy_require_label", "label " + label + " is required", series,
                       Part::Name);
        }
        closeKind();
    }

    void allowLabels(const std::vector<std::string>& allowed) {
        forEachLabel([&](const Series& series, Label label) {
            if (!has(allowed, label.name))
                report("policy_label",
                       "label " + std::string(label.name) + " is not allowed, the policy allows " +
                           joined(allowed),
                       series, Part::LabelName, label.name);
        });
    }

    void labelValue(const std::string& name, const re2::RE2& pattern) {
        forEachLabel([&](const Series& series, Label label) {
            if (label.name != name ||
                re2::RE2::FullMatch(re2::StringPiece(label.value.data(), label.value.size()),
                                    pattern))
                return;
            report("policy_label_value",
                   "value " + goQuoted(label.value) + " of label " + name + " does not match " +
                       pattern.pattern(),
                   series, Part::LabelValue, name);
        });
    }

    /// Bounds are for the values of counters, gauges and untyped; `finite` for sums, too.
    void value() {
        if (!m_rule.least && !m_rule.most && !m_rule.finite) return;
        for (const Series& series : m_exposition.series(m_family))
            for (const Sample& sample : m_exposition.samples(series)) {
                const bool single = sample.role == Role::Value;
                const auto fault = [&](const std::string& why) {
                    report("policy_value", "value " + number(sample.value) + " " + why, series,
                           Part::Value, {}, &sample);
                };
                if (m_rule.finite && (single || sample.role == Role::Sum) &&
                    !std::isfinite(sample.value))
                    fault("is not finite");
                else if (single && m_rule.least && sample.value < *m_rule.least)
                    fault("is below " + number(*m_rule.least));
                else if (single && m_rule.most && sample.value > *m_rule.most)
                    fault("is above " + number(*m_rule.most));
            }
        closeKind();
    }

    void sizes() {
        if (m_rule.maxSeries && m_family.seriesCount > *m_rule.maxSeries)
            whole("policy_max_series", std::to_string(m_family.seriesCount) +
                                           " series, the policy allows " +
                                           std::to_string(*m_rule.maxSeries));
        if (m_rule.maxLabels) {
            for (const Series& series : m_exposition.series(m_family))
                if (const std::size_t count = labelsOf(series); count > *m_rule.maxLabels)
                    report("policy_max_labels",
                           std::to_string(count) + " labels, the policy allows " +
                               std::to_string(*m_rule.maxLabels),
                           series, Part::Name);
            closeKind();
        }
        if (m_rule.maxLabelValueBytes)
            forEachLabel([&](const Series& series, Label label) {
                if (label.value.size() > *m_rule.maxLabelValueBytes)
                    report("policy_max_label_value_bytes",
                           "value of label " + std::string(label.name) + " has " +
                               std::to_string(label.value.size()) + " bytes, the policy allows " +
                               std::to_string(*m_rule.maxLabelValueBytes),
                           series, Part::LabelValue, label.name);
            });
    }

    const PolicyRule& m_rule;
    const Exposition& m_exposition;
    const Family& m_family;
    std::vector<Problem> m_problems;
    std::size_t m_more = 0;  // of the kind that is being looked for
};

}  // namespace

Problem familyProblem(const Exposition& exposition, const Family& family, std::string_view rule,
                      std::string text) {
    Problem problem;
    problem.rule = rule;
    problem.metric = family.name;
    problem.text = std::move(text);
    problem.severity = Severity::Error;
    if (exposition.body().empty()) return problem;
    const Place place = namePlace(exposition.body(), family.offset);
    const Position position = exposition.position(place.offset);
    problem.line = position.line;
    problem.column = position.column;
    problem.length = place.length;
    return problem;
}

std::vector<Problem> violations(const PolicyRule& rule, const Exposition& exposition,
                                const Family& family) {
    return Finder(rule, exposition, family).find();
}

}  // namespace gatepost::metrics
