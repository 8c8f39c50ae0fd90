// SPDX-License-Identifier: Apache-2.0
#include "http/rules_json.h"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "http/json_members.h"
#include "http/json_text.h"

namespace gatepost::http {
namespace {

using metrics::LintMode;
using metrics::RuleMode;

template <class T, std::size_t N>
using Names = std::array<std::pair<T, std::string_view>, N>;

constexpr Names<LintMode, 3> kLintModes{
    {{LintMode::Reject, "reject"}, {LintMode::Warn, "warn"}, {LintMode::Off, "off"}}};
constexpr Names<RuleMode, 3> kRuleModes{
    {{RuleMode::Error, "error"}, {RuleMode::Warning, "warning"}, {RuleMode::Off, "off"}}};
constexpr Names<DeliveryMode, 2> kDeliveryModes{
    {{DeliveryMode::Fold, "fold"}, {DeliveryMode::History, "history"}}};

template <class T, std::size_t N>
std::string_view nameOf(const Names<T, N>& names, T value) {
    for (const auto& [known, name] : names)
        if (known == value) return name;
    return {};
}

template <class T, std::size_t N>
std::optional<T> valueOf(const Names<T, N>& names, std::string_view name) {
    for (const auto& [value, known] : names)
        if (known == name) return value;
    return std::nullopt;
}

void appendLint(std::string& out, const metrics::Rules& rules) {
    out += "{\"mode\":";
    appendJson(out, nameOf(kLintModes, rules.lintMode));
    out += rules.lint.strict ? ",\"strict\":true,\"rules\":{" : ",\"strict\":false,\"rules\":{";
    for (const auto& [rule, mode] : rules.lint.rules) {
        if (out.back() != '{') out += ',';
        appendJson(out, rule);
        out += ':';
        appendJson(out, nameOf(kRuleModes, mode));
    }
    out += "}}";
}

void appendLimit(std::string& out, std::string_view name, std::optional<std::uint64_t> limit) {
    if (!limit) return;
    out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":");
    appendJson(out, *limit);
}

void appendLimits(std::string& out, const RulesDocument& document) {
    const metrics::PushLimits& limits = document.rules.limits;
    out += '{';
    appendLimit(out, "series_per_push", limits.seriesPerPush);
    appendLimit(out, "label_value_bytes", limits.labelValueBytes);
    appendLimit(out, "labels_per_series", limits.labelsPerSeries);
    appendLimit(out, "name_bytes", limits.nameBytes);
    appendLimit(out, "body_bytes", document.bodyBytes);
    out += '}';
}

void appendEnforce(std::string& out, const RulesDocument& document) {
    auto enforce = document.enforce;
    for (const std::string& label : document.rules.enforce) enforce.try_emplace(label, "user");
    out += '{';
    for (const auto& [label, field] : enforce) {
        if (out.back() != '{') out += ',';
        appendJson(out, label);
        out += ':';
        appendJson(out, field);
    }
    out += '}';
}

void readLint(JsonMembers& members, metrics::Rules& rules) {
    const boost::json::object* object = members.object("lint");
    if (object == nullptr) return;
    JsonMembers lint(*object);
    if (const auto mode = lint.text("mode")) {
        const auto known = valueOf(kLintModes, *mode);
        if (!known) lint.fail("mode", "must be reject, warn or off");
        rules.lintMode = known.value_or(LintMode::Reject);
    }
    rules.lint.strict = lint.truth("strict").value_or(false);
    if (const boost::json::object* modes = lint.object("rules")) {
        JsonMembers each(*modes);
        for (const auto& entry : *modes) {
            const std::string name(entry.key().data(), entry.key().size());
            const auto mode = valueOf(kRuleModes, each.requiredText(name));
            if (!mode) lint.fail(name, "must be error, warning or off");
            rules.lint.rules[name] = mode.value_or(RuleMode::Warning);
        }
    }
    if (!lint.error().empty()) members.fail("lint", ": " + lint.error());
}

void readLimits(JsonMembers& members, RulesDocument& document) {
    const boost::json::object* object = members.object("limits");
    if (object == nullptr) return;
    JsonMembers limits(*object);
    document.rules.limits.seriesPerPush = limits.number("series_per_push");
    document.rules.limits.labelValueBytes = limits.number("label_value_bytes");
    document.rules.limits.labelsPerSeries = limits.number("labels_per_series");
    document.rules.limits.nameBytes = limits.number("name_bytes");
    document.bodyBytes = limits.number("body_bytes");
    if (!limits.error().empty()) members.fail("limits", ": " + limits.error());
}

void readEnforce(JsonMembers& members, RulesDocument& document) {
    const boost::json::object* object = members.object("enforce");
    if (object == nullptr) return;
    JsonMembers enforce(*object);
    for (const auto& entry : *object) {
        const std::string label(entry.key().data(), entry.key().size());
        document.enforce[label] = enforce.requiredText(label);
        document.rules.enforce.push_back(label);
    }
    std::ranges::sort(document.rules.enforce);
    if (!enforce.error().empty()) members.fail("enforce", ": " + enforce.error());
}

void readPolicy(JsonMembers& members, metrics::Rules& rules) {
    const auto yaml = members.text("policy");
    if (!yaml || yaml->empty()) return;
    auto policy = metrics::Policy::compile(*yaml);
    if (policy)
        rules.policy = std::move(*policy);
    else
        members.fail("policy", ": " + metrics::summary(policy.error()));
}

std::string written(const RulesDocument& document, std::string_view policy) {
    std::string out = "{\"engine\":";
    appendJson(out, document.engine);
    out += ",\"lint\":";
    appendLint(out, document.rules);
    out += ",\"policy\":";
    appendJson(out, policy);
    out += ",\"limits\":";
    appendLimits(out, document);
    out += ",\"enforce\":";
    appendEnforce(out, document);
    out += ",\"mode\":";
    appendJson(out, toString(document.mode));
    return out += '}';
}

std::string_view withoutWeakness(std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

DeliveryMode readMode(JsonMembers& members) {
    const auto mode = members.text("mode");
    if (!mode || mode->empty()) return DeliveryMode::Fold;
    const auto known = valueOf(kDeliveryModes, *mode);
    if (!known) members.fail("mode", "must be fold or history");
    return known.value_or(DeliveryMode::Fold);
}

}  // namespace

std::string_view toString(DeliveryMode mode) { return nameOf(kDeliveryModes, mode); }

std::string toJson(const RulesDocument& document) {
    const auto& policy = document.rules.policy;
    return written(document, policy ? std::string_view(policy->yaml()) : std::string_view{});
}

std::expected<RulesDocument, std::string> readRules(std::string_view source) {
    const JsonText text(source);
    if (text.object() == nullptr) return std::unexpected(text.error());
    JsonMembers members(*text.object());
    RulesDocument document;
    document.engine = members.requiredText("engine");
    readLint(members, document.rules);
    readPolicy(members, document.rules);
    readLimits(members, document);
    readEnforce(members, document);
    document.mode = readMode(members);
    if (!members.error().empty()) return std::unexpected(members.error());
    return document;
}

std::string entityTag(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    std::string tag = "\"";
    for (int shift = 60; shift >= 0; shift -= 4) tag += "0123456789abcdef"[hash >> shift & 15];
    return tag += '"';
}

std::string entityTag(const RulesDocument& document) {
    const auto& policy = document.rules.policy;
    return "W/" + entityTag(written(
                      document, policy ? std::string_view(policy->hash()) : std::string_view{}));
}

bool matchesTag(std::string_view ifNoneMatch, std::string_view tag) {
    while (!ifNoneMatch.empty()) {
        const std::size_t comma = std::min(ifNoneMatch.find(','), ifNoneMatch.size());
        std::string_view item = ifNoneMatch.substr(0, comma);
        ifNoneMatch.remove_prefix(std::min(comma + 1, ifNoneMatch.size()));
        item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
        item = item.substr(0, item.find_last_not_of(" \t") + 1);
        if (item == "*" || withoutWeakness(item) == withoutWeakness(tag)) return true;
    }
    return false;
}

std::string toJson(const WhoAmI& whoAmI) {
    std::string out = "{\"subject\":";
    appendJson(out, whoAmI.subject);
    out += ",\"user\":";
    appendJson(out, whoAmI.user);
    out += ",\"device\":";
    appendJson(out, whoAmI.device);
    out += ",\"grants\":[";
    for (const std::string& grant : whoAmI.grants) {
        if (out.back() != '[') out += ',';
        appendJson(out, grant);
    }
    out += "],\"mode\":";
    appendJson(out, toString(whoAmI.mode));
    out += ",\"engine\":";
    appendJson(out, whoAmI.engine);
    out += ",\"version\":";
    appendJson(out, whoAmI.version);
    return out += '}';
}

std::expected<WhoAmI, std::string> readWhoAmI(std::string_view source) {
    const JsonText text(source);
    if (text.object() == nullptr) return std::unexpected(text.error());
    JsonMembers members(*text.object());
    WhoAmI whoAmI;
    whoAmI.subject = members.text("subject").value_or("");
    whoAmI.user = members.text("user").value_or("");
    whoAmI.device = members.text("device").value_or("");
    whoAmI.grants = members.texts("grants");
    whoAmI.mode = readMode(members);
    whoAmI.engine = members.text("engine").value_or("");
    whoAmI.version = members.text("version").value_or("");
    if (!members.error().empty()) return std::unexpected(members.error());
    return whoAmI;
}

}  // namespace gatepost::http
