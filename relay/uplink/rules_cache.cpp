// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/rules_cache.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace gatepost::relay {

namespace {

constexpr QLatin1String kTarget("target");
constexpr QLatin1String kTag("tag");
constexpr QLatin1String kDocument("document");
constexpr QLatin1String kCaller("caller");
constexpr QLatin1String kUser("user");
constexpr QLatin1String kUserTag("user_tag");

QString q(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

std::optional<CachedRules> loadRules(const std::filesystem::path& path) {
    QFile file(q(path.string()));
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    const auto text = [&](QLatin1String key) { return object.value(key).toString().toStdString(); };
    CachedRules rules{text(kTarget), text(kTag),  text(kDocument),
                      text(kCaller), text(kUser), text(kUserTag)};
    if (rules.target.empty() || rules.document.empty()) return std::nullopt;
    return rules;
}

void saveRules(const std::filesystem::path& path, const CachedRules& rules) {
    const QJsonObject object{{kTarget, q(rules.target)},     {kTag, q(rules.tag)},
                             {kDocument, q(rules.document)}, {kCaller, q(rules.caller)},
                             {kUser, q(rules.user)},         {kUserTag, q(rules.userTag)}};
    QSaveFile file(q(path.string()));
    if (!file.open(QIODevice::WriteOnly)) return;
    file.write(QJsonDocument(object).toJson());
    file.commit();
}

}  // namespace gatepost::relay
