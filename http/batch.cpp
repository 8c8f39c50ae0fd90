// SPDX-License-Identifier: Apache-2.0
#include "http/batch.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "http/base64.h"
#include "http/json_members.h"
#include "http/json_text.h"
#include "http/problems_json.h"

namespace gatepost::http {
namespace {

constexpr std::size_t kLongestId = 128;
constexpr std::uint64_t kLatestMilliseconds = 9'000'000'000'000;  // fits as nanoseconds
constexpr std::uint64_t kLongestTtlSeconds = 366u * 24 * 3600;

void appendText(std::string& out, std::string_view name, std::string_view text) {
    out.append(",\"").append(name).append("\":");
    appendJson(out, text);
}

void appendCount(std::string& out, std::string_view name, std::uint64_t number) {
    out.append(",\"").append(name).append("\":");
    appendJson(out, number);
}

std::optional<std::uint32_t> narrow(std::optional<std::uint64_t> number) {
    if (!number) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

void readSequence(JsonMembers& members, BatchPush& push) {
    const auto text = members.text("sequence");
    if (!text) return;
    push.sequence = sequenceOf(*text);
    if (!push.sequence) members.fail("sequence", "must be <relay id>/<number>");
}

void readData(JsonMembers& members, BatchPush& push) {
    const auto text = members.text("data");
    if (!text) return;
    if (push.method == metrics::PushMethod::Delete)
        return members.fail("data", "does not go with DELETE");
    auto bytes = decodeBase64(*text);
    if (!bytes) return members.fail("data", "must be base64");
    push.data = std::move(*bytes);
}

}  // namespace

void appendBatchLine(std::string& out, const BatchPush& push) {
    out.reserve(out.size() + 200 + push.path.size() + push.data.size() / 3 * 4);
    out += "{\"id\":";
    appendJson(out, push.id);
    appendText(out, "method", metrics::toString(push.method));
    appendText(out, "path", push.path);
    if (push.sequence) appendText(out, "sequence", toString(*push.sequence));
    if (push.pushedAt) appendCount(out, "pushed_at", static_cast<std::uint64_t>(*push.pushedAt));
    if (push.ttlSeconds) appendCount(out, "ttl", *push.ttlSeconds);
    if (!push.contentType.empty()) appendText(out, "content_type", push.contentType);
    if (!push.contentEncoding.empty()) appendText(out, "content_encoding", push.contentEncoding);
    if (push.method != metrics::PushMethod::Delete) {
        out += ",\"data\":\"";
        appendBase64(out, push.data);
        out += '"';
    }
    out += "}\n";
}

std::expected<BatchPush, BadLine> readBatchLine(std::string_view line) {
    const JsonText text(line);
    if (text.object() == nullptr) return std::unexpected(BadLine{"", text.error()});
    JsonMembers members(*text.object());
    BatchPush push;
    push.id = members.text("id").value_or("");
    if (push.id.size() > kLongestId) {
        push.id.clear();
        members.fail("id", "is too long");
    }
    const auto method = metrics::pushMethodOf(members.requiredText("method"));
    if (!method) members.fail("method", "must be PUT, POST or DELETE");
    push.method = method.value_or(metrics::PushMethod::Put);
    push.path = members.requiredText("path");
    readSequence(members, push);
    if (const auto at = members.number("pushed_at", kLatestMilliseconds))
        push.pushedAt = static_cast<std::int64_t>(*at);
    push.ttlSeconds = narrow(members.number("ttl", kLongestTtlSeconds));
    push.contentType = members.text("content_type").value_or("");
    push.contentEncoding = members.text("content_encoding").value_or("");
    readData(members, push);
    if (!members.error().empty()) return std::unexpected(BadLine{push.id, members.error()});
    return push;
}

std::optional<std::string_view> nextLine(std::string_view& body) {
    while (!body.empty()) {
        const std::size_t feed = std::min(body.find('\n'), body.size());
        const std::string_view line = body.substr(0, feed);
        body.remove_prefix(std::min(feed + 1, body.size()));
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) return line;
    }
    return std::nullopt;
}

void appendReceipt(std::string& out, const Receipt& receipt) {
    out += "{\"id\":";
    appendJson(out, receipt.id);
    appendCount(out, "status", static_cast<std::uint64_t>(receipt.status));
    if (receipt.verdict) appendText(out, "verdict", toString(*receipt.verdict));
    if (!receipt.error.empty()) appendText(out, "error", receipt.error);
    if (!receipt.problems.empty()) {
        out += ",\"problems\":";
        appendProblems(out, receipt.problems);
    }
    if (receipt.retryAfter) appendCount(out, "retry_after", *receipt.retryAfter);
    out += "}\n";
}

std::expected<Receipt, std::string> readReceipt(std::string_view line) {
    const JsonText text(line);
    if (text.object() == nullptr) return std::unexpected(text.error());
    JsonMembers members(*text.object());
    Receipt receipt;
    receipt.id = members.text("id").value_or("");
    const auto status = members.number("status", 999);
    if (!status) members.fail("status", "is missing");
    receipt.status = static_cast<int>(status.value_or(0));
    // A verdict of a later version is none that can be acted on.
    receipt.verdict = verdictOf(members.text("verdict").value_or(""));
    receipt.error = members.text("error").value_or("");
    receipt.problems = readProblems(members, "problems");
    receipt.retryAfter = narrow(members.number("retry_after", 0xFFFFFFFFu));
    if (!members.error().empty()) return std::unexpected(members.error());
    return receipt;
}

std::string toJson(const LeaseRequest& request) {
    std::string out = "{\"relay\":";
    appendJson(out, request.relay);
    out += ",\"leases\":[";
    for (const Lease& lease : request.leases) {
        out += out.back() == '[' ? "{\"path\":" : ",{\"path\":";
        appendJson(out, lease.path);
        appendCount(out, "ttl", lease.ttlSeconds);
        out += '}';
    }
    return out += "]}";
}

std::expected<LeaseRequest, std::string> readLeaseRequest(std::string_view source) {
    const JsonText text(source);
    if (text.object() == nullptr) return std::unexpected(text.error());
    JsonMembers members(*text.object());
    LeaseRequest request;
    request.relay = members.requiredText("relay");
    const boost::json::array* leases = members.array("leases");
    if (leases == nullptr) members.fail("leases", "is missing");
    if (leases == nullptr || !members.error().empty()) return std::unexpected(members.error());
    for (const boost::json::value& item : *leases) {
        const boost::json::object* object = item.if_object();
        if (object == nullptr) return std::unexpected("\"leases\" must hold objects");
        JsonMembers lease(*object);
        Lease read{std::string(lease.requiredText("path")), 0};
        const auto ttl = lease.number("ttl", kLongestTtlSeconds);
        if (!ttl) lease.fail("ttl", "is missing");
        if (!lease.error().empty()) return std::unexpected(lease.error());
        read.ttlSeconds = static_cast<std::uint32_t>(*ttl);
        request.leases.push_back(std::move(read));
    }
    return request;
}

std::string toJson(const LeaseAnswer& answer) {
    std::string out = "{\"renewed\":";
    appendJson(out, answer.renewed);
    out += ",\"unknown\":[";
    for (const std::string& path : answer.unknown) {
        if (out.back() != '[') out += ',';
        appendJson(out, path);
    }
    return out += "]}";
}

std::expected<LeaseAnswer, std::string> readLeaseAnswer(std::string_view source) {
    const JsonText text(source);
    if (text.object() == nullptr) return std::unexpected(text.error());
    JsonMembers members(*text.object());
    LeaseAnswer answer;
    const auto renewed = members.number("renewed");
    if (!renewed) members.fail("renewed", "is missing");
    answer.renewed = renewed.value_or(0);
    answer.unknown = members.texts("unknown");
    if (!members.error().empty()) return std::unexpected(members.error());
    return answer;
}

}  // namespace gatepost::http
