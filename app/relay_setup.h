// SPDX-License-Identifier: Apache-2.0
// From flags to what makeRelay() wants: settings from files under the flags, places, secret store.
// Shared by `gatepost relay` and the companion.
#pragma once

#include <QObject>
#include <expected>
#include <memory>
#include <string>

#include "app/relay_flags.h"
#include "relay/settings/settings_file.h"

namespace gatepost::app {

struct RelaySetup {
    relay::RelayOptions options;
    /// For saving what the user changes; loaded already.
    std::shared_ptr<relay::SettingsFile> file;
    relay::LoadedSettings loaded;  // without the flags, which are not saved
    RelayPlaces places;
    std::shared_ptr<QObject> alongside;  // has to live on the relay's thread; may be null
};

/// The error is a sentence about the command line. Files that cannot be read are no error: see
/// `loaded`.
[[nodiscard]] std::expected<RelaySetup, std::string> setUpRelay(const RelayFlags& flags);

}  // namespace gatepost::app
