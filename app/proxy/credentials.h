// SPDX-License-Identifier: Apache-2.0
// Everything that the configuration names and that is read beside it: credentials and rules.
#pragma once

#include <expected>
#include <filesystem>
#include <vector>

#include "proxy/auth/authenticator.h"
#include "proxy/config/config.h"
#include "proxy/intake/settings.h"

namespace gatepost::app {

struct Loaded {
    proxy::SettingsPointer settings;
    proxy::Credentials credentials;
};

/// Fills in what the web configuration says about TLS. All errors of all files, certificates
/// included; what is wrong with a whole file is said of the place that names it.
[[nodiscard]] std::expected<Loaded, proxy::ConfigErrors> load(const std::filesystem::path& config);

/// What a change of should make the program read again.
[[nodiscard]] std::vector<std::filesystem::path> filesOf(const proxy::Config& config);

}  // namespace gatepost::app
