// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/rule_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

#include "metrics/lint/linter.h"

namespace gatepost::ui {
namespace {

struct Entry {
    std::string_view rule;
    const char* why;
    const char* mend;
};

constexpr const char* kContext = "ServerRules";

/// docs/POLICY.md and docs/OPERATIONS.md name these rules; the linter has words of its own.
constexpr auto kServerRules = std::to_array<Entry>({
    {"unreadable",
     QT_TRANSLATE_NOOP("ServerRules", "A scrape that meets this line fails as a whole."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Correct the line; the text format is one sample a line: "
                       "name{label=\"value\"} number.")},
    {"type_conflict",
     QT_TRANSLATE_NOOP(
         "ServerRules",
         "Others push this metric with another type, and a scrape can have only one."),
     QT_TRANSLATE_NOOP("ServerRules", "Agree on one type, or give the metric a name of its own.")},
    {"policy_default",
     QT_TRANSLATE_NOOP("ServerRules", "The server takes only metrics that its policy names."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Ask who runs the server to name this metric in its policy, "
                       "or rename the metric to one that is named there.")},
    {"policy_rejected",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy does not let this metric leave."),
     QT_TRANSLATE_NOOP("ServerRules", "Do not register it, or leave it out of what is pushed.")},
    {"policy_type",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy wants another type for this metric."),
     QT_TRANSLATE_NOOP("ServerRules", "Declare it with one of the types that the problem names.")},
    {"policy_require_label",
     QT_TRANSLATE_NOOP("ServerRules",
                       "The server's policy wants this label, and not empty, on each series."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Add the label where the metric is declared, and give it a "
                       "value each time.")},
    {"policy_label",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy does not allow this label here."),
     QT_TRANSLATE_NOOP("ServerRules", "Take the label off the metric.")},
    {"policy_label_value",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy allows only certain values here."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Map what the program sees to one of these values, such as \"other\" where "
                       "none fits and the policy has it.")},
    {"policy_value",
     QT_TRANSLATE_NOOP("ServerRules", "The value lies outside what the server's policy takes."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Look for a wrong unit, and for a division by zero where the "
                       "value is NaN or infinite.")},
    {"policy_max_series",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy bounds the series of this metric."),
     QT_TRANSLATE_NOOP("ServerRules", "Drop the label with the most values, or group its values.")},
    {"policy_max_labels",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy bounds the labels of a series."),
     QT_TRANSLATE_NOOP("ServerRules", "Keep the labels that questions are asked by.")},
    {"policy_max_label_value_bytes",
     QT_TRANSLATE_NOOP("ServerRules", "The server's policy bounds how long a label's value is."),
     QT_TRANSLATE_NOOP("ServerRules", "Use a short name for it; texts and paths belong in a log.")},
    {"label_value_bytes",
     QT_TRANSLATE_NOOP("ServerRules", "The server takes no label values this long."),
     QT_TRANSLATE_NOOP("ServerRules", "Use a short name for it; texts and paths belong in a log.")},
    {"name_bytes", QT_TRANSLATE_NOOP("ServerRules", "The server takes no names this long."),
     QT_TRANSLATE_NOOP("ServerRules", "Shorten the name.")},
    {"labels_per_series",
     QT_TRANSLATE_NOOP("ServerRules", "The server takes no series with this many labels."),
     QT_TRANSLATE_NOOP("ServerRules", "Keep the labels that questions are asked by.")},
    {"series_per_push",
     QT_TRANSLATE_NOOP("ServerRules", "The server takes only so many series in one push."),
     QT_TRANSLATE_NOOP("ServerRules", "Drop labels with many values, or push in several groups.")},
    {"groups_per_user", QT_TRANSLATE_NOOP("ServerRules", "You hold as many groups as you may."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Delete groups that are not needed any more, or let them end "
                       "with their program (Gatepost-Lifetime: process).")},
    {"deleted_groups_per_user",
     QT_TRANSLATE_NOOP("ServerRules",
                       "You have deleted as many groups of late as may be remembered."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Look for a grouping label whose values never repeat; "
                       "otherwise try again in some days.")},
    {"series_per_user", QT_TRANSLATE_NOOP("ServerRules", "You hold as many series as you may."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Delete groups that are not needed any more, or drop labels "
                       "with many values.")},
    {"bytes_per_user", QT_TRANSLATE_NOOP("ServerRules", "You hold as many bytes as you may."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Delete groups that are not needed any more, or drop labels "
                       "with many values.")},
    {"new_series_per_hour_per_user",
     QT_TRANSLATE_NOOP("ServerRules", "You have made as many new series in this hour as you may."),
     QT_TRANSLATE_NOOP("ServerRules",
                       "Look for a label whose values never repeat; otherwise try again later.")},
});

}  // namespace

RuleWords ruleWords(const std::string& rule) {
    const auto own = std::ranges::find(kServerRules, rule, &Entry::rule);
    if (own != kServerRules.end())
        return {QCoreApplication::translate(kContext, own->why),
                QCoreApplication::translate(kContext, own->mend)};
    for (const auto& known : metrics::lintRules())
        if (known.id == rule)
            return {QCoreApplication::translate("LintRules", std::string(known.why).c_str()),
                    QCoreApplication::translate("LintRules", std::string(known.mend).c_str())};
    return {};
}

}  // namespace gatepost::ui
