// SPDX-License-Identifier: Apache-2.0
// The settings as a person meets them: in which section, under which name, in which unit, with
// which sentence. One table; the dialog is built from it.
#pragma once

#include <QString>
#include <span>
#include <variant>

#include "relay/settings/settings.h"

namespace gatepost::ui {

enum class Section : unsigned char {
    Server,
    Credentials,
    Local,
    Queue,
    Programs,
    Targets,
    Companion
};
constexpr int kSections = 7;

enum class Unit : unsigned char { None, MebiBytes, Minutes, Hours, Days };
/// What a text is, where it is more than a text.
enum class Look : unsigned char { Plain, File, Address };

using Member =
    std::variant<std::string relay::Settings::*, bool relay::Settings::*,
                 std::uint16_t relay::Settings::*, std::uint32_t relay::Settings::*,
                 std::uint64_t relay::Settings::*, relay::UplinkKind relay::Settings::*,
                 relay::SecretPlace relay::Settings::*, relay::ProxyMode relay::Settings::*,
                 relay::MeteredMode relay::Settings::*,
                 std::vector<std::string> relay::Settings::*>;

struct Field {
    const char* key;
    Section section;
    Member member;
    Unit unit = Unit::None;
    int least = 0;  // in the unit
    int most = 0;
    Look look = Look::Plain;
};

/// A key of the schema that no control sets, and why not.
struct Unshown {
    const char* key;
    const char* reason;
};

[[nodiscard]] std::span<const Field> fields();
[[nodiscard]] std::span<const Unshown> unshown();
[[nodiscard]] QString sectionName(Section section);
/// A sentence for under the section's name; empty where the fields say it all.
[[nodiscard]] QString sectionHelp(Section section);
/// With a mnemonic, without a colon.
[[nodiscard]] QString fieldLabel(const Field& field);
/// A sentence for under the field; empty where the label says it all.
[[nodiscard]] QString fieldHelp(const Field& field);
[[nodiscard]] std::uint64_t unitSize(Unit unit);
[[nodiscard]] QString unitSuffix(Unit unit);

}  // namespace gatepost::ui
