// SPDX-License-Identifier: Apache-2.0
// From one family of a push to what the gateway holds of it: names, labels and help that would
// break a scrape are refused, the grouping labels merged in (they win; `instance=""` where none
// results), each series hashed. As the Pushgateway's sanitizeLabels and client_golang's
// checkMetricConsistency, plus what they let through. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/gateway/group.h"

namespace gatepost::metrics {

inline constexpr std::string_view kPushTime = "push_time_seconds";
inline constexpr std::string_view kPushFailureTime = "push_failure_time_seconds";

/// The two families that the gateway itself adds to each group.
[[nodiscard]] bool isTimeFamily(std::string_view name);

/// The key's labels with `instance=""` added where it has none: views into the key.
class GroupingLabels {
public:
    explicit GroupingLabels(const GroupingKey& key);

    [[nodiscard]] const std::vector<Label>& own() const { return m_own; }
    [[nodiscard]] const std::vector<Label>& withInstance() const { return m_withInstance; }
    [[nodiscard]] bool hasInstance() const { return m_own.size() == m_withInstance.size(); }

private:
    std::vector<Label> m_own;
    std::vector<Label> m_withInstance;
};

/// `collected metric "m" { label:<name:"a" value:"b" > gauge:<value:1 > }`: how client_golang
/// names a series in its errors.
[[nodiscard]] std::string collected(const Exposition& exposition, const Family& family,
                                    const Series& series, const GroupingLabels& grouping);

/// The error is the sentence that follows "inconsistent with existing metrics: ".
[[nodiscard]] std::expected<HeldFamily, std::string> hold(const Exposition& exposition,
                                                          const Family& family,
                                                          const GroupingLabels& grouping,
                                                          SipKey seed);

/// push_time_seconds or push_failure_time_seconds of a group. The error is about the key.
[[nodiscard]] std::expected<HeldFamily, std::string> holdTime(std::string_view name, UnixNanos time,
                                                              const GroupingLabels& grouping,
                                                              SipKey seed);

}  // namespace gatepost::metrics
