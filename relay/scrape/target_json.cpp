// SPDX-License-Identifier: Apache-2.0
#include "relay/scrape/target_json.h"

#include <QJsonDocument>
#include <QUrl>
#include <algorithm>

#include "relay/uplink/target.h"

namespace gatepost::relay {

namespace {

bool isName(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, allowed);
}

std::unexpected<std::string> wrong(const char* sentence) {
    return std::unexpected(std::string(sentence));
}

}  // namespace

std::expected<ScrapeTarget, std::string> readTargetJson(std::string name, std::string_view json) {
    if (!isName(name)) return wrong("a target's name is 1 to 64 letters, digits, '_', '-' or '.'");
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())));
    if (!document.isObject()) return wrong("the body must be a JSON object");
    const QJsonObject object = document.object();
    const auto text = [&object](QLatin1String member) {
        return object.value(member).toString().toStdString();
    };
    ScrapeTarget target;
    target.name = std::move(name);
    target.url = text(QLatin1String("url"));
    target.socket = text(QLatin1String("socket"));
    if (target.url.empty() == target.socket.empty()) return wrong("give either url or socket");
    if (!target.url.empty()) {
        const QUrl url(QString::fromStdString(target.url), QUrl::StrictMode);
        const bool web = url.scheme() == QStringLiteral("http");
        if (!url.isValid() || !web || !isLoopback(url) || !url.userInfo().isEmpty())
            return wrong("url must be http on this machine's loopback address");
    } else if (!target.socket.starts_with('/')) {
        return wrong("socket must be an absolute path");
    }
    if (object.contains(QLatin1String("path"))) target.path = text(QLatin1String("path"));
    if (!target.path.starts_with('/') || target.path.find_first_of(" \r\n") != std::string::npos)
        return wrong("path must start with a slash");
    target.intervalSeconds =
        object.value(QLatin1String("interval_seconds")).toInt(target.intervalSeconds);
    if (target.intervalSeconds < kScrapeLeastSeconds || target.intervalSeconds > kScrapeMostSeconds)
        return wrong("interval_seconds must be from 1 to 86400");
    const QJsonValue timeout = object.value(QLatin1String("timeout_seconds"));
    target.timeoutSeconds = timeout.toInt(std::min(target.timeoutSeconds, target.intervalSeconds));
    if (target.timeoutSeconds < 1 || target.timeoutSeconds > target.intervalSeconds)
        return wrong("timeout_seconds must be from 1 to interval_seconds");

    std::vector<metrics::GroupingKey::Pair> labels;
    const QJsonObject given = object.value(QLatin1String("labels")).toObject();
    for (auto label = given.begin(); label != given.end(); ++label)
        labels.emplace_back(label.key().toStdString(), label.value().toString().toStdString());
    const std::string job = text(QLatin1String("job"));
    labels.emplace_back("job", job.empty() ? target.name : job);
    target.key = metrics::GroupingKey(std::move(labels));
    // By the rules that a push path has for label names.
    const auto again = metrics::parsePushPath(metrics::pushPath(target.key));
    if (!again) return std::unexpected(again.error().value_or("labels do not make a group"));
    return target;
}

QJsonObject toJson(const ScrapeTarget& target) {
    QJsonObject labels;
    for (const auto& [name, value] : target.key.labels())
        if (name != "job")
            labels.insert(QString::fromStdString(name), QString::fromStdString(value));
    QJsonObject object{
        {QLatin1String("name"), QString::fromStdString(target.name)},
        {QLatin1String("job"), QString::fromStdString(std::string(target.key.job()))},
        {QLatin1String("labels"), labels},
        {QLatin1String("path"), QString::fromStdString(target.path)},
        {QLatin1String("interval_seconds"), target.intervalSeconds},
        {QLatin1String("timeout_seconds"), target.timeoutSeconds}};
    if (target.url.empty()) {
        object.insert(QLatin1String("socket"), QString::fromStdString(target.socket));
    } else {
        object.insert(QLatin1String("url"), QString::fromStdString(target.url));
    }
    return object;
}

}  // namespace gatepost::relay
