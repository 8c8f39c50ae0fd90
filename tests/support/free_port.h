// SPDX-License-Identifier: Apache-2.0
// A port of loopback for a server that a test starts.
#pragma once

#include <cstdint>

namespace gatepost::test {

/// One that nothing is bound to just now, below those that the kernel gives to connections and to
/// whoever binds to port 0: what runs beside does not take it before the server does.
[[nodiscard]] std::uint16_t freePort();

}  // namespace gatepost::test
