// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/gateway.h"

#include <algorithm>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/numbers.h"
#include "metrics/gateway/prepared.h"
#include "metrics/lint/sample_line.h"

namespace gatepost::metrics {
namespace {

/// The group as the push would leave it, and what speaks against that.
struct Plan {
    GroupPointer next;  // null: it would be gone
    std::vector<Objection> objections;
};

/// Whether no family of the shape would stay beside these.
bool hasAll(const FreshFamilies& fresh, const GroupShape& shape) {
    const auto nameOf = [](const auto& family) -> std::string_view { return family->name; };
    return std::ranges::includes(fresh, shape.families, {}, nameOf, nameOf);
}

Plan planned(const GatewayState& state, const GatewayState::Record* record,
             PreparedPush::Parts& parts) {
    Plan plan{nullptr, std::move(parts.objections)};
    if (!parts.next) return plan;
    const Group* current = record ? record->group.get() : nullptr;
    Group& next = *parts.next;
    const std::uint32_t owner = state.ownerNumber(next.owner);
    if (current) {
        next.pushTime = std::max(next.pushTime, current->pushTime);
        next.failureTime = current->failureTime;
    }
    const bool stays =
        current && parts.push.method == PushMethod::Post && !hasAll(parts.fresh, *current->shape);
    if (stays) {
        takeBeside(next, parts.fresh, owner, *current);
    } else {
        take(next, parts.fresh, owner, parts.print);
    }
    for (Objection& each : objections(state, record, next, parts.push.exposition))
        plan.objections.push_back(std::move(each));
    if (plan.objections.empty()) setTimes(next);
    plan.next = std::move(parts.next);
    return plan;
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

/// `origins` are of the families that were read; of these all or fewer are held.
void setOrigins(GatewayState& state, Group& next, const FreshFamilies& fresh,
                std::span<const Family* const> families, std::span<const FamilyOrigin> origins) {
    next.pushedAt.assign(fresh.size(), next.pushTime);
    const auto isAnothers = [&next](const FamilyOrigin& origin) {
        return origin.owner != next.owner;
    };
    const bool isShared = std::ranges::any_of(origins, isAnothers);
    if (isShared) next.owners.assign(fresh.size(), next.owner);
    const auto nameOf = [](const Family* family) -> std::string_view { return family->name; };
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const auto read =
            std::ranges::lower_bound(families, std::string_view(fresh[i]->name), {}, nameOf);
        if (read == families.end() || (*read)->name != fresh[i]->name) continue;
        const FamilyOrigin& origin = origins[static_cast<std::size_t>(read - families.begin())];
        fresh[i]->owner = state.makeOwnerNumber(origin.owner);
        if (isShared) next.owners[i] = origin.owner;
        next.pushedAt[i] = origin.pushedAt;
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

PreparedPush::PreparedPush(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
PreparedPush::~PreparedPush() = default;
PreparedPush::PreparedPush(PreparedPush&&) noexcept = default;
PreparedPush& PreparedPush::operator=(PreparedPush&&) noexcept = default;
Hash128 PreparedPush::print() const { return m_parts->print; }

PreparedPush Gateway::prepare(const GroupingKey& key, Push push) const {
    return PreparedPush(
        std::make_unique<PreparedPush::Parts>(prepared(key, std::move(push), *m_state)));
}

void Gateway::complete(PreparedPush& push) const { addShape(*push.m_parts, m_state->seed); }

std::expected<void, Clash> Gateway::check(const GroupingKey& key, const Push& push) const {
    PreparedPush::Parts parts = prepared(key, push, *m_state);
    addShape(parts, m_state->seed);
    Plan plan = planned(*m_state, m_state->find(key), parts);
    if (plan.objections.empty()) return {};
    return std::unexpected(clashOf(std::move(plan.objections)));
}

std::expected<Applied, Clash> Gateway::apply(const GroupingKey& key, const Push& push) {
    return apply(prepare(key, push));
}

bool Gateway::repeats(const PreparedPush& push) const {
    const PreparedPush::Parts& parts = *push.m_parts;
    if (!parts.next || !parts.objections.empty()) return false;
    const GatewayState::Record* record = m_state->find(parts.keyHash);
    if (!record) return false;
    const Group& held = *record->group;
    // The count follows from the print; memory is not read on a hash's word alone.
    return held.shape->print == parts.print && held.owner == parts.next->owner &&
           held.numbers.size() == parts.next->numbers.size();
}

/// What differs in numbers alone fits where the one before it did.
Applied Gateway::applyRepeated(PreparedPush::Parts& parts) {
    GatewayState::Record& record = *m_state->find(parts.keyHash);
    Applied result;
    result.before = record.group;
    Group& next = *parts.next;
    next.shape = result.before->shape;
    next.pushTime = std::max(next.pushTime, result.before->pushTime);
    next.failureTime = result.before->failureTime;
    setTimes(next);
    result.after = std::move(parts.next);
    m_state->replace(record, result.after);
    return result;
}

std::expected<Applied, Clash> Gateway::apply(PreparedPush push) {
    PreparedPush::Parts& parts = *push.m_parts;
    const Exposition* exposition = parts.push.exposition;
    Applied result;
    if (repeats(push)) {
        result = applyRepeated(parts);
    } else {
        addShape(parts, m_state->seed);
        const GatewayState::Record* record = m_state->find(parts.keyHash);
        if (record) result.before = record->group;
        Plan plan = planned(*m_state, record, parts);
        if (!plan.objections.empty()) return std::unexpected(clashOf(std::move(plan.objections)));
        result.after = std::move(plan.next);
        m_state->commit(result.after ? result.after->key : parts.key, result.after);
    }
    if (m_state->mixedFamilies == 0) return result;
    if (!exposition || !result.after) return result;
    for (const Family& family : exposition->families()) {
        const FamilyEntry* entry = m_state->family(family.name);
        if (!entry || isTimeFamily(family.name) || entry->exposed() == textType(family.type))
            continue;
        Problem problem = demoted(family.name);
        if (!exposition->body().empty()) {
            const Place place = namePlace(exposition->body(), family.offset);
            const Position position = exposition->position(place.offset);
            problem.line = position.line;
            problem.column = position.column;
            problem.length = place.length;
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
    next->lastPushSuccessful = false;
    if (!current) {
        next->key = key;
        next->owner = owner;
        FreshFamilies times;
        if (key.job().empty() || !holdTimes(times, *next, GroupingLabels(next->key), m_state->seed))
            return nullptr;
        take(*next, times, m_state->ownerNumber(owner), {});
        if (!objections(*m_state, nullptr, *next, nullptr).empty()) return nullptr;
    }
    setTimes(*next);
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
    next->lastPushSuccessful = stored.failureTime <= stored.pushTime;
    const GroupingLabels grouping(next->key);
    auto exposition = readText(stored.held);
    if (!exposition) {
        leftOut.push_back(exposition.error().message);
        exposition = Exposition();
    }
    const std::vector<const Family*> families = familiesByName(*exposition);
    std::vector<Objection> notHeld;
    FreshFamilies fresh = holdAll(*exposition, families, grouping, m_state->seed, notHeld);
    std::vector<NumberRange> ranges;
    next->numbers = numbersOf(*exposition, families, &ranges);
    if (next->numbers.size() == stored.numbers.size()) next->numbers = stored.numbers;
    for (std::size_t i = families.size(); i-- > 0;) {
        const auto why = std::ranges::find(notHeld, families[i]->name, &Objection::family);
        if (why == notHeld.end()) continue;
        leftOut.push_back(why->family);
        const auto numbers = next->numbers.begin();
        next->numbers.erase(numbers + static_cast<std::ptrdiff_t>(ranges[i].begin),
                            numbers + static_cast<std::ptrdiff_t>(ranges[i].end));
    }
    if (const auto times = holdTimes(fresh, *next, grouping, m_state->seed); !times) {
        leftOut.push_back(times.error().family);
        return leftOut;
    }
    take(*next, fresh, m_state->makeOwnerNumber(stored.owner), {});
    if (stored.origins.size() == families.size())
        setOrigins(*m_state, *next, fresh, families, stored.origins);
    setTimes(*next);
    if (GroupPointer group = fitted(*m_state, std::move(next), leftOut))
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
        for (const FamilyShapePointer& family : held->shape->families)
            if (!isTimeFamily(family->name) && !allowed(family->name, family->type))
                fewer = without(*fewer, family->name);
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
    groups.reserve(m_state->byKey.size());
    for (const auto& record : m_state->records)
        if (record) groups.push_back(record->group);
    std::ranges::sort(groups, {},
                      [](const GroupPointer& group) -> const GroupingKey& { return group->key; });
    return groups;
}

std::size_t Gateway::groupCount() const { return m_state->byKey.size(); }

std::size_t Gateway::seriesCount() const { return m_state->series.size(); }

Usage Gateway::usage(std::string_view owner) const {
    const std::uint32_t number = m_state->ownerNumber(owner);
    return number < m_state->usage.size() ? m_state->usage[number] : Usage{};
}

std::vector<Problem> Gateway::problems(const GroupingKey& key) const {
    std::vector<Problem> problems;
    const GroupPointer held = group(key);
    if (!held) return problems;
    for (const FamilyShapePointer& family : held->shape->families)
        if (m_state->family(family->name)->exposed() != family->type)
            problems.push_back(demoted(family->name));
    return problems;
}

std::optional<MetricType> Gateway::exposedType(std::string_view family) const {
    const FamilyEntry* entry = m_state->family(family);
    return entry && !entry->empty() ? std::optional(entry->exposed()) : std::nullopt;
}

Snapshot Gateway::snapshot() const {
    constexpr std::size_t kHeaderBytes = 256;  // about what # HELP and # TYPE take
    std::vector<Snapshot::FamilyType> families;
    families.reserve(m_state->families.size());
    for (const auto& [name, entry] : m_state->families)
        if (!entry.empty()) families.push_back({name, entry.nameHash(), entry.exposed()});
    const std::size_t bytes = m_state->bytes + families.size() * kHeaderBytes;
    return {std::move(families), m_state->pages.share(), bytes};
}

}  // namespace gatepost::metrics
