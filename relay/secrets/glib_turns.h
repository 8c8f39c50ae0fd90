// SPDX-License-Identifier: Apache-2.0
// libsecret, which QtKeychain asks on most desktops, answers through GLib's main loop. Qt turns
// that loop only where its own event loop is built on it: with QT_NO_GLIB nobody does, and no
// answer would ever come.
#pragma once

class QObject;

namespace gatepost::relay {

/// Has it turned on the caller's thread for as long as `owner` lives; what is asked afterwards on
/// this thread is answered there. Does nothing where Qt does that, or where there is no GLib.
void turnGlib(QObject* owner);

}  // namespace gatepost::relay
