// SPDX-License-Identifier: Apache-2.0
// What becomes of a `process` group when its owner ends: nothing while something of it waits or is
// in flight, then a grace time so that the last values are scraped, then a DELETE of the relay's
// own. An owner that ended while the relay was down is found out at start. Sleeps otherwise: one
// handle a living owner, one timer while a grace time runs. Engine's thread only.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "relay/clock.h"
#include "relay/lifetime/process_watch.h"
#include "relay/outbox/outbox.h"

namespace gatepost::relay {

class Lifetimes : public QObject {
    Q_OBJECT
public:
    using Remove = std::function<void(const metrics::GroupingKey&)>;

    Lifetimes(const Outbox& outbox, Clock clock, Remove remove, QObject* parent = nullptr);

    void setGrace(std::int64_t milliseconds);
    /// Looks at all groups: at start.
    void review();
    /// One group was pushed to.
    void review(const std::string& groupId);
    /// Something was delivered, quarantined or lost: what an ended owner's groups wait for.
    void onSettled();
    /// `process` groups at the far end whose owner runs: their leases are renewed.
    [[nodiscard]] std::vector<HeldGroup> alive() const;

private:
    struct Run {
        std::unique_ptr<ProcessWatch> watch;  // null: it has ended
    };

    void consider(const HeldGroup& group);
    [[nodiscard]] bool ownerEnded(const HeldGroup& group);
    [[nodiscard]] bool running(const OwnerProcess& owner);
    void onTimer();
    void schedule();

    const Outbox& m_outbox;
    Clock m_clock;
    Remove m_remove;
    std::int64_t m_grace = 300'000;
    ReadySet m_ready;
    std::map<std::string, Run> m_runs;             // by session key
    std::map<std::string, std::int64_t> m_ending;  // group id -> steady time of its end
    std::set<std::string> m_stalled;               // ended, and something still waits
    QTimer m_timer;
};

}  // namespace gatepost::relay
