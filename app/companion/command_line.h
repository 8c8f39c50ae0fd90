// SPDX-License-Identifier: Apache-2.0
// The companion's command line, read without ending the program: the same arguments may come from
// a second start, whose wishes the first one must survive.
#pragma once

#include <QString>
#include <QStringList>
#include <expected>
#include <optional>

namespace gatepost::app {

struct CommandLine {
    enum class Task : unsigned char { Run, Show, Quit, Status, Diagnostics, Help, Version };
    Task task = Task::Run;
    bool background = false;
    QString portable;  // a directory
    QString socket;
    QString loopback;  // address:port
    QString uplink;
    QString uplinkKind;  // gatepost | pushgateway
    QString tokenFile;
    QString link;  // gatepost://enroll?…
    bool operator==(const CommandLine&) const = default;
};

/// `arguments` with the program's name first. The error is a sentence for the person at the shell.
[[nodiscard]] std::expected<CommandLine, QString> parseCommandLine(const QStringList& arguments);
[[nodiscard]] QString helpText();

}  // namespace gatepost::app
