// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/limits.h"

#include "metrics/lint/problem_list.h"
#include "metrics/lint/sample_line.h"
#include "metrics/policy/policy_rule.h"

namespace gatepost::metrics {
namespace {

Problem plain(std::string_view rule, std::string_view metric, std::string text) {
    Problem problem;
    problem.rule = rule;
    problem.metric = metric;
    problem.text = std::move(text);
    problem.severity = Severity::Error;
    return problem;
}

std::string over(std::size_t found, std::string_view what, std::size_t limit) {
    return std::to_string(found) + " " + std::string(what) + ", the limit is " +
           std::to_string(limit);
}

void keyExceeds(const GroupingKey& key, const PushLimits& limits, ProblemList& problems) {
    for (const auto& [name, value] : key.labels()) {
        if (limits.labelValueBytes && value.size() > *limits.labelValueBytes)
            problems.add(plain("label_value_bytes", name,
                               "value of grouping label " + name + " has " +
                                   over(value.size(), "bytes", *limits.labelValueBytes)));
        if (limits.nameBytes && name.size() > *limits.nameBytes)
            problems.add(
                plain("name_bytes", name,
                      "grouping label name has " + over(name.size(), "bytes", *limits.nameBytes)));
    }
}

void labelsExceed(const Exposition& exposition, const Family& family, const PushLimits& limits,
                  ProblemList& problems) {
    bool tooMany = false;
    bool longValue = false;
    bool longName = false;
    const auto report = [&](bool& done, std::string_view rule, std::string text,
                            const Series& series, std::string_view label) {
        if (std::exchange(done, true)) return;
        Problem problem = familyProblem(exposition, family, rule, std::move(text));
        const auto samples = exposition.samples(series);
        if (!exposition.body().empty() && !samples.empty()) {
            const Place place = sampleLineAt(exposition.body(), samples.front().offset)
                                    .labelName(exposition.body(), label);
            const Position position = exposition.position(place.offset);
            problem.line = position.line;
            problem.column = position.column;
            problem.length = place.length;
        }
        problems.add(std::move(problem));
    };
    for (const Series& series : exposition.series(family)) {
        if (limits.labelsPerSeries && series.labelCount > *limits.labelsPerSeries)
            report(tooMany, "labels_per_series",
                   over(series.labelCount, "labels", *limits.labelsPerSeries), series, {});
        if (!limits.labelValueBytes && !limits.nameBytes) continue;
        for (std::size_t i = 0; i < series.labelCount; ++i) {
            const Label label = exposition.label(series, i);
            if (limits.labelValueBytes && label.value.size() > *limits.labelValueBytes)
                report(longValue, "label_value_bytes",
                       "value of label " + std::string(label.name) + " has " +
                           over(label.value.size(), "bytes", *limits.labelValueBytes),
                       series, label.name);
            if (limits.nameBytes && label.name.size() > *limits.nameBytes)
                report(longName, "name_bytes",
                       "label name has " + over(label.name.size(), "bytes", *limits.nameBytes),
                       series, label.name);
        }
    }
}

}  // namespace

std::vector<Problem> exceeded(const Exposition& exposition, const GroupingKey& key,
                              const PushLimits& limits) {
    if (limits == PushLimits()) return {};
    ProblemList problems;
    keyExceeds(key, limits, problems);
    // Sample lines are what a time-series database counts.
    if (limits.seriesPerPush && exposition.sampleCount() > *limits.seriesPerPush)
        problems.add(plain("series_per_push", "",
                           over(exposition.sampleCount(), "series", *limits.seriesPerPush)));
    for (const Family& family : exposition.families()) {
        if (limits.nameBytes && family.name.size() > *limits.nameBytes)
            problems.add(
                familyProblem(exposition, family, "name_bytes",
                              "name has " + over(family.name.size(), "bytes", *limits.nameBytes)));
        labelsExceed(exposition, family, limits, problems);
    }
    return std::move(problems).take();
}

}  // namespace gatepost::metrics
