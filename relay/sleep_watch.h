// SPDX-License-Identifier: Apache-2.0
// Tells when the machine wakes up from sleep, for timers stand still meanwhile and connections do
// not survive it. Behind an interface, since no test can close the lid. Engine's thread only.
#pragma once

#include <QObject>
#include <memory>

namespace gatepost::relay {

class SleepWatch : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

signals:
    void woke();
};

/// This machine's, without polling; never says anything where the system has no such thing.
[[nodiscard]] std::unique_ptr<SleepWatch> systemSleepWatch();

}  // namespace gatepost::relay
