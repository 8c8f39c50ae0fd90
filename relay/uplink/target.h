// SPDX-License-Identifier: Apache-2.0
// Where pushes go, and what may be sent there: the token only over TLS or to loopback, and plain
// http only to loopback at all. Pure.
#pragma once

#include <QUrl>
#include <expected>
#include <string>
#include <string_view>

namespace gatepost::relay {

enum class TargetError : std::uint8_t {
    Empty,
    NotAUrl,     // no absolute http or https URL
    PlainHttp,   // http to another machine
    HasSecrets,  // user:password@, which would end up in logs
};

/// "http is allowed only to this machine's loopback address": for logs and status.
[[nodiscard]] std::string_view toString(TargetError error);

[[nodiscard]] std::expected<QUrl, TargetError> readTarget(std::string_view url);

[[nodiscard]] bool isLoopback(const QUrl& url);

/// `path` is percent-encoded already, such as a push path; a path of the base stays in front.
[[nodiscard]] QUrl withPath(const QUrl& base, std::string_view path);

}  // namespace gatepost::relay
