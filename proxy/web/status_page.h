// SPDX-License-Identifier: Apache-2.0
// GET /: one page that shows what is held and goes on doing so. Nothing from outside is loaded, and
// its Content-Security-Policy lets in nothing but its own script and style, by their hashes.
#pragma once

#include "http/message.h"

namespace gatepost::proxy {

[[nodiscard]] http::Answer statusPage();

}  // namespace gatepost::proxy
