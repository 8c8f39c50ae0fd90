// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/routes.h"

#include <array>

#include "http/answers.h"
#include "http/gateway_json.h"
#include "http/push_request.h"

namespace gatepost::proxy {
namespace {

constexpr std::array<RouteInfo, kRouteCount> kRoutes{{
    {Route::Push, "push", "", http::kPushMethods, Serves::Push, Access::Grant, Grants::Push},
    {Route::WrappedPush, "push_metrics", "/push_metrics", "OPTIONS, POST", Serves::Push,
     Access::Grant, Grants::Push},
    {Route::Batch, "pushes", "/api/v1/pushes", "OPTIONS, POST", Serves::Push, Access::Grant,
     Grants::Push},
    {Route::Leases, "leases", "/api/v1/leases", "OPTIONS, POST", Serves::Push, Access::Grant,
     Grants::Push},
    {Route::Lint, "lint", "/lint", "OPTIONS, POST, PUT", Serves::Lint, Access::AnyIdentity,
     Grants::None},
    {Route::Policy, "policy", "/api/v1/policy", "GET, OPTIONS", Serves::Push, Access::AnyIdentity,
     Grants::None},
    {Route::Whoami, "whoami", "/api/v1/whoami", "GET, OPTIONS", Serves::Push, Access::AnyIdentity,
     Grants::None},
    {Route::Metrics, "metrics", "/metrics", "GET, OPTIONS", Serves::Scrape, Access::Grant,
     Grants::Read},
    {Route::Page, "page", "/", "GET, OPTIONS", Serves::Status, Access::Grant, Grants::Read},
    {Route::ApiStatus, "api_status", "/api/v1/status", "GET, OPTIONS", Serves::Status,
     Access::Grant, Grants::Read},
    {Route::ApiMetrics, "api_metrics", "/api/v1/metrics", "GET, OPTIONS", Serves::Status,
     Access::Grant, Grants::Read},
    {Route::Wipe, "wipe", "/api/v1/admin/wipe", "OPTIONS, PUT", Serves::Status, Access::Grant,
     Grants::Admin},
    {Route::Enroll, "enroll", "/api/v1/enroll", "OPTIONS, POST", Serves::Push, Access::Anyone,
     Grants::None},
    {Route::Healthy, "healthy", "/-/healthy", "GET, OPTIONS", Serves::None, Access::Anyone,
     Grants::None},
    {Route::Ready, "ready", "/-/ready", "GET, OPTIONS", Serves::None, Access::Anyone, Grants::None},
    {Route::Health, "health", "/health", "GET, OPTIONS", Serves::None, Access::Anyone,
     Grants::None},
}};

bool allows(std::string_view methods, std::string_view method) {
    while (!methods.empty()) {
        const std::size_t comma = methods.find(", ");
        if (methods.substr(0, comma) == method) return true;
        if (comma == std::string_view::npos) break;
        methods.remove_prefix(comma + 2);
    }
    return false;
}

const RouteInfo* byPath(std::string_view path) {
    if (http::isPushPath(path)) return &kRoutes[static_cast<std::size_t>(Route::Push)];
    if (path.contains('%')) {
        const std::string routed = http::routedPath(path);
        return routed.contains('%') ? nullptr : byPath(routed);
    }
    for (const RouteInfo& info : kRoutes) {
        if (!info.path.empty() && info.path == path) return &info;
    }
    return nullptr;
}

/// To a browser, OPTIONS says for the JSON views that another site's page may read them.
http::Answer optionsOf(const RouteInfo& info) {
    http::Answer answer = http::allowed(info.methods);
    if (info.route == Route::ApiStatus || info.route == Route::ApiMetrics)
        http::setApiFields(answer);
    return answer;
}

}  // namespace

const RouteInfo& routeInfo(Route route) { return kRoutes[static_cast<std::size_t>(route)]; }

std::expected<Route, http::Answer> findRoute(const http::RequestHead& head, Serves served,
                                             bool adminApi) {
    const RouteInfo* info = byPath(head.path());
    if (info == nullptr || !includes(served, info->serves) ||
        (info->route == Route::Wipe && !adminApi)) {
        return std::unexpected(http::notFound());
    }
    if (head.method == http::Method::Options) return std::unexpected(optionsOf(*info));
    if (!allows(info->methods, http::toString(head.method))) {
        return std::unexpected(http::methodNotAllowed(info->methods));
    }
    return info->route;
}

}  // namespace gatepost::proxy
