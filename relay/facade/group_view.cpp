// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/group_view.h"

#include <algorithm>
#include <set>

#include "metrics/exposition/readers.h"

namespace gatepost::relay {

namespace {

GroupState stateOf(const HeldGroup& group) {
    if (group.inFlight) return GroupState::InFlight;
    if (group.pending) return GroupState::Waiting;
    if (group.quarantined > 0) return GroupState::Quarantined;
    return GroupState::Delivered;
}

}  // namespace

GroupView::GroupView(const Outbox& outbox, const PushIntake& intake)
    : m_outbox(outbox),
      m_intake(intake) {}

const GroupView::Judged& GroupView::judge(const HeldGroup& group) {
    Judged& judged = m_judged[group.id];
    if (judged.revision != 0 && judged.families == group.families) return judged;
    judged = {group.families, {}, 0, ++m_revision};
    if (auto read = metrics::readText(group.families.text()))
        judged.problems = metrics::judge(*read, group.key, m_intake.rules()).problems;
    judged.errors = static_cast<std::uint64_t>(
        std::ranges::count(judged.problems, metrics::Severity::Error, &metrics::Problem::severity));
    return judged;
}

LintSummary GroupView::summary() {
    LintSummary summary;
    std::set<std::string> held;
    for (const HeldGroup& group : m_outbox.groups()) {
        if (!group.present) continue;
        held.insert(group.id);
        const Judged& judged = judge(group);
        summary.errors += judged.errors;
        summary.warnings += judged.problems.size() - judged.errors;
    }
    std::erase_if(m_judged, [&](const auto& entry) { return !held.contains(entry.first); });
    summary.refused = m_intake.refusals().size();
    return summary;
}

std::vector<GroupSnapshot> GroupView::groups(
    const std::function<bool(const OwnerProcess&)>& paused) {
    std::unordered_map<std::string, std::string> reasons;
    for (const QuarantineEntry& entry : m_outbox.quarantine())
        reasons.try_emplace(entry.groupId, entry.reason);  // the newest comes first

    std::vector<GroupSnapshot> out;
    std::set<std::string> held;
    for (const HeldGroup& group : m_outbox.groups()) {
        if (!group.present && !group.pending && group.quarantined == 0) continue;
        held.insert(group.id);
        const Judged& judged = judge(group);
        GroupSnapshot snapshot;
        snapshot.id = group.id;
        snapshot.key = group.key;
        if (group.owner) snapshot.owner = *group.owner;
        snapshot.lifetime = group.lifetime;
        snapshot.lastPush = group.pushedAt;
        snapshot.revision = judged.revision;
        snapshot.state = stateOf(group);
        snapshot.serverSaid = group.lastAnswer;
        if (snapshot.state == GroupState::Quarantined) snapshot.serverSaid = reasons[group.id];
        snapshot.families = group.families;
        snapshot.problems = judged.problems;
        snapshot.paused = group.owner && paused(*group.owner);
        if (const auto refused = m_intake.refusals().find(group.id);
            refused != m_intake.refusals().end()) {
            snapshot.state = GroupState::Refused;
            snapshot.refusal = refused->second.refusal;
        }
        out.push_back(std::move(snapshot));
    }
    for (const auto& [id, refused] : m_intake.refusals()) {
        if (held.contains(id)) continue;
        GroupSnapshot snapshot;
        snapshot.id = id;
        snapshot.key = refused.key;
        snapshot.owner = refused.owner;
        snapshot.lastPush = refused.refusal.at;
        snapshot.state = GroupState::Refused;
        snapshot.refusal = refused.refusal;
        out.push_back(std::move(snapshot));
    }
    std::ranges::sort(out, {}, &GroupSnapshot::key);
    return out;
}

}  // namespace gatepost::relay
