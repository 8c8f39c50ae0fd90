// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/check_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "app/proxy/credentials.h"

namespace gatepost::app {
namespace {

int checkConfig(const std::string& file) {
    FileVersions read;
    const auto loaded = load(file, read);
    if (!loaded) {
        for (const auto& error : loaded.error()) {
            fmt::print(stderr, "{}\n", proxy::toString(error));
        }
        return 1;
    }
    fmt::print("{}: OK\n", file);
    return 0;
}

}  // namespace

void addCheckCommands(CLI::App& app, int& exitCode) {
    CLI::App* check = app.add_subcommand("check", "Look at files before they are used");
    check->require_subcommand(1);
    CLI::App* config = check->add_subcommand("config", "The configuration and all it names");
    const auto file = std::make_shared<std::string>("proxy.yml");
    config->add_option("file,--config", *file, "Configuration")->type_name("FILE");
    config->callback([file, &exitCode] { exitCode = checkConfig(*file); });
}

}  // namespace gatepost::app
