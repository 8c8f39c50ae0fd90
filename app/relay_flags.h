// SPDX-License-Identifier: Apache-2.0
// What `gatepost relay` and `gatepost-companion` take on their command lines alike, and what
// becomes of it: flags go over settings, and --portable puts everything under one directory.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "relay/facade/relay_options.h"

namespace gatepost::app {

struct RelayFlags {
    std::string portable;  // directory
    std::string socket;
    std::string loopback;  // ADDRESS:PORT
    std::string uplink;
    std::string uplinkKind;  // gatepost | pushgateway
    std::string tokenFile;
};

/// Where a relay with these flags keeps its files.
struct RelayPlaces {
    std::filesystem::path socket;
    std::filesystem::path state;
    std::filesystem::path config;
    std::filesystem::path logs;
};

[[nodiscard]] RelayPlaces placesOf(const RelayFlags& flags);

/// The flags over `settings`; the error is a sentence that names the flag.
[[nodiscard]] std::expected<relay::Settings, std::string> withFlags(relay::Settings settings,
                                                                    const RelayFlags& flags);

}  // namespace gatepost::app
