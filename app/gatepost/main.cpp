// SPDX-License-Identifier: Apache-2.0
// `gatepost`: judges by itself, since loading Qt takes longer than judging most texts; for all
// other subcommands it becomes `gatepost-relay`, which stands beside it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string_view>

#include "app/gatepost/judge_commands.h"
#include "app/gatepost/relay_program.h"

using namespace gatepost::app;

int main(int argc, char** argv) {
    const std::string_view command = argc > 1 ? argv[1] : "";
    if (command != "check" && command != "lint") return becomeRelayProgram(argv);

    CLI::App app("Judges metrics", "gatepost");
    CheckArguments check;
    LintArguments lint;
    addCheck(app, check);
    addLint(app, lint);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kFine : kUsage;
    }
    const int exitCode = app.got_subcommand("check") ? runCheckMetrics(check) : runLint(lint);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exitCode;
    std::perror("gatepost: cannot write what was found");
    return kFailed;
}
