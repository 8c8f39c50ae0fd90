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
/// is to be ended without them. Pushes that were promised are on disk all the same; settings that
/// wait to be saved are lost, and the sentinel stays up, so that the next start tells.
[[nodiscard]] bool endWithin(QDeadlineTimer deadline, Companion& companion, SettingsDesk& desk,
                             Errands& errands, CrashSentinel& sentinel);

/// The session may end without another word: that is no unclean end, once settings are saved.
/// Nothing ends here, for the session may go on as well.
void sessionMayEndWithin(QDeadlineTimer deadline, Companion& companion, SettingsDesk& desk,
                         Errands& errands, CrashSentinel& sentinel);

}  // namespace gatepost::app
