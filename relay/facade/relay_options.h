// SPDX-License-Identifier: Apache-2.0
// What a relay is made of, apart from its settings; app/ fills it in.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "metrics/policy/validator.h"
#include "relay/clock.h"
#include "relay/facade/relay.h"
#include "relay/settings/settings.h"

namespace gatepost::relay {

class Connectivity;
class SecretStore;
class SleepWatch;

struct RelayOptions {
    Settings settings;
    std::filesystem::path socketPath;
    std::filesystem::path stateDirectory;        // outbox, run state, loopback token
    std::shared_ptr<SecretStore> secrets;        // null: only settings.tokenFile
    std::shared_ptr<SecretStore> keys;           // null: an encrypted outbox stays shut
    std::shared_ptr<Connectivity> connectivity;  // null: the system's
    metrics::Validators validators;              // judged by where the fetched rules name them
    std::shared_ptr<SleepWatch> sleepWatch;      // null: the system's
    Clock clock = systemNow;
    std::string vfs{};                          // SQLite's; tests pass one that fails
    double pace = 1.0;                          // of backoff and probes; tests are quicker
    std::chrono::milliseconds silence{30'000};  // of the far end, until a request is given up
    /// After sleep or a lost network: tries again within this, at a moment of its own.
    std::chrono::milliseconds returnSpread{10'000};
};

/// To be moved to its thread, then start()ed there.
[[nodiscard]] std::unique_ptr<Relay> makeRelay(RelayOptions options);

}  // namespace gatepost::relay
