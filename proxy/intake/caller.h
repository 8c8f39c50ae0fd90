// SPDX-License-Identifier: Apache-2.0
// A request's way through the service, from its head to its line in the log. Private to intake/.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "http/answers.h"
#include "http/wrapped_push.h"
#include "proxy/intake/service.h"

namespace gatepost::proxy {

struct ProxyService::Caller final : Admission {
    std::optional<Route> route;
    SettingsPointer settings;
    Identity identity;
    std::string address;  // what limits count by: see clientNetwork()
    /// An outcome that comes after the answer's deadline still writes it, on its own thread.
    std::atomic<std::optional<http::Verdict>> verdict;
    std::string pushId;
    std::string target;  // of a push: its path, or its target_url

    void dress(http::Answer& answer) const override {
        if (route == Route::WrappedPush) http::wrap(answer);
    }
    [[nodiscard]] const std::string& rateName() const {
        return identity.known() ? identity.subject : address;
    }
};

}  // namespace gatepost::proxy
