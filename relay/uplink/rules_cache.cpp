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

QString q(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

std::optional<CachedRules> loadRules(const std::filesystem::path& path) {
    QFile file(q(path.string()));
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    CachedRules rules{object.value(kTarget).toString().toStdString(),
                      object.value(kTag).toString().toStdString(),
                      object.value(kDocument).toString().toStdString()};
    if (rules.target.empty() || rules.document.empty()) return std::nullopt;
    return rules;
}

void saveRules(const std::filesystem::path& path, const CachedRules& rules) {
    const QJsonObject object{
        {kTarget, q(rules.target)}, {kTag, q(rules.tag)}, {kDocument, q(rules.document)}};
    QSaveFile file(q(path.string()));
    if (!file.open(QIODevice::WriteOnly)) return;
    file.write(QJsonDocument(object).toJson());
    file.commit();
}

}  // namespace gatepost::relay
