// SPDX-License-Identifier: Apache-2.0
// Answers that refuse a caller before its request is looked at. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"
#include "proxy/intake/routes.h"

namespace gatepost::proxy {

/// What a login may fail so often in a minute is asked to wait for.
inline constexpr std::uint32_t kFailuresWait = 60;

/// 401 or 403 with the verdict, in the shape of the route.
[[nodiscard]] http::Answer forbidden(int status, std::string_view sentence, Route route);
/// 429; `wait` in seconds. `route` nothing: no such route.
[[nodiscard]] http::Answer tooMany(std::uint32_t wait, std::optional<Route> route);
/// With Retry-After: 1.
[[nodiscard]] http::Answer retry(int status, std::string_view sentence);

}  // namespace gatepost::proxy
