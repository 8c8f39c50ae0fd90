// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/path_coding.h"

namespace gatepost::metrics {
namespace {

constexpr std::string_view kPrefix = "/metrics/job";
constexpr std::string_view kBase64 = "@base64";

using Error = std::optional<std::string>;

bool isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A value that every client, router and middlebox hands through as it is.
bool isPlain(std::string_view value) {
    const auto unreserved = [](char c) {
        return isAlphanumeric(c) || std::string_view("-._~").contains(c);
    };
    return !value.empty() && value != "." && value != ".." &&
           std::ranges::all_of(value, unreserved);
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t slash; (slash = text.find('/')) != text.npos; text.remove_prefix(slash + 1))
        parts.push_back(text.substr(0, slash));
    parts.push_back(text);
    return parts;
}

/// What Go's router answers with a redirect to the cleaned path, where most clients lose the push.
Error uncleanSegment(std::span<const std::string_view> segments) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string_view segment = segments[i];
        if (segment.empty() && i + 1 < segments.size())
            return "empty path segment: write an empty value as name@base64/=";
        if (segment == "." || segment == "..")
            return "path segment " + goQuoted(segment) + ": write such a value as name@base64/" +
                   base64UrlEncoded(segment);
    }
    return std::nullopt;
}

/// The further labels, two segments each.
Error readLabels(std::span<const std::string_view> segments,
                 std::vector<GroupingKey::Pair>& labels) {
    if (segments.size() % 2 != 0) {
        std::string whole;
        for (const std::string_view segment : segments) whole.append("/").append(segment);
        return "odd number of components in label string " + goQuoted(whole);
    }
    for (std::size_t i = 0; i < segments.size(); i += 2) {
        std::string_view name = segments[i];
        const std::string_view value = segments[i + 1];
        const bool encoded = name.ends_with(kBase64);
        if (encoded) name.remove_suffix(kBase64.size());
        if (!isLabelName(name) || name.starts_with("__"))
            return "improper label name " + goQuoted(name);
        if (!encoded) {
            labels.emplace_back(name, value);
            continue;
        }
        auto decoded = base64UrlDecoded(value);
        if (!decoded)
            return "invalid base64 encoding for label " + std::string(name) + "=" +
                   goQuoted(value) + ": " + decoded.error();
        labels.emplace_back(name, *std::move(decoded));
    }
    return std::nullopt;
}

void appendSegments(std::string& path, std::string_view name, std::string_view value) {
    path.append("/").append(name);
    if (isPlain(value))
        path.append("/").append(value);
    else
        path.append(kBase64).append("/").append(value.empty() ? "=" : base64UrlEncoded(value));
}

}  // namespace

std::expected<GroupingKey, std::optional<std::string>> parsePushPath(std::string_view path) {
    const auto decoded = percentDecoded(path);
    if (!decoded) return std::unexpected(decoded.error());
    std::string_view rest = *decoded;
    if (!rest.starts_with(kPrefix)) return std::unexpected(std::nullopt);
    rest.remove_prefix(kPrefix.size());
    const bool encoded = rest.starts_with(kBase64);
    if (encoded) rest.remove_prefix(kBase64.size());
    if (!rest.starts_with('/') || rest.size() == 1) return std::unexpected(std::nullopt);
    rest.remove_prefix(1);

    std::vector<std::string_view> segments = split(rest);
    if (auto error = uncleanSegment(segments)) return std::unexpected(error);
    std::string job(segments.front());
    if (encoded) {
        auto text = base64UrlDecoded(job);
        // The reference prints the name after it has overwritten it: always empty.
        if (!text)
            return std::unexpected("invalid base64 encoding in job name \"\": " + text.error());
        job = *std::move(text);
    }
    segments.erase(segments.begin());
    if (segments.size() == 1 && segments[0].empty()) segments.clear();  // a trailing slash

    std::vector<GroupingKey::Pair> labels;
    if (auto error = readLabels(segments, labels)) return std::unexpected(error);
    if (job.empty()) return std::unexpected("job name is required");
    labels.emplace_back("job", std::move(job));
    return GroupingKey(std::move(labels));
}

std::string pushPath(const GroupingKey& key) {
    std::string path = "/metrics";
    appendSegments(path, "job", key.job());
    for (const auto& [name, value] : key.labels())
        if (name != "job") appendSegments(path, name, value);
    return path;
}

}  // namespace gatepost::metrics
