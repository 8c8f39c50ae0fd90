// SPDX-License-Identifier: Apache-2.0
// One request to the relay over its local socket, and the answer; blocks, with a time limit.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "http/message.h"
#include "http/response_reader.h"

namespace gatepost::app {

struct LocalRequest {
    http::Method method = http::Method::Get;
    std::string target;
    std::vector<http::Field> fields;
    std::string body;
};

inline constexpr std::chrono::seconds kLocalAnswerLimit{60};

/// The error says where nobody answered and why. `socket` empty: the user's default.
[[nodiscard]] std::expected<http::Response, std::string> ask(const std::string& socket,
                                                             const LocalRequest& request);

}  // namespace gatepost::app
