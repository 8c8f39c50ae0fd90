// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/pushes: one push a line, one receipt a line in the same order (NDJSON); and
// POST /api/v1/leases. Values to JSON and back, the same code on both sides. Unknown members are
// ignored, so that either side may be newer. Errors are sentences. Pure; any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/answers.h"
#include "http/sequence.h"
#include "metrics/lint/problem.h"
#include "metrics/push/push.h"

namespace gatepost::http {

inline constexpr std::string_view kNdjson = "application/x-ndjson";

/// A line of a batch. `data` is bytes, content-coded as `contentEncoding` says.
struct BatchPush {
    std::string id;
    metrics::PushMethod method = metrics::PushMethod::Put;
    std::string path;  // a push path, without userid
    std::optional<Sequence> sequence;
    std::optional<std::int64_t> pushedAt;  // ms since the epoch
    std::optional<std::uint32_t> ttlSeconds;
    std::string contentType;
    std::string contentEncoding;
    std::string data;
    bool operator==(const BatchPush&) const = default;
};

/// With the line feed.
void appendBatchLine(std::string& out, const BatchPush& push);
/// A line that is none, with its id as far as it had one, for the receipt.
struct BadLine {
    std::string id;
    std::string sentence;
    bool operator==(const BadLine&) const = default;
};
/// Without the line feed.
[[nodiscard]] std::expected<BatchPush, BadLine> readBatchLine(std::string_view line);

/// Takes the next line off the front of `body`; lines of blanks are passed over.
[[nodiscard]] std::optional<std::string_view> nextLine(std::string_view& body);

struct Receipt {
    std::string id;
    int status = 0;
    std::optional<Verdict> verdict;
    std::string error;
    std::vector<metrics::Problem> problems;
    std::optional<std::uint32_t> retryAfter;  // seconds
    bool operator==(const Receipt&) const = default;
};

void appendReceipt(std::string& out, const Receipt& receipt);
[[nodiscard]] std::expected<Receipt, std::string> readReceipt(std::string_view line);

struct Lease {
    std::string path;  // a push path, without userid
    std::uint32_t ttlSeconds = 0;
    bool operator==(const Lease&) const = default;
};

struct LeaseRequest {
    std::string relay;
    std::vector<Lease> leases;
    bool operator==(const LeaseRequest&) const = default;
};

[[nodiscard]] std::string toJson(const LeaseRequest& request);
[[nodiscard]] std::expected<LeaseRequest, std::string> readLeaseRequest(std::string_view text);

struct LeaseAnswer {
    std::uint64_t renewed = 0;
    std::vector<std::string> unknown;  // paths whose held state is to be pushed again
    bool operator==(const LeaseAnswer&) const = default;
};

[[nodiscard]] std::string toJson(const LeaseAnswer& answer);
[[nodiscard]] std::expected<LeaseAnswer, std::string> readLeaseAnswer(std::string_view text);

}  // namespace gatepost::http
