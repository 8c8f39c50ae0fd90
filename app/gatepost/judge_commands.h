// SPDX-License-Identifier: Apache-2.0
// The subcommands of `gatepost` that need no relay and so no Qt: the program itself runs them.
// Exit codes of all: 0: fine, 1: could not be done, 2: not understood, 3: problems were found
// (promtool's code).
#pragma once

#include <string>
#include <vector>

#include "app/gatepost/key_options.h"

namespace CLI {
class App;
}

namespace gatepost::app {

inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kProblems = 3;

struct CheckArguments {
    bool extended = false;
    std::string lint = "all";  // all | none
};
/// Standard input, as `promtool check metrics`.
int runCheckMetrics(const CheckArguments& arguments);

struct LintArguments {
    std::string file;  // empty or "-": standard input
    KeyArguments key;  // without a job: judged as a push to no group in particular
    std::string policy;
    std::vector<std::string> rules;  // name=mode
    bool strict = false;
    bool json = false;
};
int runLint(const LintArguments& arguments);

void addCheck(CLI::App& app, CheckArguments& arguments);
void addLint(CLI::App& app, LintArguments& arguments);

}  // namespace gatepost::app
