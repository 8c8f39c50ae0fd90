// SPDX-License-Identifier: Apache-2.0
// Every setting of relay and companion: one struct of values, one table (schema.h) with key,
// default and range. Sizes are in bytes, times in seconds. Secrets are not settings
// (relay/secrets).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatepost::relay {

enum class UplinkKind : std::uint8_t { Gatepost, Pushgateway };
enum class SecretPlace : std::uint8_t { Keychain, File };
enum class ProxyMode : std::uint8_t { System, None, Manual };
enum class MeteredMode : std::uint8_t {
    Send,
    Thin,  // everything at once every few minutes; what comes between folds
    Wait,
};

struct Settings {
    // uplink
    std::string uplinkUrl;  // empty: unconfigured, everything waits
    UplinkKind uplinkKind = UplinkKind::Gatepost;
    std::string userid;    // empty: the login name
    std::string caFile;    // PEM; empty: the system's
    std::string certFile;  // PEM, shown to a proxy that asks for one; empty: none
    std::string keyFile;   // of certFile; PEM, with a passphrase (kKeyPassphrase) or none
    ProxyMode proxyMode = ProxyMode::System;
    std::string proxyUrl;
    MeteredMode metered = MeteredMode::Send;
    bool paused = false;

    // secrets
    SecretPlace secretPlace = SecretPlace::Keychain;
    bool tokenStored = false;  // so that a locked keyring is not taken for "no token yet"
    std::string tokenHost;     // whose it is (relay/secrets/token_host.h); empty: not known
    std::string tokenFile;     // read instead of either, never written

    // local
    std::string socketPath;  // empty: where DESIGN puts it
    bool loopback = false;
    std::string loopbackAddress = "127.0.0.1";
    std::uint16_t loopbackPort = 9091;
    std::uint64_t bodyBytes = 4 * 1024 * 1024;  // one push, decoded

    // outbox
    std::uint64_t outboxBytes = 256 * 1024 * 1024;
    std::uint64_t outboxAge = 30 * 24 * 3600;
    bool outboxEncrypt = false;  // payloads at rest, the key in the keychain

    // lifetime
    std::uint32_t graceSeconds = 300;
    std::uint32_t processTtl = 24 * 3600;
    std::vector<std::string> processExecutables;  // whose groups are `process` by default

    // companion
    bool startInTray = false;
    bool notifyAuth = true;
    bool notifyLost = true;
    bool notifyRejected = true;
    bool welcomeDone = false;

    bool operator==(const Settings&) const = default;
};

}  // namespace gatepost::relay
