// SPDX-License-Identifier: Apache-2.0
// Everything that the configuration names and that is read beside it: credentials and rules.
#pragma once

#include <expected>
#include <filesystem>

#include "app/proxy/file_versions.h"
#include "proxy/auth/authenticator.h"
#include "proxy/config/config.h"
#include "proxy/intake/settings.h"

namespace gatepost::app {

struct Loaded {
    proxy::SettingsPointer settings;
    proxy::Credentials credentials;
};

/// Fills in what the web configuration says about TLS. All errors of all files, certificates
/// included; what is wrong with a whole file is said of the place that names it. `read` becomes
/// every file that this depended on, also where it failed: a change of one is worth another try.
[[nodiscard]] std::expected<Loaded, proxy::ConfigErrors> load(const std::filesystem::path& config,
                                                              FileVersions& read);

}  // namespace gatepost::app
