// SPDX-License-Identifier: Apache-2.0
#include "app/relay_setup.h"

#include "app/validators.h"
#include "relay/secrets/file_secret_store.h"
#include "relay/secrets/keychain_secret_store.h"

namespace gatepost::app {

namespace {

/// Tokens go into a file where there is no keychain. A key beside what it locks would be none.
struct Keychain : QObject {
    explicit Keychain(std::unique_ptr<relay::SecretStore> files)
        : tokens(QStringLiteral("gatepost"), std::move(files), this),
          keys(QStringLiteral("gatepost"), nullptr, this) {}
    relay::KeychainSecretStore tokens;
    relay::KeychainSecretStore keys;
};

}  // namespace

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
    setup.options.validators = validators();
    setup.options.socketPath = setup.places.socket;
    setup.options.stateDirectory = setup.places.state;
    auto files = std::make_unique<relay::FileSecretStore>(setup.places.config / "secrets");
    if (portable || setup.options.settings.secretPlace == relay::SecretPlace::File) {
        // Asked for: on a stick, or where settings say so.
        setup.options.secrets = std::move(files);
        setup.options.keys = setup.options.secrets;
    } else {
        const auto keychain = std::make_shared<Keychain>(std::move(files));
        setup.options.secrets = {keychain, &keychain->tokens};
        setup.options.keys = {keychain, &keychain->keys};
        setup.alongside = keychain;
    }
    return setup;
}

}  // namespace gatepost::app
