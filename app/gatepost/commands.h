// SPDX-License-Identifier: Apache-2.0
// The subcommands of `gatepost`: each gets what the command line said and returns the exit code.
// 0: fine, 1: could not be done, 2: not understood, 3: problems were found (promtool's code).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/relay_flags.h"

namespace gatepost::app {

inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kProblems = 3;

int runRelay(int& argc, char** argv, const RelayFlags& flags);

struct CheckArguments {
    bool extended = false;
    std::string lint = "all";  // all | none
};
/// Standard input, as `promtool check metrics`.
int runCheckMetrics(const CheckArguments& arguments);

struct LintArguments {
    std::string file;  // empty or "-": standard input
    std::string policy;
    std::vector<std::string> rules;  // name=mode
    bool strict = false;
    bool json = false;
};
int runLint(const LintArguments& arguments);

struct PushArguments {
    std::string socket;
    std::string method = "PUT";
    std::string job;
    std::vector<std::string> labels;  // k=v
    std::string lifetime;
    std::string ttl;
    std::string file;  // empty or "-": standard input
    bool quiet = false;
};
int runPush(const PushArguments& arguments);

struct AskArguments {
    std::string socket;
    bool json = false;
    std::string action;  // "", retry, drop, show, export
    std::string id;
};
int runStatus(const AskArguments& arguments);
int runQueue(const AskArguments& arguments);
int runQuarantine(const AskArguments& arguments);
int runMetrics(const AskArguments& arguments);

}  // namespace gatepost::app
