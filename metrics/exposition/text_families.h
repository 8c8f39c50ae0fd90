// SPDX-License-Identifier: Apache-2.0
// To which family a name in a text belongs: expfmt's setOrCreateCurrentMF.
#pragma once

#include "metrics/exposition/assembler.h"

namespace gatepost::metrics {

struct NameTarget {
    std::uint32_t family = 0;
    Role suffix = Role::Value;  // Sum or Count where the name's suffix says so
};

/// Adds a family where there is none yet. `line` is the offset of the line that has the name.
[[nodiscard]] NameTarget targetOf(Assembler& assembler, const Exposition::Data& data,
                                  TextRange name, std::uint32_t line);

}  // namespace gatepost::metrics
