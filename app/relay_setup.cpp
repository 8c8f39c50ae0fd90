// SPDX-License-Identifier: Apache-2.0
#include "app/relay_setup.h"

#include "relay/secrets/file_secret_store.h"
#include "relay/secrets/keychain_secret_store.h"

namespace gatepost::app {

std::expected<RelaySetup, std::string> setUpRelay(const RelayFlags& flags) {
    RelaySetup setup;
    setup.places = placesOf(flags);
    const bool portable = !flags.portable.empty();
    // What is carried along on a stick follows no machine's rules, and leaves nothing in a
    // keychain.
    const std::filesystem::path system =
        portable ? std::filesystem::path() : relay::settingsFileIn(relay::kSystemSettingsDirectory);
    setup.file =
        std::make_shared<relay::SettingsFile>(relay::settingsFileIn(setup.places.config), system);
    setup.loaded = setup.file->load();
    auto settings = withFlags(setup.loaded.settings, flags);
    if (!settings) return std::unexpected(settings.error());

    if (flags.socket.empty() && !portable && !settings->socketPath.empty())
        setup.places.socket = settings->socketPath;
    setup.options.settings = std::move(*settings);
    setup.options.socketPath = setup.places.socket;
    setup.options.stateDirectory = setup.places.state;
    auto files = std::make_unique<relay::FileSecretStore>(setup.places.config / "secrets");
    if (portable || setup.options.settings.secretPlace == relay::SecretPlace::File) {
        setup.options.secrets = std::move(files);
    } else {
        setup.options.secrets = std::make_shared<relay::KeychainSecretStore>(
            QStringLiteral("gatepost"), std::move(files));
    }
    return setup;
}

}  // namespace gatepost::app
