// SPDX-License-Identifier: Apache-2.0
#include "http/request_target.h"

#include <algorithm>

namespace gatepost::http {

bool isHost(std::string_view host) {
    return host.find_first_of(" \t,/?#@\\<>\"{}|^`") == std::string_view::npos;
}

std::optional<RequestTarget> requestTarget(std::string_view target, Method method) {
    if (target.find('#') != std::string_view::npos) return std::nullopt;
    if (target.starts_with('/') || (target == "*" && method == Method::Options))
        return RequestTarget{std::string(target), {}};
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = target.substr(0, colon);
    if (!sameIgnoringCase(scheme, "http") && !sameIgnoringCase(scheme, "https"))
        return std::nullopt;
    target.remove_prefix(colon + 3);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    const std::string_view authority = target.substr(0, end);
    if (authority.empty() || !isHost(authority)) return std::nullopt;
    target.remove_prefix(end);
    RequestTarget parsed{target.starts_with('/') ? "" : "/", std::string(authority)};
    parsed.origin += target;
    return parsed;
}

}  // namespace gatepost::http
