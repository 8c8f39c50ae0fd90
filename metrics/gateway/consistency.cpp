// SPDX-License-Identifier: Apache-2.0
// client_golang's checkMetricConsistency and checkSuffixCollisions (prometheus/registry.go), for
// one group's change against all that is held, and its words. Looks only at what changes.
#include <algorithm>
#include <array>
#include <cctype>

#include "metrics/exposition/go_syntax.h"
#include "metrics/gateway/state.h"

namespace gatepost::metrics {
namespace {

/// COUNTER, GAUGE_HISTOGRAM, ... as client_model names types.
std::string typeName(MetricType type) {
    if (type == MetricType::GaugeHistogram) return "GAUGE_HISTOGRAM";
    std::string name(toString(type));
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

const HeldFamily* heldIn(const Group* group, std::string_view name) {
    if (!group) return nullptr;
    const auto found = std::ranges::lower_bound(
        group->families, name, {}, [](const auto& held) { return std::string_view(held->name); });
    return found != group->families.end() && (*found)->name == name ? found->get() : nullptr;
}

/// The check of one group's change; a value with the arguments that all steps share.
struct Check {
    const GatewayState& state;
    const GatewayState::Record* record;
    const Group& next;
    const Exposition* pushed;

    [[nodiscard]] const Group* current() const { return record ? record->group.get() : nullptr; }

    /// How many groups will hold the family with the type.
    [[nodiscard]] std::size_t groupsAfter(std::string_view name, MetricType type) const {
        const FamilyEntry* entry = state.family(name);
        std::size_t groups = entry ? entry->groupsOf(type) : 0;
        if (entry && entry->reserved() == plainType(type)) ++groups;
        if (const HeldFamily* held = heldIn(current(), name))
            groups -= plainType(held->type) == plainType(type) ? 1 : 0;
        if (const HeldFamily* held = heldIn(&next, name))
            groups += plainType(held->type) == plainType(type) ? 1 : 0;
        return groups;
    }

    [[nodiscard]] bool existsAfter(std::string_view name) const {
        const FamilyEntry* entry = state.family(name);
        const std::size_t others = entry ? entry->groups() - (heldIn(current(), name) ? 1 : 0) : 0;
        return others > 0 || (entry && entry->reserved()) || heldIn(&next, name);
    }

    /// `index` is the series' in its family.
    [[nodiscard]] std::string metric(const HeldFamily& held, std::size_t index) const {
        if (pushed) {
            const auto families = pushed->families();
            // From behind, as of a family that comes twice the last counts.
            for (auto family = families.rbegin(); family != families.rend(); ++family)
                if (family->name == held.name)
                    return collected(*pushed, *family, pushed->series(*family)[index],
                                     GroupingLabels(next.key));
        }
        std::string text = "collected metric " + goQuoted(held.name) + " { ";
        const GroupingLabels grouping(next.key);
        for (const Label& label : grouping.withInstance())
            text +=
                "label:<name:" + goQuoted(label.name) + " value:" + goQuoted(label.value) + " > ";
        return text += "}";
    }

    [[nodiscard]] std::unexpected<Clash> clash(ClashKind kind, const HeldFamily& held,
                                               const std::string& why) const {
        return std::unexpected(Clash{kind, held.name, refused(why)});
    }

    [[nodiscard]] std::expected<void, Clash> type(const HeldFamily* before,
                                                  const HeldFamily& after) const {
        const FamilyEntry* entry = state.family(after.name);
        if (!entry) return {};
        const MetricType own = plainType(after.type);
        if (entry->reserved() && *entry->reserved() != own)
            return clash(ClashKind::OwnFamily, after,
                         "gathered metric family " + after.name + " has type " + typeName(own) +
                             " but should have " + typeName(*entry->reserved()));
        const auto notA = [&](MetricType other) {
            return clash(ClashKind::Type, after, metric(after, 0) + " is not a " + typeName(other));
        };
        if (const auto mine = entry->typeOf(after.owner, before); mine && *mine != own)
            return notA(*mine);
        for (std::size_t i = 0; i < kTypeCount; ++i) {
            const auto other = static_cast<MetricType>(i);
            if (other == own || plainType(other) != other) continue;
            if (!isStructured(other) && !isStructured(own)) continue;
            const bool wasMine = before && plainType(before->type) == other;
            if (entry->groupsOf(other) > (wasMine ? 1u : 0u)) return notA(other);
        }
        return {};
    }

    [[nodiscard]] std::expected<void, Clash> suffix(const HeldFamily& after) const {
        const std::string_view name = after.name;
        for (const std::string_view end : {"_count", "_sum", "_bucket"}) {
            if (!name.ends_with(end)) continue;
            const std::string_view base = name.substr(0, name.size() - end.size());
            const auto collides = [&](std::string_view what) {
                return clash(ClashKind::Suffix, after,
                             "collected metric named " + goQuoted(name) +
                                 " collides with previously collected " + std::string(what) +
                                 " named " + goQuoted(base));
            };
            if (end != "_bucket" && groupsAfter(base, MetricType::Summary) > 0)
                return collides("summary");
            if (groupsAfter(base, MetricType::Histogram) > 0 ||
                groupsAfter(base, MetricType::GaugeHistogram) > 0)
                return collides("histogram");
        }
        if (!isStructured(after.type)) return {};
        for (const std::string_view end : {"_count", "_sum", "_bucket"}) {
            if (end == "_bucket" && after.type == MetricType::Summary) continue;
            const std::string other = after.name + std::string(end);
            if (existsAfter(other))
                return clash(
                    ClashKind::Suffix, after,
                    std::string("collected histogram ") + (end == "_bucket" ? "" : "or summary ") +
                        "named " + goQuoted(name) +
                        " collides with previously collected metric named " + goQuoted(other));
        }
        return {};
    }

    [[nodiscard]] std::expected<void, Clash> series(const HeldFamily* before,
                                                    const HeldFamily& after) const {
        if (before && before->series == after.series) return {};
        const auto duplicate = [&](const SeriesHash& hash) {
            const auto last = std::ranges::find(after.series.rbegin(), after.series.rend(), hash);
            const auto index = static_cast<std::size_t>(last.base() - after.series.begin() - 1);
            return clash(
                isTimeFamily(after.name) ? ClashKind::SameIdentity : ClashKind::Duplicate, after,
                metric(after, index) + " was collected before with the same name and label values");
        };
        std::vector<SeriesHash> sorted = after.series;
        std::ranges::sort(sorted);
        const auto twice = std::ranges::adjacent_find(sorted);
        if (twice != sorted.end()) return duplicate(*twice);
        for (const SeriesHash& hash : after.series) {
            const auto found = state.series.find(hash);
            if (found != state.series.end() && found->second != record) return duplicate(hash);
        }
        return {};
    }
};

}  // namespace

std::string refused(std::string_view why) {
    return "pushed metrics are invalid or inconsistent with existing metrics: " + std::string(why);
}

std::expected<void, Clash> fits(const GatewayState& state, const GatewayState::Record* record,
                                const Group& next, const Exposition* pushed) {
    const Check check{state, record, next, pushed};
    const Group* current = check.current();
    std::expected<void, Clash> result;
    walkFamilies(current, &next, [&](std::size_t i, std::size_t j) {
        if (!result || j == kNone) return;
        const HeldFamily* before = i == kNone ? nullptr : current->families[i].get();
        const HeldFamily& after = *next.families[j];
        if (before == &after) return;
        result = check.type(before, after);
        // Where the name had the type already, whoever collides with it is the newcomer.
        if (result && !(before && before->type == after.type)) result = check.suffix(after);
        if (result) result = check.series(before, after);
    });
    return result;
}

}  // namespace gatepost::metrics
