// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/proxy_rules.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatepost::relay {

namespace {

std::string textOf(const QJsonValue& value) { return value.toString().toStdString(); }

std::expected<QJsonObject, std::string> objectOf(std::string_view json) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (!document.isObject()) return std::unexpected(error.errorString().toStdString());
    return document.object();
}

std::optional<std::size_t> sizeOf(const QJsonObject& object, QLatin1String name) {
    const QJsonValue value = object.value(name);
    if (!value.isDouble() || value.toDouble() < 0) return std::nullopt;
    return static_cast<std::size_t>(value.toDouble());
}

metrics::LintMode lintModeOf(const std::string& word) {
    if (word == "warn") return metrics::LintMode::Warn;
    if (word == "off") return metrics::LintMode::Off;
    return metrics::LintMode::Reject;
}

std::optional<metrics::RuleMode> ruleModeOf(const std::string& word) {
    if (word == "error") return metrics::RuleMode::Error;
    if (word == "warning") return metrics::RuleMode::Warning;
    if (word == "off") return metrics::RuleMode::Off;
    return std::nullopt;
}

}  // namespace

std::expected<ProxyRules, std::string> readProxyRules(std::string_view json) {
    const auto object = objectOf(json);
    if (!object) return std::unexpected(object.error());
    ProxyRules out;
    out.engine = textOf(object->value(QLatin1String("engine")));
    out.mode = textOf(object->value(QLatin1String("mode")));

    const QJsonObject lint = object->value(QLatin1String("lint")).toObject();
    out.rules.lintMode = lintModeOf(textOf(lint.value(QLatin1String("mode"))));
    out.rules.lint.strict = lint.value(QLatin1String("strict")).toBool();
    const QJsonObject rules = lint.value(QLatin1String("rules")).toObject();
    for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
        if (const auto mode = ruleModeOf(textOf(rule.value())))
            out.rules.lint.rules.emplace(rule.key().toStdString(), *mode);
    }

    const std::string policy = textOf(object->value(QLatin1String("policy")));
    if (!policy.empty()) {
        auto compiled = metrics::Policy::compile(policy);
        if (!compiled) return std::unexpected(metrics::toString(compiled.error()));
        out.rules.policy = std::move(*compiled);
    }

    const QJsonObject limits = object->value(QLatin1String("limits")).toObject();
    out.rules.limits.seriesPerPush = sizeOf(limits, QLatin1String("series_per_push"));
    out.rules.limits.labelValueBytes = sizeOf(limits, QLatin1String("label_value_bytes"));
    out.rules.limits.labelsPerSeries = sizeOf(limits, QLatin1String("labels_per_series"));
    out.rules.limits.nameBytes = sizeOf(limits, QLatin1String("name_bytes"));
    if (const auto bytes = sizeOf(limits, QLatin1String("body_bytes"))) out.bodyBytes = *bytes;

    const QJsonValue enforce = object->value(QLatin1String("enforce"));
    for (const QString& name : enforce.toObject().keys())
        out.rules.enforce.push_back(name.toStdString());
    return out;
}

std::expected<std::string, std::string> readIdentity(std::string_view json) {
    const auto object = objectOf(json);
    if (!object) return std::unexpected(object.error());
    const QJsonValue identity = object->value(QLatin1String("identity"));
    const QJsonObject holder = identity.isObject() ? identity.toObject() : *object;
    return textOf(holder.value(QLatin1String("user")));
}

}  // namespace gatepost::relay
