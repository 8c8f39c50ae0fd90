// SPDX-License-Identifier: Apache-2.0
// Settings as INI, JSON or YAML text, by the file's suffix. A section of INI, an object of JSON and
// a map of YAML are the part of a key before the dot. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "relay/settings/schema.h"

namespace gatepost::relay {

enum class SettingsFormat : std::uint8_t { Ini, Json, Yaml };

/// .json, .yml and .yaml; everything else is INI.
[[nodiscard]] SettingsFormat settingsFormatOf(std::string_view fileName);

/// The error is a sentence with a line where the format tells one.
[[nodiscard]] std::expected<RawSettings, std::string> readSettings(SettingsFormat format,
                                                                   std::string_view text);
[[nodiscard]] std::string writeSettings(SettingsFormat format, const RawSettings& settings);

}  // namespace gatepost::relay
