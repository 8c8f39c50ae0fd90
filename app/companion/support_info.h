// SPDX-License-Identifier: Apache-2.0
// One text about this program and its state, for bug reports: what the window, --diagnostics and
// the banner after an unclean end all show. Secrets are cut out, names of hosts and people too.
// Pure.
#pragma once

#include <QString>

#include "relay/facade/status.h"

namespace gatepost::app {

struct SupportFacts {
    QString system;  // its name and version, and the processor
    QString desktop;
    QString platform;  // Qt's plugin: xcb, wayland, ...
    QString style;
    QString language;
    bool trayPresent = false;
    QString lastUnclean;  // when an unclean run began
};

/// Reads files.
[[nodiscard]] QString systemName();
[[nodiscard]] QString supportInfo(const relay::RelayStatus& status, const SupportFacts& facts);
/// One line of JSON: what a script asks for.
[[nodiscard]] QString statusJson(const relay::RelayStatus& status);
/// Scheme and port say enough about an address.
[[nodiscard]] QString withoutHost(const std::string& url);
/// Without tokens, authorization headers, user names in addresses and the home directory's name.
[[nodiscard]] QString redacted(QString text, const QString& home);

}  // namespace gatepost::app
