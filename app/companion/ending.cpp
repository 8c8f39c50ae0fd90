// SPDX-License-Identifier: Apache-2.0
#include "app/companion/ending.h"

#include <QThreadPool>

#include "app/companion/companion.h"
#include "app/companion/crash_sentinel.h"
#include "app/companion/errands.h"
#include "app/companion/settings_desk.h"

namespace gatepost::app {
namespace {

std::chrono::milliseconds left(QDeadlineTimer deadline) {
    return std::chrono::milliseconds(deadline.remainingTime());
}

}  // namespace

bool endWithin(QDeadlineTimer deadline, Companion& companion, SettingsDesk& desk, Errands& errands,
               CrashSentinel& sentinel) {
    const bool isStopped = companion.end(deadline);
    const bool isSaved = desk.waitFor(left(deadline));
    // Else the next start tells of an end that was cut short.
    if (isStopped && isSaved) errands.run([&sentinel] { sentinel.lower(); });
    const bool isDone = errands.waitFor(left(deadline));
    // What a person has exported just now.
    const bool isExported =
        QThreadPool::globalInstance()->waitForDone(static_cast<int>(left(deadline).count()));
    return isStopped && isSaved && isDone && isExported;
}

void sessionMayEndWithin(QDeadlineTimer deadline, Companion& companion, SettingsDesk& desk,
                         Errands& errands, CrashSentinel& sentinel) {
    companion.sessionMayEnd();
    if (desk.waitFor(left(deadline))) errands.run([&sentinel] { sentinel.lower(); });
    errands.waitFor(left(deadline));
}

}  // namespace gatepost::app
