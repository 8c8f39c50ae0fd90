// SPDX-License-Identifier: Apache-2.0
// `gatepost`: the relay without a screen, and the tools around it.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>

#include "app/gatepost/commands.h"

using namespace gatepost::app;

namespace {

void addSocket(CLI::App& command, std::string& socket) {
    command
        .add_option("--socket", socket,
                    "The relay's socket; default: $GATEPOST_SOCKET, or where your relay listens")
        ->type_name("PATH");
}

void addRelay(CLI::App& app, RelayFlags& flags) {
    CLI::App* relay = app.add_subcommand("relay", "Run the relay without a screen");
    relay
        ->add_option("--portable", flags.portable,
                     "Keep settings, queue, socket and log under this directory")
        ->type_name("DIR");
    relay->add_option("--socket", flags.socket, "Listen on this local socket")->type_name("PATH");
    relay->add_option("--loopback", flags.loopback, "Listen on this loopback address too")
        ->type_name("ADDRESS:PORT");
    relay->add_option("--uplink", flags.uplink, "Deliver to this proxy or Pushgateway")
        ->type_name("URL");
    relay
        ->add_option("--uplink-kind", flags.uplinkKind,
                     "What the uplink is: gatepost or pushgateway")
        ->type_name("KIND");
    relay->add_option("--token-file", flags.tokenFile, "Send the token in this file (mode 0600)")
        ->type_name("FILE");
}

void addPush(CLI::App& app, PushArguments& arguments) {
    CLI::App* push = app.add_subcommand("push", "Push metrics through the relay");
    addSocket(*push, arguments.socket);
    push->add_option("--method", arguments.method,
                     "PUT replaces the group, POST its families, DELETE ends it")
        ->check(CLI::IsMember({"PUT", "POST", "DELETE"}, CLI::ignore_case));
    addKey(*push, arguments.key)->required();
    push->add_option("--lifetime", arguments.lifetime,
                     "process: the group goes when the pushing process has ended")
        ->check(CLI::IsMember({"process", "persistent"}));
    push->add_option("--ttl", arguments.ttl, "Seconds after which the far end forgets the group")
        ->type_name("SECONDS")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{UINT32_MAX}).description(""));
    push->add_flag("--quiet,-q", arguments.quiet, "Say nothing about a push that was accepted");
    push->add_option("file", arguments.file, "Default: standard input")->type_name("FILE");
}

CLI::App* addAsk(CLI::App& app, const char* name, const char* help, AskArguments& arguments) {
    CLI::App* command = app.add_subcommand(name, help);
    addSocket(*command, arguments.socket);
    return command;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app(
        "Carries Prometheus metrics from desktop applications to a Prometheus out of their reach",
        "gatepost");
    app.footer(
        "Exit codes: 0 fine, 1 could not be done, 2 not understood, 3 problems were found.\n"
        "`gatepost SUBCOMMAND --help` says more.");
    std::string socket;
    addSocket(app, socket);
    app.set_version_flag("--version", "gatepost " GATEPOST_VERSION);
    app.require_subcommand(1);

    RelayFlags relayFlags;
    CheckArguments check;
    LintArguments lint;
    PushArguments push;
    AskArguments ask;
    addRelay(app, relayFlags);
    addCheck(app, check);
    addLint(app, lint);
    addPush(app, push);
    addAsk(app, "status", "How the relay does; exit code 1 where none runs", ask)
        ->add_flag("--json", ask.json, "The JSON of GET /api/v1/status");
    CLI::App* queue = addAsk(app, "queue", "What waits to be sent", ask);
    queue->add_flag("--json", ask.json, "The JSON of GET /api/v1/queue");
    queue->add_option("action", ask.action, "retry (all), show ID, export [ID] or drop ID")
        ->check(CLI::IsMember({"retry", "show", "export", "drop"}));
    queue->add_option("id", ask.id, "Of an entry");
    CLI::App* quarantine = addAsk(app, "quarantine", "What the server rejected, and why", ask);
    quarantine->add_flag("--json", ask.json, "The JSON of GET /api/v1/quarantine");
    quarantine->add_option("action", ask.action, "retry ID, show ID, export [ID] or drop ID")
        ->check(CLI::IsMember({"retry", "show", "export", "drop"}));
    quarantine->add_option("id", ask.id, "Of an entry");
    addAsk(app, "metrics", "Everything the relay holds, as text", ask);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11 says only that a subcommand is required.
        const auto words = app.remaining();
        if (error.get_exit_code() != 0 && app.get_subcommands().empty() && !words.empty()) {
            std::fprintf(stderr, "gatepost: %s is no subcommand; `gatepost --help` lists them\n",
                         words.front().c_str());
            return kUsage;
        }
        return app.exit(error) == 0 ? kFine : kUsage;
    }
    for (std::string* own : {&relayFlags.socket, &push.socket, &ask.socket})
        if (own->empty()) *own = socket;
    if (app.got_subcommand("relay")) return runRelay(argc, argv, relayFlags);
    if (app.got_subcommand("check")) return runCheckMetrics(check);
    if (app.got_subcommand("lint")) return runLint(lint);
    if (app.got_subcommand("push")) return runPush(push);
    if (app.got_subcommand("status")) return runStatus(ask);
    if (app.got_subcommand("queue")) return runQueue(ask);
    if (app.got_subcommand("quarantine")) return runQuarantine(ask);
    return runMetrics(ask);
}
