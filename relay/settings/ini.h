// SPDX-License-Identifier: Apache-2.0
// INI: [section], name = value, # and ; comments. A value that needs it stands in double quotes
// with
// \\, \" and \n; a list is [ "one", "two" ]. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "relay/settings/schema.h"

namespace gatepost::relay {

[[nodiscard]] std::expected<RawSettings, std::string> readIni(std::string_view text);
[[nodiscard]] std::string writeIni(const RawSettings& settings);

}  // namespace gatepost::relay
