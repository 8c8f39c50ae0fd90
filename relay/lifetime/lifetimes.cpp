// SPDX-License-Identifier: Apache-2.0
#include "relay/lifetime/lifetimes.h"

#include <algorithm>

#include "relay/lifetime/session_key.h"
#include "relay/local/peer.h"

namespace gatepost::relay {

Lifetimes::Lifetimes(const Outbox& outbox, Clock clock, Remove remove, QObject* parent)
    : QObject(parent),
      m_outbox(outbox),
      m_clock(std::move(clock)),
      m_remove(std::move(remove)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Lifetimes::onTimer);
}

void Lifetimes::setGrace(std::int64_t milliseconds) { m_grace = milliseconds; }

void Lifetimes::review() {
    std::set<std::string> wanted;
    for (const HeldGroup& group : m_outbox.groups()) {
        if (group.lifetime == Lifetime::Process && group.owner)
            wanted.insert(sessionKey(*group.owner));
        consider(group);
    }
    std::erase_if(m_runs, [&](const auto& entry) { return !wanted.contains(entry.first); });
    schedule();
}

void Lifetimes::review(const std::string& groupId) {
    const auto group = m_outbox.group(groupId);
    if (group) {
        consider(*group);
    } else {
        m_ending.erase(groupId);
        m_stalled.erase(groupId);
    }
    schedule();
}

void Lifetimes::consider(const HeldGroup& group) {
    m_stalled.erase(group.id);
    const bool ended = ownerEnded(group);
    if (!ended || group.pending) {
        m_ending.erase(group.id);
        if (ended) m_stalled.insert(group.id);
        return;
    }
    m_ending.try_emplace(group.id, m_clock().steady + m_grace);
}

bool Lifetimes::ownerEnded(const HeldGroup& group) {
    return group.lifetime == Lifetime::Process && group.owner && group.present &&
           !running(*group.owner);
}

void Lifetimes::onSettled() {
    const auto stalled = m_stalled;
    for (const std::string& id : stalled) review(id);
}

bool Lifetimes::running(const OwnerProcess& owner) {
    const std::string key = sessionKey(owner);
    if (const auto known = m_runs.find(key); known != m_runs.end())
        return known->second.watch != nullptr;
    auto watch = std::make_unique<ProcessWatch>(owner, m_ready);
    if (!watch->watching()) {
        // Out of descriptors: its end will be seen when the group is looked at next.
        if (isAlive(owner)) return true;
        m_runs[key] = {};
        return false;
    }
    connect(watch.get(), &ProcessWatch::ended, this, [this, key] {
        auto& run = m_runs[key];
        if (run.watch) run.watch.release()->deleteLater();  // its signal is on the stack
        review();
    });
    m_runs[key] = {std::move(watch)};
    return true;
}

std::vector<HeldGroup> Lifetimes::alive() const {
    std::vector<HeldGroup> found;
    if (m_runs.empty()) return found;
    for (HeldGroup& group : m_outbox.groups()) {
        if (group.lifetime != Lifetime::Process || !group.ttl || !group.owner) continue;
        if (!group.present || !group.delivered) continue;
        const auto run = m_runs.find(sessionKey(*group.owner));
        if (run != m_runs.end() && run->second.watch) found.push_back(std::move(group));
    }
    return found;
}

void Lifetimes::onTimer() {
    const std::int64_t now = m_clock().steady;
    std::vector<std::string> due;
    for (const auto& [id, end] : m_ending)
        if (end <= now) due.push_back(id);
    for (const std::string& id : due) {
        m_ending.erase(id);
        const auto group = m_outbox.group(id);
        // It may have got another owner, or none, since it began to end.
        if (group && !group->pending && ownerEnded(*group)) m_remove(group->key);
    }
    schedule();
}

void Lifetimes::schedule() {
    m_timer.stop();
    if (m_ending.empty()) return;
    const auto next =
        std::ranges::min_element(m_ending, {}, [](const auto& e) { return e.second; });
    const std::int64_t wait =
        std::clamp<std::int64_t>(next->second - m_clock().steady, 0, 86'400'000);
    m_timer.start(static_cast<int>(wait) + 1);
}

}  // namespace gatepost::relay
