// SPDX-License-Identifier: Apache-2.0
#include "app/companion/window_state.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace gatepost::app {

WindowState readWindowState(const QString& path) {
    WindowState state;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return state;
    const auto object = QJsonDocument::fromJson(file.read(64 * 1024)).object();
    const auto place = object.value(QStringLiteral("geometry")).toArray();
    if (place.size() == 4)
        state.geometry =
            QRect(place[0].toInt(), place[1].toInt(), place[2].toInt(), place[3].toInt());
    state.maximized = object.value(QStringLiteral("maximized")).toBool();
    state.liveColumns =
        QByteArray::fromBase64(object.value(QStringLiteral("live_columns")).toString().toLatin1());
    state.acknowledgedLost =
        static_cast<quint64>(object.value(QStringLiteral("acknowledged_lost")).toInteger());
    state.closeExplained = object.value(QStringLiteral("close_explained")).toBool();
    state.logToFile = object.value(QStringLiteral("log_to_file")).toBool();
    return state;
}

bool writeWindowState(const QString& path, const WindowState& state) {
    QJsonObject object;
    const auto& place = state.geometry;
    if (!place.isNull())
        object[QStringLiteral("geometry")] =
            QJsonArray{place.x(), place.y(), place.width(), place.height()};
    object[QStringLiteral("maximized")] = state.maximized;
    object[QStringLiteral("live_columns")] = QString::fromLatin1(state.liveColumns.toBase64());
    object[QStringLiteral("acknowledged_lost")] = static_cast<qint64>(state.acknowledgedLost);
    object[QStringLiteral("close_explained")] = state.closeExplained;
    object[QStringLiteral("log_to_file")] = state.logToFile;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return false;
    file.write(QJsonDocument(object).toJson());
    return file.commit();
}

}  // namespace gatepost::app
