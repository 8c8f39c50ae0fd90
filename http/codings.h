// SPDX-License-Identifier: Apache-2.0
// Content codings: gzip, snappy (the framing format, with its CRC-32C) and zstd, whole bodies.
// Output never grows past `limit`, so a bomb costs no more than an honest body: 413.
// Errors of gzip are worded as Go's compress/gzip has them, since the Pushgateway answers those.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "http/message.h"

namespace gatepost::http {

/// `coding` is a Content-Encoding value: one coding, any case; empty and `identity` pass the body
/// through. Another one is 415, damage is 400, more than `limit` bytes is 413.
[[nodiscard]] std::expected<std::string, Refusal> decode(std::string_view coding, std::string body,
                                                         std::uint64_t limit);

[[nodiscard]] std::string encodeGzip(std::string_view plain);
[[nodiscard]] std::string encodeSnappy(std::string_view plain);

/// Whether Accept-Encoding lets an answer go out as gzip (q=0 says no).
[[nodiscard]] bool acceptsGzip(const RequestHead& head);
/// Compresses the body and sets Content-Encoding and Vary where the caller takes it and it pays.
void compressFor(const RequestHead& head, Answer& answer);

}  // namespace gatepost::http
