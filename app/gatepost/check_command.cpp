// SPDX-License-Identifier: Apache-2.0
// `gatepost check metrics`: promtool's, without a relay, a socket or Qt.
#include <algorithm>
#include <cstdio>

#include "app/gatepost/input.h"
#include "app/gatepost/judge_commands.h"
#include "metrics/exposition/readers.h"
#include "metrics/lint/linter.h"

namespace gatepost::app {

namespace {

/// promtool's own count: a histogram's first series says how many lines each of them has.
std::size_t cardinality(const metrics::Exposition& exposition, const metrics::Family& family) {
    const auto series = exposition.series(family);
    if (series.empty()) return 0;
    const auto samples = exposition.samples(series.front());
    const auto having = [&](metrics::Role role) {
        return static_cast<std::size_t>(std::ranges::count(samples, role, &metrics::Sample::role));
    };
    switch (family.type) {
        case metrics::MetricType::Histogram:
            return series.size() * (2 + having(metrics::Role::Bucket));
        case metrics::MetricType::Summary:
            return series.size() * (2 + having(metrics::Role::Quantile));
        default: return series.size();
    }
}

void printExtended(const metrics::Exposition& exposition) {
    struct Row {
        std::string name;
        std::size_t series;
        std::string percentage;
    };
    std::vector<Row> rows;
    std::size_t total = 0;
    for (const metrics::Family& family : exposition.families()) {
        rows.push_back({std::string(family.name), cardinality(exposition, family), {}});
        total += rows.back().series;
    }
    std::ranges::stable_sort(rows, std::greater(), &Row::series);
    for (Row& row : rows) {
        char text[16];
        std::snprintf(text, sizeof(text), "%.2f%%",
                      100.0 * static_cast<double>(row.series) /
                          static_cast<double>(std::max<std::size_t>(total, 1)));
        row.percentage = text;
    }
    // Go's tabwriter: every column, the last too, is as wide as its widest cell and four blanks.
    std::size_t nameWidth = std::string_view("Metric").size();
    for (const Row& row : rows) nameWidth = std::max(nameWidth, row.name.size());
    const auto print = [nameWidth](const std::string& name, const std::string& count,
                                   const std::string& percentage) {
        std::printf("%-*s%-15s%-14s\n", static_cast<int>(nameWidth) + 4, name.c_str(),
                    count.c_str(), percentage.c_str());
    };
    print("Metric", "Cardinality", "Percentage");
    for (const Row& row : rows) print(row.name, std::to_string(row.series), row.percentage);
    print("Total", std::to_string(total), "100%");
}

}  // namespace

int runCheckMetrics(const CheckArguments& arguments) {
    const bool linted = arguments.lint == "all";
    if (!linted && !arguments.extended) {
        std::fputs("error: at least one of --extended or linting must be enabled\n", stderr);
        return kFailed;
    }
    const auto failed = [](const std::string& why) {
        const std::string line = "error while linting: " + why + "\n";  // NUL and all
        std::fwrite(line.data(), 1, line.size(), stderr);
        return kFailed;
    };
    auto text = readInput({});
    if (!text) return failed(text.error());
    const auto read = metrics::readText(std::move(*text));
    if (!read) return failed(read.error().message);
    const auto problems = linted ? metrics::promlint(*read) : std::vector<metrics::Problem>();
    std::string lines;  // at once: stderr has no buffer of its own
    for (const metrics::Problem& problem : problems)
        lines.append(problem.metric).append(" ").append(problem.text).append("\n");
    std::fwrite(lines.data(), 1, lines.size(), stderr);
    if (arguments.extended) printExtended(*read);
    return problems.empty() ? kFine : kProblems;
}

}  // namespace gatepost::app
