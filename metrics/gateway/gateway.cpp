// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/gateway.h"

#include <algorithm>
#include <iterator>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/state.h"

namespace gatepost::metrics {
namespace {

std::string_view nameOf(const HeldFamilyPointer& held) { return held->name; }

bool hasTimestamps(const Exposition& exposition) {
    for (const Family& family : exposition.families())
        for (const Series& series : exposition.series(family))
            for (const Sample& sample : exposition.samples(series))
                if (sample.hasTimestamp) return true;
    return false;
}

/// Every family of a push but the time families; sorted by name. What cannot be held is put aside.
std::vector<HeldFamilyPointer> holdAll(const Exposition& exposition, const GroupingLabels& grouping,
                                       SipKey seed, std::uint32_t owner, UnixNanos at,
                                       std::vector<Objection>& notHeld) {
    std::vector<HeldFamilyPointer> all;
    all.reserve(exposition.families().size() + 2);
    FamilyHolder holder(exposition, grouping, seed);
    for (const Family& family : exposition.families()) {
        if (isTimeFamily(family.name)) continue;
        auto held = holder.hold(family);
        if (!held) {
            for (std::string& why : held.error())
                notHeld.push_back({ClashKind::Invalid, std::string(family.name), std::move(why)});
            continue;
        }
        held->owner = owner;
        held->pushedAt = at;
        all.push_back(std::make_shared<const HeldFamily>(std::move(*held)));
    }
    if (!std::ranges::is_sorted(all, std::ranges::less_equal{}, nameOf)) {
        std::ranges::stable_sort(all, {}, nameOf);
        const auto end = std::unique(all.rbegin(), all.rend(), [](const auto& a, const auto& b) {
            return a->name == b->name;
        });
        all.erase(all.begin(), end.base());
    }
    return all;
}

FamilySet withoutTimes(const FamilySet& families) {
    if (!families.find(kPushTime) && !families.find(kPushFailureTime)) return families;
    std::vector<std::string> names = families.names();
    std::erase_if(names, isTimeFamily);
    return families.only(names);
}

/// Brings the two time families up to the group's times. What is wrong, if anything, is the key.
std::optional<Objection> addTimes(Group& group, const GroupingLabels& grouping, SipKey seed,
                                  std::uint32_t owner) {
    std::erase_if(group.families, [](const auto& held) { return isTimeFamily(held->name); });
    for (const std::string_view name : {kPushFailureTime, kPushTime}) {
        auto held =
            holdTime(name, name == kPushTime ? group.pushTime : group.failureTime, grouping, seed);
        if (!held) return Objection{ClashKind::Invalid, std::string(name), std::move(held.error())};
        held->owner = owner;
        held->pushedAt = group.pushTime;
        const auto place = std::ranges::lower_bound(group.families, name, {}, nameOf);
        group.families.insert(place, std::make_shared<const HeldFamily>(std::move(*held)));
    }
    return std::nullopt;
}

std::vector<HeldFamilyPointer> merged(const std::vector<HeldFamilyPointer>& newer,
                                      const std::vector<HeldFamilyPointer>& older) {
    std::vector<HeldFamilyPointer> families;
    families.reserve(newer.size() + older.size());
    std::ranges::set_union(newer, older, std::back_inserter(families), {}, nameOf, nameOf);
    return families;
}

/// The group as the push would leave it, and what speaks against that.
struct Plan {
    GroupPointer next;  // null: it would be gone
    std::vector<Objection> objections;
};

Plan refusal(std::string why) { return {nullptr, {{ClashKind::Invalid, "", std::move(why)}}}; }

Plan planned(const GatewayState& state, const GatewayState::Record* record, const GroupingKey& key,
             const Push& push) {
    if (push.method == PushMethod::Delete) return {};
    if (push.exposition && hasTimestamps(*push.exposition)) {
        Plan plan = refusal("pushed metrics must not have timestamps");
        plan.objections.front().kind = ClashKind::Timestamp;
        return plan;
    }
    if (key.job().empty()) return refusal("job name is required");

    const Group* current = record ? record->group.get() : nullptr;
    auto next = std::make_shared<Group>();
    next->key = key;
    next->owner = push.owner;
    next->pushTime = std::max(push.at, current ? current->pushTime : 0);
    next->failureTime = current ? current->failureTime : 0;
    const GroupingLabels grouping(next->key);
    const std::uint32_t owner = state.ownerNumber(push.owner);
    Plan plan;
    if (push.exposition)
        next->families =
            holdAll(*push.exposition, grouping, state.seed, owner, next->pushTime, plan.objections);
    if (push.method == PushMethod::Post && current)
        next->families = merged(next->families, current->families);
    next->held = applied(current ? current->held : FamilySet(),
                         Change{push.method, withoutTimes(push.families)});
    if (auto wrongKey = addTimes(*next, grouping, state.seed, owner))
        plan.objections.push_back(std::move(*wrongKey));
    for (Objection& each : objections(state, record, *next, push.exposition))
        plan.objections.push_back(std::move(each));
    plan.next = std::move(next);
    return plan;
}

std::shared_ptr<Group> without(const Group& group, std::string_view family) {
    auto fewer = std::make_shared<Group>(group);
    std::erase_if(fewer->families, [&](const auto& held) { return held->name == family; });
    std::vector<std::string> names = group.held.names();
    std::erase(names, family);
    fewer->held = group.held.only(names);
    return fewer;
}

/// Leaves out what does not fit beside the others; null where the group itself does not.
GroupPointer fitted(const GatewayState& state, GroupPointer next,
                    std::vector<std::string>& leftOut) {
    const GatewayState::Record* record = state.find(next->key);
    for (;;) {
        const std::vector<Objection> found = objections(state, record, *next, nullptr);
        if (found.empty()) return next;
        const std::string& family = found.front().family;
        leftOut.push_back(family);
        if (isTimeFamily(family)) return nullptr;
        next = without(*next, family);
    }
}

Problem demoted(std::string_view family) {
    Problem problem;
    problem.rule = "type_conflict";
    problem.metric = family;
    problem.text = "exposed as untyped, since others push it with another type";
    return problem;
}

}  // namespace

Gateway::Gateway(std::uint64_t seed, std::vector<ReservedFamily> reserved)
    : m_state(std::make_unique<GatewayState>(SipKey{seed, ~seed})) {
    for (const ReservedFamily& family : reserved)
        m_state->families[family.name].reserve(family.type);
}

Gateway::~Gateway() = default;
Gateway::Gateway(Gateway&&) noexcept = default;
Gateway& Gateway::operator=(Gateway&&) noexcept = default;

std::expected<void, Clash> Gateway::check(const GroupingKey& key, const Push& push) const {
    Plan plan = planned(*m_state, m_state->find(key), key, push);
    if (plan.objections.empty()) return {};
    return std::unexpected(clashOf(std::move(plan.objections)));
}

std::expected<Applied, Clash> Gateway::apply(const GroupingKey& key, const Push& push) {
    const GatewayState::Record* record = m_state->find(key);
    Applied result;
    if (record) result.before = record->group;
    Plan plan = planned(*m_state, record, key, push);
    if (!plan.objections.empty()) return std::unexpected(clashOf(std::move(plan.objections)));
    result.after = std::move(plan.next);
    m_state->commit(key, result.after);
    if (!push.exposition || !result.after) return result;
    for (const Family& family : push.exposition->families()) {
        const FamilyEntry* entry = m_state->family(family.name);
        if (!entry || isTimeFamily(family.name) || entry->exposed() == plainType(family.type))
            continue;
        Problem problem = demoted(family.name);
        if (!push.exposition->body().empty()) {
            const Position position = push.exposition->position(family.offset);
            problem.line = position.line;
            problem.column = position.column;
            problem.length = static_cast<std::uint32_t>(family.name.size());
        }
        result.problems.push_back(std::move(problem));
    }
    return result;
}

std::vector<std::string> Gateway::undo(const GroupingKey& key, const Applied& applied) {
    std::vector<std::string> leftOut;
    if (group(key) == applied.after)
        m_state->commit(key, applied.before ? fitted(*m_state, applied.before, leftOut) : nullptr);
    return leftOut;
}

GroupPointer Gateway::recordFailure(const GroupingKey& key, UnixNanos at, std::string_view owner) {
    const GroupPointer current = group(key);
    auto next = current ? std::make_shared<Group>(*current) : std::make_shared<Group>();
    next->failureTime = std::max(at, next->failureTime);
    if (!current) {
        next->key = key;
        next->owner = owner;
    }
    const std::uint32_t number = m_state->ownerNumber(next->owner);
    if (key.job().empty() || addTimes(*next, GroupingLabels(next->key), m_state->seed, number) ||
        !objections(*m_state, m_state->find(key), *next, nullptr).empty())
        return nullptr;
    m_state->commit(key, next);
    return next;
}

std::vector<std::string> Gateway::restore(const StoredGroup& stored) {
    std::vector<std::string> leftOut;
    auto next = std::make_shared<Group>();
    next->key = stored.key;
    next->owner = stored.owner;
    next->pushTime = stored.pushTime;
    next->failureTime = stored.failureTime;
    const GroupingLabels grouping(next->key);
    const std::uint32_t owner = m_state->ownerNumber(stored.owner);
    if (auto exposition = readText(stored.held)) {
        std::vector<Objection> notHeld;
        next->families =
            holdAll(*exposition, grouping, m_state->seed, owner, stored.pushTime, notHeld);
        next->held = withoutTimes(FamilySet(*exposition));
        for (const Objection& each : notHeld) {
            if (!leftOut.empty() && leftOut.back() == each.family) continue;
            next = without(*next, each.family);
            leftOut.push_back(each.family);
        }
    } else {
        leftOut.push_back(exposition.error().message);
    }
    if (const auto wrongKey = addTimes(*next, grouping, m_state->seed, owner))
        leftOut.push_back(wrongKey->family);
    else if (GroupPointer group = fitted(*m_state, std::move(next), leftOut))
        m_state->commit(stored.key, std::move(group));
    return leftOut;
}

GroupPointer Gateway::erase(const GroupingKey& key) {
    GroupPointer gone = group(key);
    m_state->commit(key, nullptr);
    return gone;
}

void Gateway::wipe() {
    for (const GroupPointer& held : groups()) m_state->commit(held->key, nullptr);
}

std::vector<GroupPointer> Gateway::dropTypes(
    const std::function<bool(std::string_view, MetricType)>& allowed) {
    std::vector<GroupPointer> changed;
    for (const GroupPointer& held : groups()) {
        GroupPointer fewer = held;
        for (const FamilySet::Pointer& family : held->held.families())
            if (!allowed(family->name, family->type)) fewer = without(*fewer, family->name);
        if (fewer == held) continue;
        m_state->commit(held->key, fewer);
        changed.push_back(std::move(fewer));
    }
    return changed;
}

GroupPointer Gateway::group(const GroupingKey& key) const {
    const GatewayState::Record* record = m_state->find(key);
    return record ? record->group : nullptr;
}

std::vector<GroupPointer> Gateway::groups() const {
    std::vector<GroupPointer> groups;
    groups.reserve(m_state->records.size());
    for (const auto& [key, record] : m_state->records) groups.push_back(record.group);
    std::ranges::sort(groups, {},
                      [](const GroupPointer& group) -> const GroupingKey& { return group->key; });
    return groups;
}

std::size_t Gateway::groupCount() const { return m_state->records.size(); }

std::size_t Gateway::seriesCount() const { return m_state->series.size(); }

Usage Gateway::usage(std::string_view owner) const {
    const std::uint32_t number = m_state->ownerNumber(owner);
    return number < m_state->usage.size() ? m_state->usage[number] : Usage{};
}

std::vector<Problem> Gateway::problems(const GroupingKey& key) const {
    std::vector<Problem> problems;
    const GroupPointer held = group(key);
    if (!held) return problems;
    for (const HeldFamilyPointer& family : held->families)
        if (m_state->family(family->name)->exposed() != plainType(family->type))
            problems.push_back(demoted(family->name));
    return problems;
}

std::optional<MetricType> Gateway::exposedType(std::string_view family) const {
    const FamilyEntry* entry = m_state->family(family);
    return entry && !entry->empty() ? std::optional(entry->exposed()) : std::nullopt;
}

Snapshot Gateway::snapshot() const {
    constexpr std::size_t kHeaderBytes = 256;  // about what # HELP and # TYPE take
    std::vector<Snapshot::FamilyPages> families;
    families.reserve(m_state->families.size());
    for (const auto& [name, entry] : m_state->families)
        if (!entry.empty()) families.push_back(entry.pages());
    ++m_state->generation;
    const std::size_t bytes = m_state->bytes + families.size() * kHeaderBytes;
    return {std::move(families), bytes};
}

}  // namespace gatepost::metrics
