// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes, times and names as people read them. Pure, but for the language: translated by
// the installed translators and set in the locale's digits. Times are milliseconds since the epoch.
#pragma once

#include <QString>
#include <cstdint>
#include <string_view>

#include "metrics/push/grouping_key.h"
#include "relay/facade/snapshot.h"

namespace gatepost::ui {

[[nodiscard]] QString text(std::string_view utf8);
/// Names, labels and paths read from left to right in every language; told so where the language
/// itself does not.
[[nodiscard]] QString technical(const QString& words);
/// A sample's value as the exposition writes it: 1e+06, +Inf; the same in every language.
[[nodiscard]] QString number(double value);
/// A computed value, to four digits.
[[nodiscard]] QString estimate(double value);
/// 1,234 in the locale's way.
[[nodiscard]] QString count(std::uint64_t value);
/// "12 KiB"
[[nodiscard]] QString bytes(std::uint64_t value);
/// "just now", "12 s", "3 min", "2 h", "5 days": how long ago, coarse, so that it seldom changes.
[[nodiscard]] QString age(std::int64_t at, std::int64_t now);
/// The time of day, with the date where it is not today's.
[[nodiscard]] QString clock(std::int64_t at, std::int64_t now);
/// "0.25/s"
[[nodiscard]] QString rate(double perSecond);
/// job="x" host="y", job first.
[[nodiscard]] QString groupName(const metrics::GroupingKey& key);
/// The executable's file name, else the process id, else "unknown program".
[[nodiscard]] QString ownerName(const relay::OwnerProcess& owner);
/// A path or an address: from left to right in every language, its first slash included.
[[nodiscard]] QString leftToRight(const QString& words);
/// The host of an address, or the address where it has none.
[[nodiscard]] QString hostOf(std::string_view url);
/// What it means, and behind it the system's or the server's own words where there are any.
[[nodiscard]] QString because(const QString& sentence, std::string_view words);

}  // namespace gatepost::ui
