// SPDX-License-Identifier: Apache-2.0
#include "relay/settings/run_state.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace gatepost::relay {

namespace {

constexpr QLatin1String kPaused("paused");
constexpr QLatin1String kApplications("paused_applications");

}  // namespace

RunState loadRunState(const std::filesystem::path& path) {
    RunState state;
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly)) return state;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    state.paused = object.value(kPaused).toBool();
    for (const QJsonValue& id : object.value(kApplications).toArray())
        state.pausedApplications.insert(id.toString().toStdString());
    return state;
}

std::string saveRunState(const std::filesystem::path& path, const RunState& state) {
    QJsonArray applications;
    for (const std::string& id : state.pausedApplications)
        applications.append(QString::fromStdString(id));
    const QJsonObject object{{kPaused, state.paused}, {kApplications, applications}};
    QSaveFile file(QString::fromStdString(path.string()));
    const QByteArray bytes = QJsonDocument(object).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return path.string() + ": " + file.errorString().toStdString();
    return {};
}

}  // namespace gatepost::relay
