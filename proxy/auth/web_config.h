// SPDX-License-Identifier: Apache-2.0
// exporter-toolkit's web configuration file: basic_auth_users (bcrypt), and of
// tls_server_config the files and the versions. A key that is not known is an error, as there; so
// is what this program would not obey (http_server_config, rate_limit, cipher lists), rather than
// read over in silence.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"

namespace gatepost::proxy {

struct WebConfig {
    std::map<std::string, std::string, std::less<>> basicAuthUsers;  // user -> bcrypt hash
    std::optional<TlsFiles> tls;  // for addresses that have none of their own
    std::vector<NamedFile> named;
    bool operator==(const WebConfig&) const = default;
};

[[nodiscard]] std::expected<WebConfig, ConfigErrors> parseWebConfig(
    std::string_view text, const std::filesystem::path& file);
[[nodiscard]] std::expected<WebConfig, ConfigErrors> readWebConfig(
    const std::filesystem::path& file);

}  // namespace gatepost::proxy
