// SPDX-License-Identifier: Apache-2.0
// Where the newest expfmt (common 0.70) reads text otherwise than Debian's (0.39, legacy names),
// which our text reader follows: docs/LINT_RULES.md lists it, and what stands there of ours is what
// it says.
#pragma once

#include <string>

#include "metrics/exposition/readers.h"

namespace gatepost::tests {

struct ExpfmtDifference {
    const char* text;  // lines apart by \n
    const char* newest;
};

inline constexpr ExpfmtDifference kExpfmtDifferences[] = {
    {"{\"a.b\"} 1\n", "reads quoted names, of any letters"},
    {"a{\"b.c\"=\"d\"} 1\n", "reads quoted label names"},
    {"# HELP a \\\"b\\\"\na 1\n", "reads `\\\"` as a quote"},
    {"a\"b\" 1\n", "reads it as `ab`"},
    {"a 1\n{b=\"c\"} 2\n", "gives the label to the line before"},
    {"# TYPE a gaugehistogram\n", "knows the type"},
    {"# TYPE a gauge_histogram\na_bucket{le=\"1\"} 2\n", "gives the bucket to the gauge histogram"},
    {"# TYPE a histogram\na_count -1\n", "refuses it: `negative count for histogram \"a\"`"},
    {"# TYPE a histogram\na_bucket{le=\"1\"} -1\n",
     "refuses it: `negative bucket population for histogram \"a\"`"},
};

inline std::string expfmtDocumentation() {
    std::string out =
        "\n## Text 0.0.4\n\nText is read as expfmt of Debian 12 reads it (common 0.39, names "
        "before "
        "UTF-8). The newest\n(0.70) differs; `↵` ends a line:\n\n"
        "| text | the newest expfmt | here |\n| --- | --- | --- |\n";
    for (const ExpfmtDifference& each : kExpfmtDifferences) {
        std::string shown;
        for (std::string_view rest = each.text; !rest.empty(); rest.remove_prefix(1))
            shown += rest.front() == '\n' ? "↵" : std::string(1, rest.front());
        const auto read = metrics::readText(each.text);
        std::string ours = "reads it";
        if (read)
            for (const metrics::Family& family : read->families())
                ours += ", " + std::string(toString(family.type)) + " `" +
                        std::string(family.name) + "`";
        else
            ours = "`" + read.error().message.substr(read.error().message.find(": ") + 2) + "`";
        out += "| `" + shown + "` | " + each.newest + " | " + ours + " |\n";
    }
    return out +
           "\nCounts of summaries, and before 0.67 those of histograms and their buckets, go "
           "through "
           "an\nunsigned integer in expfmt: 1.5 becomes 1, and -1 becomes 1.8e+19. Here they stay "
           "as "
           "they are\nwritten, and `negative_count` names the second.\n";
}

}  // namespace gatepost::tests
