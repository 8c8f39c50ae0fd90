// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "app/gatepost/judge_commands.h"

namespace gatepost::app {

void addCheck(CLI::App& app, CheckArguments& arguments) {
    CLI::App* check = app.add_subcommand("check", "Check something");
    check->require_subcommand(1);
    CLI::App* metrics = check->add_subcommand(
        "metrics",
        "Lint metrics on standard input: promtool's rules, words and exit codes (0, 1, 3)");
    metrics->add_flag("--extended", arguments.extended, "Print how many series each metric has");
    metrics->add_option("--lint", arguments.lint, "all or none")
        ->check(CLI::IsMember({"all", "none"}));
}

void addLint(CLI::App& app, LintArguments& arguments) {
    CLI::App* lint = app.add_subcommand(
        "lint",
        "Judge metrics by every rule, and by a policy; exit code 3 where they would be rejected");
    lint->add_option("file", arguments.file, "Default: standard input")->type_name("FILE");
    addKey(*lint, arguments.key)->description("Judge as a push to this job's group");
    lint->add_option("--policy", arguments.policy, "Policy as the proxy has it (YAML)")
        ->type_name("FILE");
    lint->add_option("--rule", arguments.rules, "Set a rule to error, warning or off")
        ->type_name("NAME=MODE")
        ->allow_extra_args(false);
    lint->add_flag("--strict", arguments.strict, "Every promlint problem is an error");
    lint->add_flag("--json", arguments.json, "The JSON of POST /lint");
}

}  // namespace gatepost::app
