// SPDX-License-Identifier: Apache-2.0
// What a policy's rules are hashed as: each member in one fixed order, texts and lists behind their
// lengths, so that no two rules are written alike.
#include <bit>

#include "metrics/policy/policy_rule.h"
#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {
namespace {

class Writer {
public:
    void number(std::uint64_t number) { m_bytes.append(std::to_string(number)).append(1, ' '); }
    void text(std::string_view text) {
        number(text.size());
        m_bytes += text;
    }
    void bound(const std::optional<double>& bound) {
        number(bound.has_value());
        if (bound) number(std::bit_cast<std::uint64_t>(*bound + 0.0));  // -0 bounds as 0 does
    }
    void limit(const std::optional<std::size_t>& limit) {
        number(limit.has_value());
        number(limit.value_or(0));
    }
    template <typename List, typename Write>
    void list(const List& list, Write write) {
        number(list.size());
        for (const auto& each : list) write(each);
    }
    void texts(const std::vector<std::string>& texts) {
        list(texts, [&](const std::string& each) { text(each); });
    }
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

void write(Writer& out, const PolicyRule& rule) {
    out.list(rule.families, [&](const Pattern& each) { out.text(each->pattern()); });
    out.number(rule.reject);
    out.number(rule.severity == Severity::Error);
    out.text(rule.message);
    out.list(rule.types, [&](MetricType each) { out.text(toString(each)); });
    out.texts(rule.requireLabels);
    out.number(rule.allowLabels.has_value());
    if (rule.allowLabels) out.texts(*rule.allowLabels);
    out.list(rule.labelValues, [&](const auto& each) {
        out.text(each.first);
        out.text(each.second->pattern());
    });
    out.bound(rule.least);
    out.bound(rule.most);
    out.number(rule.finite);
    out.limit(rule.maxSeries);
    out.limit(rule.maxLabels);
    out.limit(rule.maxLabelValueBytes);
}

}  // namespace

std::string rulesHash(const ReadRules& rules) {
    Writer out;
    out.list(rules.rules, [&](const PolicyRule& each) { write(out, each); });
    out.number(rules.otherwise == PolicyDefault::Reject);
    char digits[16];
    return std::string(toHex(sipHash({}, out.bytes()).low, digits));
}

}  // namespace gatepost::metrics
