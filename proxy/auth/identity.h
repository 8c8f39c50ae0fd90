// SPDX-License-Identifier: Apache-2.0
// Who a caller has proved to be. A value; patterns are compiled once and shared.
#pragma once

#include <memory>
#include <string>

#include "proxy/config/config.h"

namespace re2 {
class RE2;
}

namespace gatepost::proxy {

struct Identity {
    std::string subject;  // "token:<id>", "user:<name>", "cert:<user>", "jwt:<sub>"; empty: anyone
    std::string user;
    std::string device;
    Grants grants = Grants::None;
    std::shared_ptr<const re2::RE2> jobs;      // jobs it may push; null: any
    std::shared_ptr<const re2::RE2> families;  // families it may push; null: any

    [[nodiscard]] bool known() const { return !subject.empty(); }
    /// The same patterns, not ones that read alike.
    bool operator==(const Identity&) const = default;
};

/// What `field` of the identity says.
[[nodiscard]] const std::string& fieldOf(const Identity& identity, IdentityField field);

}  // namespace gatepost::proxy
