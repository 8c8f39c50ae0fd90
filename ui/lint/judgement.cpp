// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/judgement.h"

#include <QCoreApplication>

#include <algorithm>

#include "metrics/exposition/readers.h"
#include "metrics/lint/linter.h"
#include "ui/common/words.h"

namespace gatepost::ui {
namespace {

struct Judgements {
    Q_DECLARE_TR_FUNCTIONS(Judgements)
};

int countOf(const std::vector<metrics::Problem>& problems, metrics::Severity severity) {
    return static_cast<int>(std::ranges::count(problems, severity, &metrics::Problem::severity));
}

QString footnoteFor(relay::Rules rules) {
    switch (rules) {
        case relay::Rules::Default:
            return Judgements::tr(
                "Judged by the built-in rules: the server's have not been fetched yet.");
        case relay::Rules::Fetched:
            return Judgements::tr(
                "Judged by the server's own rules and policy. Quotas and clashes with "
                "other users only the server knows.");
        case relay::Rules::EngineDiffers:
            return Judgements::tr(
                "The server may differ: it lints with another version of the rules.");
    }
    return {};
}

Judgement byProblems(const std::vector<metrics::Problem>& problems) {
    const int errors = countOf(problems, metrics::Severity::Error);
    const int warnings = countOf(problems, metrics::Severity::Warning);
    if (errors > 0)
        return {Tone::Error,
                Judgements::tr("The server will reject this: %n error(s).", nullptr, errors),
                {}};
    if (warnings > 0)
        return {
            Tone::Warning,
            Judgements::tr("The server will accept this, with %n warning(s).", nullptr, warnings),
            {}};
    return {Tone::Calm, Judgements::tr("The server will accept this."), {}};
}

}  // namespace

Judgement judge(const relay::GroupSnapshot& group, relay::Rules rules) {
    if (group.refusal)
        return {Tone::Error,
                Judgements::tr("The last push was refused here and not sent: %1")
                    .arg(text(group.refusal->sentence)),
                footnoteFor(rules)};
    if (group.state == relay::GroupState::Quarantined)
        return {Tone::Error,
                Judgements::tr("The server rejected this: %1").arg(text(group.serverSaid)),
                Judgements::tr("It is kept in quarantine, see the Queue page.")};
    auto judgement = byProblems(group.problems);
    if (group.state == relay::GroupState::Delivered && judgement.tone != Tone::Error)
        judgement.sentence = Judgements::tr("The server has accepted this.");
    judgement.footnote = footnoteFor(rules);
    return judgement;
}

Judgement judgeScratch(const std::vector<metrics::Problem>& problems,
                       const std::optional<std::string>& unreadable) {
    if (unreadable)
        return {Tone::Error, Judgements::tr("This is no exposition: %1").arg(text(*unreadable)),
                Judgements::tr("Nothing of it would be taken.")};
    auto judgement = byProblems(problems);
    judgement.footnote = Judgements::tr("Linted here with the default rules; nothing is sent.");
    return judgement;
}

LintResult lintText(std::string body) {
    const auto read = metrics::readText(std::move(body));
    if (read) return {metrics::lint(*read, {}), std::nullopt};
    const auto& error = read.error();
    metrics::Problem problem{
        "unreadable",          {}, error.message, metrics::Severity::Error, error.position.line,
        error.position.column, 0};
    return {{problem}, error.message};
}

}  // namespace gatepost::ui
