// SPDX-License-Identifier: Apache-2.0
#include "app/companion/ending.h"

#include <QThreadPool>

#include "app/companion/companion.h"
#include "app/companion/crash_sentinel.h"
#include "app/companion/errands.h"
#include "app/companion/settings_desk.h"

namespace gatepost::app {

bool endWithin(QDeadlineTimer deadline, Companion& companion, SettingsDesk& desk, Errands& errands,
               CrashSentinel& sentinel) {
    const auto left = [deadline] { return std::chrono::milliseconds(deadline.remainingTime()); };
    const bool isStopped = companion.end(deadline);
    // Else the next start tells of an end that was cut short.
    if (isStopped) errands.run([&sentinel] { sentinel.lower(); });
    const bool isSaved = desk.waitFor(left());
    const bool isDone = errands.waitFor(left());
    // What a person has exported just now.
    const bool isExported =
        QThreadPool::globalInstance()->waitForDone(static_cast<int>(left().count()));
    return isStopped && isSaved && isDone && isExported;
}

}  // namespace gatepost::app
