// SPDX-License-Identifier: Apache-2.0
// The end of the program: one deadline for everything that has to be put away, however many of
// those wait for a disk that has gone. Screen thread.
#pragma once

#include <QDeadlineTimer>

namespace gatepost::app {

class Companion;
class CrashSentinel;
class Errands;
class SettingsDesk;

/// False: not all is put away. Destructors would wait for the rest without an end, so the process
/// is to be ended without them; what was promised is on disk all the same.
[[nodiscard]] bool endWithin(QDeadlineTimer deadline, Companion& companion, SettingsDesk& desk,
                             Errands& errands, CrashSentinel& sentinel);

}  // namespace gatepost::app
