// SPDX-License-Identifier: Apache-2.0
#include "app/relay_flags.h"

#include <QHostAddress>
#include <charconv>

#include "relay/local/paths.h"
#include "relay/secrets/token_host.h"
#include "relay/uplink/target.h"

namespace gatepost::app {

namespace fs = std::filesystem;

namespace {

/// As it is where the working directory is gone.
fs::path absolute(const fs::path& path) {
    std::error_code error;
    fs::path whole = fs::absolute(path, error);
    return error ? path : whole;
}

}  // namespace

RelayPlaces placesOf(const RelayFlags& flags) {
    RelayPlaces places;
    if (flags.portable.empty()) {
        places.socket = relay::defaultSocketPath(relay::processEnvironment);
        places.state = relay::defaultStateDirectory(relay::processEnvironment);
        places.config = relay::defaultConfigDirectory(relay::processEnvironment);
    } else {
        const fs::path under = absolute(flags.portable);
        places.socket = under / "run" / "relay.sock";
        places.state = under / "state";
        places.config = under / "config";
    }
    places.logs = places.state / "log";
    if (!flags.socket.empty()) places.socket = absolute(flags.socket);
    return places;
}

std::expected<relay::Settings, std::string> withFlags(relay::Settings settings,
                                                      const RelayFlags& flags) {
    if (!flags.uplink.empty()) {
        if (const auto target = relay::readTarget(flags.uplink); !target)
            return std::unexpected("--uplink " + flags.uplink + ": " +
                                   std::string(relay::toString(target.error())));
        auto under = settings;
        under.uplinkUrl = flags.uplink;
        settings = relay::withTokenBound(std::move(under), settings);
    }
    if (flags.uplinkKind == "pushgateway") {
        settings.uplinkKind = relay::UplinkKind::Pushgateway;
    } else if (flags.uplinkKind == "gatepost") {
        settings.uplinkKind = relay::UplinkKind::Gatepost;
    } else if (!flags.uplinkKind.empty()) {
        return std::unexpected("--uplink-kind " + flags.uplinkKind +
                               ": must be gatepost or pushgateway");
    }
    if (!flags.tokenFile.empty()) settings.tokenFile = absolute(flags.tokenFile).string();
    if (!flags.loopback.empty()) {
        const std::size_t colon = flags.loopback.rfind(':');
        const std::string port = flags.loopback.substr(colon == std::string::npos ? 0 : colon + 1);
        const auto [end, error] =
            std::from_chars(port.data(), port.data() + port.size(), settings.loopbackPort);
        if (colon == std::string::npos || error != std::errc() || end != port.data() + port.size())
            return std::unexpected("--loopback " + flags.loopback + ": must be ADDRESS:PORT");
        std::string address = flags.loopback.substr(0, colon);
        if (address.starts_with('[') && address.ends_with(']'))
            address = address.substr(1, address.size() - 2);
        if (address == "localhost") address = "127.0.0.1";
        if (!QHostAddress(QString::fromStdString(address)).isLoopback())
            return std::unexpected("--loopback " + flags.loopback + ": not a loopback address");
        settings.loopbackAddress = address;
        settings.loopback = true;
    }
    return settings;
}

}  // namespace gatepost::app
