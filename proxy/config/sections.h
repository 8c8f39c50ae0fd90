// SPDX-License-Identifier: Apache-2.0
// The configuration's sections, one reader each. Errors go to the section. Private to config/.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"
#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {

void readListen(const YAML::Node& node, const std::filesystem::path& base,
                std::vector<ListenAddress>& listen, YamlErrors& errors);
void readUpstream(YamlSection& section, const std::filesystem::path& base, UpstreamConfig& out);
[[nodiscard]] AuthConfig readAuth(YamlSection& section, const std::filesystem::path& base);
void readIdentity(YamlSection& section, Config& config);
void readLint(YamlSection& section, Config& config);
void readGrants(YamlSection& section, Config& config);
void readLimits(YamlSection& section, Limits& limits);

/// An address, or a block in CIDR form.
[[nodiscard]] bool isNetwork(std::string_view text);

}  // namespace gatepost::proxy
