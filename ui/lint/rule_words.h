// SPDX-License-Identifier: Apache-2.0
// Why a rule is there and how to mend what breaks it, for people: of the linter, of the server's
// policy, limits and quotas. Pure, but for the language.
#pragma once

#include <QString>
#include <string>

namespace gatepost::ui {

struct RuleWords {
    QString why;
    QString mend;
};
/// Empty where the rule is not known here: a newer server's.
[[nodiscard]] RuleWords ruleWords(const std::string& rule);

}  // namespace gatepost::ui
