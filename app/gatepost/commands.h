// SPDX-License-Identifier: Apache-2.0
// The subcommands of `gatepost` that speak with a relay, or are one: each gets what the command
// line said and returns the exit code (judge_commands.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/gatepost/judge_commands.h"
#include "app/relay_flags.h"

namespace gatepost::app {

int runRelay(int& argc, char** argv, const RelayFlags& flags);

struct PushArguments {
    std::string socket;
    std::string method = "PUT";
    KeyArguments key;
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
