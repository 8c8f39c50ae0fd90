// SPDX-License-Identifier: Apache-2.0
// The one table of settings: key, default (that of struct Settings), range or choices. Files, locks
// and documentation go by it. Values travel as text, so that INI, JSON and YAML mean the same.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "relay/settings/settings.h"

namespace gatepost::relay {

/// A value as a file has it: one text, or a list of texts.
using RawValue = std::variant<std::string, std::vector<std::string>>;
/// By key, such as "uplink.url".
using RawSettings = std::map<std::string, RawValue>;

struct SettingInfo {
    std::string_view key;
    /// "text", "yes or no", "a number from 1 to 65535", "gatepost or pushgateway", "list of texts"
    std::string expects;
    std::function<RawValue(const Settings&)> get;
    std::function<bool(Settings&, const RawValue&)> set;  // false: not what it expects
};

[[nodiscard]] std::span<const SettingInfo> settingsTable();
[[nodiscard]] const SettingInfo* findSetting(std::string_view key);

/// A line for the log: which key, and what it expects.
struct SettingProblem {
    std::string key;
    std::string text;
    bool operator==(const SettingProblem&) const = default;
};

/// Sets what is known and right; the rest stays as it was and is reported. Keys that the table does
/// not have come back in `unknown`, for a newer or older program wrote them.
std::vector<SettingProblem> applyRaw(const RawSettings& raw, Settings& settings,
                                     RawSettings* unknown = nullptr);

/// What differs from `defaults`.
[[nodiscard]] RawSettings toRaw(const Settings& settings, const Settings& defaults);

}  // namespace gatepost::relay
