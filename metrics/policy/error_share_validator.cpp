// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/error_share_validator.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "metrics/lint/sample_line.h"

namespace gatepost::metrics {
namespace {

constexpr std::string_view kErrors = "_errors_total";
constexpr std::string_view kTotal = "_total";

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

Labels labelsOf(const Exposition& exposition, const Series& series) {
    Labels labels;
    for (std::size_t i = 0; i < series.labelCount; ++i) {
        const Label label = exposition.label(series, i);
        if (!label.value.empty()) labels.emplace_back(label.name, label.value);
    }
    std::ranges::sort(labels);
    return labels;
}

using Families = std::unordered_map<std::string_view, const Family*>;

const Family* totalOf(const Families& families, std::string_view errors) {
    const std::string name =
        std::string(errors.substr(0, errors.size() - kErrors.size())) + std::string(kTotal);
    const auto found = families.find(name);
    return found == families.end() ? nullptr : found->second;
}

}  // namespace

std::vector<Problem> ErrorShareValidator::validate(const Exposition& exposition,
                                                   const GroupingKey& /*key*/) const {
    std::vector<Problem> problems;
    Families families;
    for (const Family& family : exposition.families())
        if (family.name.ends_with(kTotal)) families.emplace(family.name, &family);
    for (const Family& family : exposition.families()) {
        if (!family.name.ends_with(kErrors)) continue;
        const Family* total = totalOf(families, family.name);
        if (!total) continue;
        std::map<Labels, double> totals;
        for (const Series& series : exposition.series(*total))
            for (const Sample& sample : exposition.samples(series))
                totals[labelsOf(exposition, series)] = sample.value;
        for (const Series& series : exposition.series(family))
            for (const Sample& sample : exposition.samples(series)) {
                const auto all = totals.find(labelsOf(exposition, series));
                if (all == totals.end() || !(sample.value > all->second)) continue;
                Problem problem;
                problem.rule = name();
                problem.metric = family.name;
                problem.text = "more errors than " + std::string(total->name) + " counts";
                problem.severity = Severity::Error;
                if (!exposition.body().empty()) {
                    const Place place = namePlace(exposition.body(), sample.offset);
                    const Position position = exposition.position(place.offset);
                    problem.line = position.line;
                    problem.column = position.column;
                    problem.length = place.length;
                }
                problems.push_back(std::move(problem));
            }
    }
    return problems;
}

}  // namespace gatepost::metrics
