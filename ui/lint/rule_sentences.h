// SPDX-License-Identifier: Apache-2.0
// Why and mend of every lint rule, as the translators see them.
#pragma once

#include <span>

namespace gatepost::ui {

[[nodiscard]] std::span<const char* const> ruleSentences();

}  // namespace gatepost::ui
