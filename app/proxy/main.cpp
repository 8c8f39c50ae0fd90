// SPDX-License-Identifier: Apache-2.0
// gatepost-proxy: the server side. See docs/OPERATIONS.md.
#include <CLI/CLI.hpp>

#include "app/proxy/check_command.h"
#include "app/proxy/run.h"
#include "app/proxy/token_command.h"

int main(int argc, char** argv) {
    CLI::App app("Takes authenticated pushes of Prometheus metrics and hands on the good ones.",
                 "gatepost-proxy");
    app.set_version_flag("--version", "gatepost-proxy " GATEPOST_VERSION);
    gatepost::app::RunOptions options;
    bool quiet = false;
    app.add_option("--config", options.config, "Configuration")->type_name("FILE");
    app.add_option("--threads", options.threads, "Threads that serve; default one per core")
        ->check(CLI::Range(0u, gatepost::app::kMostThreads));
    app.add_flag("--no-access-log", quiet, "Log no requests");
    int exitCode = 0;
    gatepost::app::addTokenCommands(app, exitCode);
    gatepost::app::addCheckCommands(app, exitCode);
    constexpr int kUsage = 2;  // as `gatepost` has it
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    if (!app.get_subcommands().empty()) return exitCode;
    if (options.config.empty()) {
        app.exit(CLI::RequiredError("--config"));
        return kUsage;
    }
    options.accessLog = !quiet;
    return gatepost::app::run(options);
}
