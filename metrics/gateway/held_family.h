// SPDX-License-Identifier: Apache-2.0
// From one family of a push to its shape as the gateway holds it: names, labels and help that would
// break a scrape are refused, the grouping labels merged in (they win; `instance=""` where none
// results), each series hashed. As the Pushgateway's sanitizeLabels and client_golang's
// checkMetricConsistency, plus what they let through. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/gateway/group.h"
#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {

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

/// An answer lists errors up to about so many bytes, and then says how many more there are.
inline constexpr std::size_t kListedBytes = std::size_t{64} << 10;

/// `collected metric "m" { label:<name:"a" value:"b" > gauge:<value:1 > }`: how client_golang
/// names a series in its errors.
[[nodiscard]] std::string collected(const Exposition& exposition, const Family& family,
                                    const Series& series, const GroupingLabels& grouping);

/// Holds one family of an exposition after another; what can be said of all of them is found out
/// once. Views into both, which must outlive it.
class FamilyHolder {
public:
    FamilyHolder(const Exposition& exposition, const GroupingLabels& grouping, SipKey seed);
    FamilyHolder(const FamilyHolder&) = delete;
    FamilyHolder& operator=(const FamilyHolder&) = delete;

    /// The errors are sentences that follow "inconsistent with existing metrics: ", one a series;
    /// empty past kListedBytes of them.
    [[nodiscard]] std::expected<FamilyShape, std::vector<std::string>> hold(const Family& family);

    /// The series' labels with the grouping's. Valid until the next call.
    const std::vector<Label>& merged(const Series& series);

private:
    [[nodiscard]] std::string wrongLabel(MetricType type);
    [[nodiscard]] LineTexts exactLines(const Family& family);
    [[nodiscard]] bool isGoodName(std::string_view name);

    const Exposition& m_exposition;
    const GroupingLabels& m_grouping;
    SipKey m_seed;
    bool m_isAscii;
    std::vector<Label> m_body;
    std::vector<Label> m_merged;
    std::vector<std::string_view> m_goodNames;
    std::size_t m_wrongBytes = 0;  // of all sentences
    std::string m_scratch;
    std::string m_lines;
    SampleWriter m_writer;  // to m_lines
};

/// push_time_seconds or push_failure_time_seconds of a group. The error is about the key; `time` is
/// for its words.
[[nodiscard]] std::expected<FamilyShape, std::string> holdTime(std::string_view name,
                                                               UnixNanos time,
                                                               const GroupingLabels& grouping,
                                                               SipKey seed);

}  // namespace gatepost::metrics
