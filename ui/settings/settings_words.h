// SPDX-License-Identifier: Apache-2.0
// The settings as a person meets them: in which section, under which name, in which unit, with
// which sentence. One table; the dialog is built from it.
#pragma once

#include <QString>
#include <span>
#include <variant>

#include "relay/settings/settings.h"

namespace gatepost::ui {

enum class Section : unsigned char { Server, Token, Local, Queue, Programs, Companion };
constexpr int kSections = 6;

enum class Unit : unsigned char { None, MebiBytes, Minutes, Hours, Days };

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
};

[[nodiscard]] std::span<const Field> fields();
[[nodiscard]] QString sectionName(Section section);
/// With a mnemonic, without a colon.
[[nodiscard]] QString fieldLabel(const Field& field);
/// A sentence for under the field; empty where the label says it all.
[[nodiscard]] QString fieldHelp(const Field& field);
[[nodiscard]] std::uint64_t unitSize(Unit unit);
[[nodiscard]] QString unitSuffix(Unit unit);

}  // namespace gatepost::ui
