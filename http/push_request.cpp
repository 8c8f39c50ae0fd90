// SPDX-License-Identifier: Apache-2.0
#include "http/push_request.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/answers.h"
#include "http/codings.h"
#include "metrics/exposition/native_histogram.h"
#include "metrics/push/path_coding.h"

namespace gatepost::http {
namespace {

constexpr std::size_t kLongestPushId = 128;
constexpr std::uint32_t kLongestTtlSeconds = 366u * 24 * 3600;

std::optional<std::uint64_t> numberOf(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || last != end || text.empty()) return std::nullopt;
    return number;
}

std::unexpected<Refusal> malformed(std::string_view field) {
    return std::unexpected(Refusal{400, "malformed " + std::string(field)});
}

std::expected<metrics::GroupingKey, Refusal> keyOf(std::string_view path) {
    auto key = metrics::parsePushPath(path);
    if (key) return std::move(*key);
    if (key.error()) return std::unexpected(Refusal{400, std::move(*key.error())});
    return std::unexpected(Refusal{404, "404 page not found"});
}

/// Of the push as text, with the grouping labels in each line: about, for escapes are not counted.
std::uint64_t textBytes(const metrics::Exposition& exposition, const metrics::GroupingKey& key) {
    constexpr std::uint64_t kPunctuation = 4;
    std::uint64_t grouping = 0;
    for (const auto& [name, value] : key.labels())
        grouping += name.size() + value.size() + kPunctuation;
    if (!exposition.body().empty())
        return exposition.body().size() + exposition.sampleCount() * grouping;
    std::uint64_t bytes = 0;
    for (const metrics::Family& family : exposition.families())
        for (const metrics::Series& series : exposition.series(family)) {
            std::uint64_t line = family.name.size() + grouping;
            for (std::size_t i = 0; i < series.labelCount; ++i) {
                const metrics::Label label = exposition.label(series, i);
                line += label.name.size() + label.value.size() + kPunctuation;
            }
            bytes += line * exposition.samples(series).size();
        }
    return bytes;
}

/// A label that protobuf says once stands in text in the line of every bucket, and a grouping label
/// in every line: some megabytes could become as many gigabytes.
bool isTooLargeAsText(std::uint64_t textBytes, std::uint64_t limit) {
    constexpr std::uint64_t kLeastLimit = std::uint64_t{1} << 20;
    return textBytes / kMostTextTimes > std::max(limit, kLeastLimit);
}

/// Every upstream there is takes text.
std::expected<metrics::Exposition, Refusal> readExposition(std::string_view contentType,
                                                           std::string body) {
    const metrics::Format format = metrics::formatOf(contentType);
    auto exposition = metrics::read(format, std::move(body));
    if (!exposition) {
        Refusal refusal{400, std::move(exposition.error().message)};
        if (format != metrics::Format::DelimitedProtobuf) {  // which has no lines
            refusal.line = exposition.error().position.line;
            refusal.column = exposition.error().position.column;
        }
        return std::unexpected(std::move(refusal));
    }
    if (auto obstacle = metrics::textObstacle(*exposition))
        return std::unexpected(Refusal{400, std::move(*obstacle)});
    return std::move(*exposition);
}

bool startsAsPush(std::string_view path) {
    constexpr std::string_view kPrefix = "/metrics/job";
    if (!path.starts_with(kPrefix)) return false;
    path.remove_prefix(kPrefix.size());
    return path.starts_with('/') || path.starts_with("@base64/");
}

}  // namespace

std::string routedPath(std::string_view path) {
    return metrics::percentDecoded(path).value_or(std::string(path));
}

bool isPushPath(std::string_view path) {
    if (!path.contains('%')) return startsAsPush(path);
    return startsAsPush(routedPath(path));
}

