// SPDX-License-Identifier: Apache-2.0
// The proxy's routes in one table: path, methods, what a listener must serve, what grant it needs.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "http/message.h"
#include "proxy/config/config.h"

namespace gatepost::proxy {

enum class Route : std::uint8_t {
    Push,
    WrappedPush,
    Batch,
    Leases,
    Lint,
    Policy,
    Whoami,
    Metrics,
    Page,
    ApiStatus,
    ApiMetrics,
    Wipe,
    Enroll,
    Healthy,
    Ready,
    Health,
};

inline constexpr std::size_t kRouteCount = 16;

/// Who may call it.
enum class Access : std::uint8_t { Anyone, AnyIdentity, Grant };

struct RouteInfo {
    Route route;
    std::string_view name;     // for logs and metrics
    std::string_view path;     // exact; empty for push paths
    std::string_view methods;  // for Allow, sorted
    Serves serves;             // None: always
    Access access;
    Grants grant;
};

[[nodiscard]] const RouteInfo& routeInfo(Route route);

/// A complete answer where there is no such route here: 404, 405, or 200 to OPTIONS.
[[nodiscard]] std::expected<Route, http::Answer> findRoute(const http::RequestHead& head,
                                                           Serves served, bool adminApi);

}  // namespace gatepost::proxy
