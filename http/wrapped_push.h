// SPDX-License-Identifier: Apache-2.0
// POST /push_metrics: a push to a Pushgateway wrapped into JSON, {"target_url", "method",
// "headers", "data": base64}, for clients that can only POST JSON. Answers are JSON as well. Pure;
// any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "http/message.h"
#include "metrics/push/push.h"

namespace gatepost::http {

struct WrappedPush {
    std::string targetUrl;
    metrics::PushMethod method = metrics::PushMethod::Post;
    std::string contentType;  // of `headers` these two alone are read
    std::string contentEncoding;
    std::string data;  // decoded from base64; empty on Delete
    bool operator==(const WrappedPush&) const = default;
};

[[nodiscard]] std::expected<WrappedPush, Refusal> readWrappedPush(std::string_view body);
[[nodiscard]] std::string toJson(const WrappedPush& push);

/// A target url apart: scheme and host lowercased, the scheme's default port left out.
struct TargetUrl {
    std::string origin;  // http://host:port
    std::string path;    // still percent-encoded; "/" where there is none
    bool hasUserInfo = false;
    bool hasQuery = false;  // or a fragment
    bool operator==(const TargetUrl&) const = default;
};
[[nodiscard]] std::expected<TargetUrl, std::string> parseTargetUrl(std::string_view url);

/// 200 {"success": true, "message": "Successfully forwarded to …", "status_code": 200}
[[nodiscard]] Answer wrappedSuccess(std::string_view targetUrl);
/// {"error": "…"}
[[nodiscard]] Answer wrappedError(int status, std::string_view sentence);
/// Makes a plain error one of these; its other fields stay.
void wrap(Answer& answer);

}  // namespace gatepost::http