std::expected<metrics::PushMethod, Answer> pushMethod(const RequestHead& head) {
    if (!isPushPath(head.path())) return std::unexpected(notFound());
    // The key is parsed once, with the body there; here only where there will be no body.
    switch (head.method) {
        case Method::Put: return metrics::PushMethod::Put;
        case Method::Post: return metrics::PushMethod::Post;
        case Method::Delete: return metrics::PushMethod::Delete;
        default: break;
    }
    const auto key = keyOf(head.path());
    if (!key && key.error().status == 404) return std::unexpected(notFound());
    return std::unexpected(head.method == Method::Options ? allowed(kPushMethods)
                                                          : methodNotAllowed(kPushMethods));
}

std::expected<metrics::Exposition, Refusal> readBody(std::string_view contentType,
                                                     std::string_view contentEncoding,
                                                     std::string body, std::uint64_t limit) {
    auto plain = decode(contentEncoding, std::move(body), limit);
    if (!plain) return std::unexpected(std::move(plain.error()));
    return readExposition(contentType, std::move(*plain));
}

std::expected<PushRequest, Refusal> readPush(PushParts parts, std::uint64_t limit) {
    auto key = keyOf(parts.path);
    if (!key) return std::unexpected(std::move(key.error()));
    PushRequest push{.method = parts.method, .key = std::move(*key), .exposition = std::nullopt};
    if (parts.method == metrics::PushMethod::Delete) return push;
    auto plain = decode(parts.contentEncoding, std::move(parts.body), limit);
    if (!plain) return std::unexpected(std::move(plain.error()));
    push.bodyBytes = plain->size();
    auto exposition = readExposition(parts.contentType, std::move(*plain));
    if (!exposition) return std::unexpected(std::move(exposition.error()));
    push.textBytes = textBytes(*exposition, push.key);
    if (isTooLargeAsText(push.textBytes, limit))
        return std::unexpected(Refusal{413, "the push is larger as text than this server takes"});
    push.exposition = std::move(*exposition);
    return push;
}

std::expected<PushRequest, Answer> readPush(Request request, std::uint64_t limit) {
    const auto method = pushMethod(request.head);
    if (!method) return std::unexpected(method.error());
    auto push = readPush(
        PushParts{*method, request.head.path(), request.head.field("Content-Type").value_or(""),
                  request.head.field("Content-Encoding").value_or(""), std::move(request.body)},
        limit);
    if (!push) return std::unexpected(plain(push.error()));
    return std::move(*push);
}

std::expected<PushFields, Refusal> readPushFields(const RequestHead& head) {
    PushFields fields;
    for (const Field& field : head.fields) {
        constexpr std::string_view kPrefix = "Gatepost-";
        if (field.name.size() <= kPrefix.size() ||
            !sameIgnoringCase(std::string_view(field.name).substr(0, kPrefix.size()), kPrefix))
            continue;
        const std::string_view name = std::string_view(field.name).substr(kPrefix.size());
        const std::string_view value = field.value;
        if (sameIgnoringCase(name, "Lifetime")) {
            if (sameIgnoringCase(value, "process"))
                fields.lifetime = Lifetime::Process;
            else if (sameIgnoringCase(value, "persistent"))
                fields.lifetime = Lifetime::Persistent;
            else
                return malformed(field.name);
        } else if (sameIgnoringCase(name, "TTL")) {
            const auto seconds = numberOf(value);
            if (!seconds || *seconds == 0 || *seconds > kLongestTtlSeconds)
                return malformed(field.name);
            fields.ttlSeconds = static_cast<std::uint32_t>(*seconds);
        } else if (sameIgnoringCase(name, "Push-Id")) {
            if (value.size() > kLongestPushId) return malformed(field.name);
            fields.pushId = value;
        } else if (sameIgnoringCase(name, "Pushed-At")) {
            const auto milliseconds = numberOf(value);
            // So that it is still a time when counted in nanoseconds.
            if (!milliseconds || *milliseconds > 9'000'000'000'000) return malformed(field.name);
            fields.pushedAt = static_cast<std::int64_t>(*milliseconds);
        } else if (sameIgnoringCase(name, "Sequence")) {
            fields.sequence = sequenceOf(value);
            if (!fields.sequence) return malformed(field.name);
        }
    }
    return fields;
}

}  // namespace gatepost::http
