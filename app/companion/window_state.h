// SPDX-License-Identifier: Apache-2.0
// What the window remembers between runs: its place, columns, which losses were acknowledged, a few
// choices that are no settings of the relay. A small JSON file. Its functions wait for the disk.
#pragma once

#include <QByteArray>
#include <QRect>
#include <QString>

namespace gatepost::app {

struct WindowState {
    QRect geometry;  // null: never placed
    bool maximized = false;
    QByteArray liveColumns;
    quint64 acknowledgedLost = 0;
    bool closeExplained = false;  // that closing goes to the tray
    bool logToFile = false;
    bool operator==(const WindowState&) const = default;
};

[[nodiscard]] WindowState readWindowState(const QString& file);
/// False where the disk says no.
bool writeWindowState(const QString& file, const WindowState& state);

}  // namespace gatepost::app
