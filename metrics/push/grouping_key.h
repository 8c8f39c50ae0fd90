// SPDX-License-Identifier: Apache-2.0
// The grouping key of a push: job plus further labels, sorted by name; it names a group.
// To and from a push path as the Pushgateway (handler/push.go) has it, `@base64` included.
#pragma once

#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatepost::metrics {

class GroupingKey {
public:
    using Pair = std::pair<std::string, std::string>;

    GroupingKey() = default;
    /// Sorts; of repeated names the last wins.
    explicit GroupingKey(std::vector<Pair> labels);
    GroupingKey(std::initializer_list<Pair> labels) : GroupingKey(std::vector<Pair>(labels)) {}

    [[nodiscard]] const std::vector<Pair>& labels() const { return m_labels; }
    [[nodiscard]] std::optional<std::string_view> label(std::string_view name) const;
    [[nodiscard]] std::string_view job() const { return label("job").value_or(""); }
    [[nodiscard]] bool empty() const { return m_labels.empty(); }

    /// With the label added or replaced.
    [[nodiscard]] GroupingKey with(std::string_view name, std::string_view value) const;
    [[nodiscard]] GroupingKey without(std::string_view name) const;

    bool operator==(const GroupingKey&) const = default;
    auto operator<=>(const GroupingKey&) const = default;

private:
    std::vector<Pair> m_labels;
};

/// Of a request target's path, still percent-encoded. The error is the Pushgateway's sentence for a
/// 400, without the line feed; nullopt in the error where the path is no push path at all (404).
[[nodiscard]] std::expected<GroupingKey, std::optional<std::string>> parsePushPath(
    std::string_view path);

/// Canonical: /metrics/job[@base64]/..., labels sorted, base64 for what a path segment cannot carry
/// safely. parsePushPath(pushPath(k)) == k.
[[nodiscard]] std::string pushPath(const GroupingKey& key);

/// The key as one string: names and values, each followed by a byte that UTF-8 text cannot contain,
/// as the Pushgateway joins them. Unlike any other key's where all of it is UTF-8.
[[nodiscard]] std::string joined(const GroupingKey& key);

/// A short stable identifier of the key, for URLs such as /api/v1/groups/<id>: 16 hex digits.
[[nodiscard]] std::string groupId(const GroupingKey& key);

}  // namespace gatepost::metrics
