// SPDX-License-Identifier: Apache-2.0
// A request's way through the service, from its head to its line in the log. Private to intake/.
#pragma once

#include <optional>
#include <string>

#include "http/answers.h"
#include "proxy/intake/service.h"

namespace gatepost::proxy {

struct ProxyService::Caller final : Admission {
    std::optional<Route> route;
    SettingsPointer settings;
    Identity identity;
    std::string address;  // what limits count by: see clientNetwork()
    std::optional<http::Verdict> verdict;
    std::string pushId;

    [[nodiscard]] const std::string& rateName() const {
        return identity.known() ? identity.subject : address;
    }
};

}  // namespace gatepost::proxy
