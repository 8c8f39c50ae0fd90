// SPDX-License-Identifier: Apache-2.0
// The rule table's sentences, for the translators' tool alone: metrics/ knows no languages. A test
// compares them with the table.
#include "ui/lint/rule_sentences.h"

#include <QtGlobal>

#include <array>

namespace gatepost::ui {
namespace {

const auto kSentences = std::to_array<const char*>({
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Without a HELP line nobody who reads a dashboard learns what the number means."),
    QT_TRANSLATE_NOOP("LintRules", "Give the metric a help text in the client library."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Prometheus' convention is base units; mixed units make expressions wrong by "
                      "factors."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Convert the value to the base unit and name that in the metric."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "The suffix _total tells a counter from a gauge wherever only the name is seen."),
    QT_TRANSLATE_NOOP("LintRules", "End the names of counters, and only of counters, with _total."),
    QT_TRANSLATE_NOOP("LintRules",
                      "_bucket, _count, _sum, le and quantile belong to histograms and summaries; "
                      "elsewhere they collide with those."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Rename the metric or the label, or declare the type it really has."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "The type is metadata; in the name it turns into a lie when the type changes."),
    QT_TRANSLATE_NOOP("LintRules", "Leave the type out of the metric's name."),
    QT_TRANSLATE_NOOP("LintRules", "Colons are for the names that recording rules make."),
    QT_TRANSLATE_NOOP("LintRules", "Use underscores in place of colons."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Names in Prometheus are written in snake_case; queries are case-sensitive."),
    QT_TRANSLATE_NOOP("LintRules", "Write the name in snake_case."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Abbreviated units are ambiguous: m may be minutes, metres or milli."),
    QT_TRANSLATE_NOOP("LintRules", "Spell the unit out, as in seconds or bytes."),
    QT_TRANSLATE_NOOP("LintRules",
                      "The same series twice in one exposition: Prometheus keeps one of them or "
                      "drops the scrape."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Send each series once; look for a collector that is registered twice."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Two series that differ in the order of labels, in empty labels, in labels that the "
        "grouping key has or in the spelling of a bound are one to Prometheus."),
    QT_TRANSLATE_NOOP("LintRules", "Send each series once, with each bound once."),
    QT_TRANSLATE_NOOP("LintRules",
                      "A summary or histogram keeps buckets, quantiles, sum and count; any other "
                      "value, and the first of two, is silently dropped."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Give the line its le or quantile, or the metric the type that it has."),
    QT_TRANSLATE_NOOP("LintRules",
                      "A Pushgateway refuses timestamps: the value is as old as its scrape."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Leave the timestamp out; to tell when something happened, push that time as a "
        "gauge."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Each bucket counts what lies at or below its bound, so counts cannot fall as "
        "bounds rise; quantiles of such a histogram are wrong."),
    QT_TRANSLATE_NOOP("LintRules", "Add the counts of the lower buckets to each bucket."),
    QT_TRANSLATE_NOOP("LintRules",
                      "The bucket le=\"+Inf\" holds every observation, and so does _count."),
    QT_TRANSLATE_NOOP("LintRules", "Take both from one snapshot of the histogram."),
    QT_TRANSLATE_NOOP("LintRules",
                      "A count of observations below zero, or not a number, is refused or turned "
                      "into nonsense by what reads it next."),
    QT_TRANSLATE_NOOP("LintRules", "Send counts that only grow from zero."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Labels starting with __ are Prometheus' own and are dropped after relabelling."),
    QT_TRANSLATE_NOOP("LintRules", "Rename the label."),
    QT_TRANSLATE_NOOP("LintRules",
                      "The gateway adds push_time_seconds and push_failure_time_seconds to every "
                      "group; pushed values of these names are lost."),
    QT_TRANSLATE_NOOP("LintRules", "Choose another name for the metric."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "A histogram or summary x has samples x_bucket, x_sum and x_count; a metric of "
        "such a name cannot be told from them, and a gateway refuses the push."),
    QT_TRANSLATE_NOOP("LintRules", "Rename one of the two."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Without the bucket le=\"+Inf\" the highest observations belong to no bucket; "
        "the gateway fills it in from _count."),
    QT_TRANSLATE_NOOP("LintRules", "Send a last bucket le=\"+Inf\"."),
    QT_TRANSLATE_NOOP("LintRules",
                      "A counter starts at zero and only grows; a negative value or NaN makes its "
                      "rate wrong."),
    QT_TRANSLATE_NOOP("LintRules", "Make the metric a gauge, or count what never falls."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Grouping labels are set on every series of the push, so the value in the body "
        "is lost."),
    QT_TRANSLATE_NOOP("LintRules", "Leave the label out of the body or out of the grouping key."),
    QT_TRANSLATE_NOOP("LintRules",
                      "The gateway exposes metrics of its own under these names; another type or "
                      "help text there is a contradiction."),
    QT_TRANSLATE_NOOP("LintRules", "Push a registry without the runtime's own collectors."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Label values are stored for long, copied to dashboards and readable by many."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Leave persons and their files out of labels; let the proxy add the user."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Each new value makes a new series that stays; identifiers and times never "
                      "repeat."),
    QT_TRANSLATE_NOOP("LintRules", "Leave the label out, or use a value from a small fixed set."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "A family with thousands of series on one desktop is thousands times desktops "
        "in Prometheus."),
    QT_TRANSLATE_NOOP("LintRules", "Drop the label with the most values."),
    QT_TRANSLATE_NOOP("LintRules",
                      "Labels multiply series, and every query has to name or aggregate them."),
    QT_TRANSLATE_NOOP("LintRules", "Keep the labels that questions are asked by."),
    QT_TRANSLATE_NOOP(
        "LintRules",
        "Some clients write a space in the push path as +, which a gateway takes for a "
        "plus."),
    QT_TRANSLATE_NOOP("LintRules", "Escape the space as %20 or send the label as @base64."),
});

}  // namespace

std::span<const char* const> ruleSentences() { return kSentences; }

}  // namespace gatepost::ui
