// SPDX-License-Identifier: Apache-2.0
// What a relay is made of, apart from its settings; app/ fills it in.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "relay/facade/relay.h"
#include "relay/settings/settings.h"

namespace gatepost::relay {

class Connectivity;
class SecretStore;

struct RelayOptions {
    Settings settings;
    std::filesystem::path socketPath;
    std::filesystem::path stateDirectory;        // outbox, run state, loopback token
    std::shared_ptr<SecretStore> secrets;        // null: only settings.tokenFile
    std::shared_ptr<Connectivity> connectivity;  // null: the system's
    double pace = 1.0;                           // of backoff and probes; tests are quicker
};

/// To be moved to its thread, then start()ed there.
[[nodiscard]] std::unique_ptr<Relay> makeRelay(RelayOptions options);

}  // namespace gatepost::relay
