// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/prepared.h"

#include <algorithm>
#include <iterator>

#include "metrics/exposition/exposition_data.h"
#include "metrics/gateway/numbers.h"

namespace gatepost::metrics {
namespace {

constexpr auto nameOf = [](const auto& held) -> std::string_view { return held->name; };

void own(const FreshFamilies& fresh, std::uint32_t owner) {
    for (const auto& held : fresh) held->owner = owner;
}

/// A group's families one after another, each with its numbers, when it was pushed and by whom.
class Gathering {
public:
    /// `from` must live until finish().
    void add(const Group& from, std::size_t index) {
        const HeldFamily held = from.family(index);
        m_families.push_back(from.shape->families[index]);
        m_numbers.insert(m_numbers.end(), held.numbers.begin(), held.numbers.end());
        m_pushedAt.push_back(held.pushedAt);
        m_owners.push_back(&held.owner);
    }
    void finish(Group& group) {
        group.owners.clear();
        const auto isGroups = [&group](const std::string* owner) { return *owner == group.owner; };
        if (!std::ranges::all_of(m_owners, isGroups))
            for (const std::string* owner : m_owners) group.owners.push_back(*owner);
        group.shape = shapeOf(std::move(m_families));
        group.numbers = std::move(m_numbers);
        group.pushedAt = std::move(m_pushedAt);
    }

private:
    std::vector<FamilyShapePointer> m_families;
    std::vector<double> m_numbers;
    std::vector<UnixNanos> m_pushedAt;
    std::vector<const std::string*> m_owners;
};

}  // namespace

FreshFamilies holdAll(const Exposition& exposition, std::span<const Family* const> families,
                      const GroupingLabels& grouping, SipKey seed,
                      std::vector<Objection>& notHeld) {
    FreshFamilies all;
    all.reserve(families.size() + 2);
    FamilyHolder holder(exposition, grouping, seed);
    for (const Family* family : families) {
        auto held = holder.hold(*family);
        if (!held) {
            for (std::string& why : held.error())
                notHeld.push_back({ClashKind::Invalid, std::string(family->name), std::move(why)});
            continue;
        }
        all.push_back(std::make_shared<FamilyShape>(std::move(*held)));
    }
    return all;
}

std::expected<void, Objection> holdTimes(FreshFamilies& fresh, const Group& group,
                                         const GroupingLabels& grouping, SipKey seed) {
    const auto middle = std::ranges::ssize(fresh);
    for (const std::string_view name : {kPushFailureTime, kPushTime}) {
        const UnixNanos time = name == kPushTime ? group.pushTime : group.failureTime;
        auto held = holdTime(name, time, grouping, seed);
        if (!held)
            return std::unexpected(
                Objection{ClashKind::Invalid, std::string(name), std::move(held.error())});
        fresh.push_back(std::make_shared<FamilyShape>(std::move(*held)));
    }
    std::ranges::inplace_merge(fresh, fresh.begin() + middle, {}, nameOf);
    return {};
}

void take(Group& group, const FreshFamilies& fresh, std::uint32_t owner, Hash128 print) {
    own(fresh, owner);
    auto shape = shapeOf({fresh.begin(), fresh.end()});
    shape->print = print;
    // Where something could not be held, the numbers are more; nobody will see them.
    group.numbers.resize(shape->starts.back());
    group.shape = std::move(shape);
}

void takeBeside(Group& group, const FreshFamilies& fresh, std::uint32_t owner, const Group& older) {
    take(group, fresh, owner, {});
    Gathering all;
    walkFamilies(older.shape.get(), group.shape.get(), [&](std::size_t i, std::size_t j) {
        if (j == kNone)
            all.add(older, i);
        else
            all.add(group, j);
    });
    all.finish(group);
}

void setTimes(Group& group) {
    group.numbers[group.shape->times[0]] = static_cast<double>(group.failureTime) / 1e9;
    group.numbers[group.shape->times[1]] = static_cast<double>(group.pushTime) / 1e9;
}

std::shared_ptr<Group> without(const Group& group, std::string_view family) {
    auto fewer = std::make_shared<Group>();
    fewer->key = group.key;
    fewer->owner = group.owner;
    fewer->pushTime = group.pushTime;
    fewer->failureTime = group.failureTime;
    fewer->lastPushSuccessful = group.lastPushSuccessful;
    Gathering all;
    for (std::size_t i = 0; i < group.size(); ++i)
        if (group.shape->families[i]->name != family) all.add(group, i);
    all.finish(*fewer);
    return fewer;
}

PreparedPush::Parts prepared(const GroupingKey& key, Push push, const GatewayState& state) {
    PreparedPush::Parts parts;
    parts.push = std::move(push);
    parts.keyHash = state.hashOf(key);
    const Push& own = parts.push;
    if (own.method == PushMethod::Delete) {
        parts.key = key;
        return parts;
    }
    const auto refuse = [&parts](ClashKind kind, std::string why) {
        parts.objections.push_back({kind, "", std::move(why)});
    };
    if (own.exposition && !own.exposition->data().times.empty()) {
        refuse(ClashKind::Timestamp, "pushed metrics must not have timestamps");
        return parts;
    }
    if (key.job().empty()) {
        refuse(ClashKind::Invalid, "job name is required");
        return parts;
    }
    parts.next = std::make_shared<Group>();
    Group& next = *parts.next;
    next.key = key;
    next.owner = own.owner;
    next.pushTime = std::max<UnixNanos>(own.at, 0);
    static const Exposition kNothing;
    const Exposition& exposition = own.exposition ? *own.exposition : kNothing;
    parts.families = familiesByName(exposition);
    next.numbers = numbersOf(exposition, parts.families);
    parts.print =
        own.print == Hash128{} ? printOf(exposition, parts.families, state.seed) : own.print;
    return parts;
}

void addShape(PreparedPush::Parts& parts, SipKey seed) {
    if (!parts.next || parts.isShaped) return;
    parts.isShaped = true;
    const Group& next = *parts.next;
    const GroupingLabels grouping(next.key);
    if (parts.push.exposition)
        parts.fresh =
            holdAll(*parts.push.exposition, parts.families, grouping, seed, parts.objections);
    auto times = holdTimes(parts.fresh, next, grouping, seed);
    if (!times) parts.objections.push_back(std::move(times.error()));
}

}  // namespace gatepost::metrics
