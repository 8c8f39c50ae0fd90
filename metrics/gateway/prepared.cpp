// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/prepared.h"

#include <algorithm>
#include <iterator>

namespace gatepost::metrics {
namespace {

constexpr auto nameOf = [](const auto& held) -> std::string_view { return held->name; };

bool hasTimestamps(const Exposition& exposition) {
    for (const Family& family : exposition.families())
        for (const Series& series : exposition.series(family))
            for (const Sample& sample : exposition.samples(series))
                if (sample.hasTimestamp) return true;
    return false;
}

}  // namespace

FreshFamilies holdAll(const Exposition& exposition, const GroupingLabels& grouping, SipKey seed,
                      std::vector<Objection>& notHeld) {
    FreshFamilies all;
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
        all.push_back(std::make_shared<HeldFamily>(std::move(*held)));
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

std::expected<FreshFamilies, Objection> holdTimes(const Group& group,
                                                  const GroupingLabels& grouping, SipKey seed) {
    FreshFamilies times;
    for (const std::string_view name : {kPushFailureTime, kPushTime}) {
        const UnixNanos time = name == kPushTime ? group.pushTime : group.failureTime;
        auto held = holdTime(name, time, grouping, seed);
        if (!held)
            return std::unexpected(
                Objection{ClashKind::Invalid, std::string(name), std::move(held.error())});
        times.push_back(std::make_shared<HeldFamily>(std::move(*held)));
    }
    return times;
}

void take(Group& group, const FreshFamilies& fresh, std::uint32_t owner) {
    std::vector<HeldFamilyPointer> older = std::move(group.families);
    group.families.clear();
    group.families.reserve(fresh.size() + older.size());
    for (const auto& held : fresh) {
        held->owner = owner;
        held->pushedAt = group.pushTime;
    }
    std::ranges::set_union(fresh, older, std::back_inserter(group.families), {}, nameOf, nameOf);
}

FamilySet withoutTimes(FamilySet families) {
    if (!families.find(kPushTime) && !families.find(kPushFailureTime)) return families;
    std::vector<std::string> names = families.names();
    std::erase_if(names, isTimeFamily);
    return families.only(names);
}

PreparedPush::Parts prepared(const GroupingKey& key, Push push, SipKey seed) {
    PreparedPush::Parts parts{std::move(push), key, nullptr, {}, {}};
    const Push& own = parts.push;
    if (own.method == PushMethod::Delete) return parts;
    const auto refuse = [&parts](ClashKind kind, std::string why) {
        parts.objections.push_back({kind, "", std::move(why)});
    };
    if (own.exposition && hasTimestamps(*own.exposition)) {
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
    next.held = withoutTimes(std::move(parts.push.families));
    const GroupingLabels grouping(next.key);
    if (own.exposition) parts.fresh = holdAll(*own.exposition, grouping, seed, parts.objections);
    auto times = holdTimes(next, grouping, seed);
    if (!times) {
        parts.objections.push_back(std::move(times.error()));
        return parts;
    }
    const auto middle = std::ranges::ssize(parts.fresh);
    std::ranges::move(*times, std::back_inserter(parts.fresh));
    std::ranges::inplace_merge(parts.fresh, parts.fresh.begin() + middle, {}, nameOf);
    return parts;
}

}  // namespace gatepost::metrics
