// SPDX-License-Identifier: Apache-2.0
// client_golang's checkMetricConsistency and checkSuffixCollisions (prometheus/registry.go), for
// one group's change against all that is held, and its words. Looks only at what changes.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "metrics/exposition/go_syntax.h"
#include "metrics/gateway/held_family.h"
#include "metrics/gateway/state.h"

namespace gatepost::metrics {
namespace {

/// COUNTER, HISTOGRAM, ... as client_model names types.
std::string typeName(MetricType type) {
    std::string name(toString(type));
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

const FamilyShape* heldIn(const Group* group, std::string_view name) {
    return group ? group->shape->find(name) : nullptr;
}

/// The check of one group's change: the arguments that all steps share, and what they find.
struct Check {
    const GatewayState& state;
    const GatewayState::Record* record;
    const Group& next;
    const Exposition* pushed;
    std::vector<Objection> found = {};
    std::size_t foundBytes = 0;

    [[nodiscard]] const Group* current() const { return record ? record->group.get() : nullptr; }

    /// How many groups will hold the family with the type.
    [[nodiscard]] std::size_t groupsAfter(std::string_view name, MetricType type) const {
        const FamilyEntry* entry = state.family(name);
        std::size_t groups = entry ? entry->groupsOf(type) : 0;
        if (entry && entry->reserved() == type) ++groups;
        if (const FamilyShape* held = heldIn(current(), name)) groups -= held->type == type ? 1 : 0;
        if (const FamilyShape* held = heldIn(&next, name)) groups += held->type == type ? 1 : 0;
        return groups;
    }

    [[nodiscard]] bool existsAfter(std::string_view name) const {
        const FamilyEntry* entry = state.family(name);
        const std::size_t others = entry ? entry->groups() - (heldIn(current(), name) ? 1 : 0) : 0;
        return others > 0 || (entry && entry->reserved()) || heldIn(&next, name);
    }

    /// `index` is the series' in its family.
    [[nodiscard]] std::string metric(const FamilyShape& held, std::size_t index) const {
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

    void object(ClashKind kind, const FamilyShape& held, std::string why) {
        foundBytes += why.size();
        found.push_back({kind, std::string(held.name), std::move(why)});
    }
    /// About one series. What would not be listed is only counted.
    void object(ClashKind kind, const FamilyShape& held, std::size_t index, std::string_view why) {
        const bool isListed = foundBytes <= kListedBytes;
        object(kind, held, isListed ? metric(held, index) + std::string(why) : std::string());
    }

    /// False where the family cannot be beside what is held under its name, or what its name says.
    [[nodiscard]] bool type(const FamilyShape* before, const FamilyShape& after) {
        const FamilyEntry* entry = state.family(after.name);
        if (!entry) return true;
        const MetricType own = after.type;
        if (entry->reserved() && *entry->reserved() != own) {
            object(ClashKind::OwnFamily, after,
                   "gathered metric family " + std::string(after.name) + " has type " +
                       typeName(own) + " but should have " + typeName(*entry->reserved()));
            return false;
        }
        const auto notA = [&](MetricType other) {
            for (std::size_t i = 0; i < std::max<std::size_t>(after.series.size(), 1); ++i)
                object(ClashKind::Type, after, i, " is not a " + typeName(other));
            return false;
        };
        if (const auto mine = entry->typeOf(after.owner, before); mine && *mine != own)
            return notA(*mine);
        for (std::size_t i = 0; i < kTypeCount; ++i) {
            const auto other = static_cast<MetricType>(i);
            if (other == own) continue;
            if (!isStructured(other) && !isStructured(own)) continue;
            const bool wasMine = before && before->type == other;
            if (entry->groupsOf(other) > (wasMine ? 1u : 0u)) return notA(other);
        }
        return true;
    }

    [[nodiscard]] bool suffix(const FamilyShape& after) {
        const std::string_view name = after.name;
        const auto collides = [&](const std::string& named, const std::string& what,
                                  std::string_view with) {
            object(ClashKind::Suffix, after,
                   "collected " + named + " named " + goQuoted(name) +
                       " collides with previously collected " + what + " named " + goQuoted(with));
            return false;
        };
        for (const std::string_view end : {"_count", "_sum", "_bucket"}) {
            if (!name.ends_with(end)) continue;
            const std::string_view base = name.substr(0, name.size() - end.size());
            if (end != "_bucket" && groupsAfter(base, MetricType::Summary) > 0)
                return collides("metric", "summary", base);
            if (groupsAfter(base, MetricType::Histogram) > 0)
                return collides("metric", "histogram", base);
        }
        if (!isStructured(after.type)) return true;
        for (const std::string_view end : {"_count", "_sum", "_bucket"}) {
            if (end == "_bucket" && after.type == MetricType::Summary) continue;
            const std::string other = std::string(after.name) + std::string(end);
            if (existsAfter(other))
                return collides(end == "_bucket" ? "histogram" : "histogram or summary", "metric",
                                other);
        }
        return true;
    }

    void series(const FamilyShape* before, const FamilyShape& after) {
        if (before && before->series == after.series) return;
        const auto duplicate = [&](std::size_t index) {
            object(isTimeFamily(after.name) ? ClashKind::SameIdentity : ClashKind::Duplicate, after,
                   index, " was collected before with the same name and label values");
        };
        std::vector<SeriesHash> sorted = after.series;
        std::ranges::sort(sorted);
        const bool isTwice = std::ranges::adjacent_find(sorted) != sorted.end();
        std::set<SeriesHash> seen;
        for (std::size_t i = 0; i < after.series.size(); ++i) {
            const SeriesHash& hash = after.series[i];
            const auto held = state.series.find(hash);
            if (held != state.series.end() && held->second != record)
                duplicate(i);
            else if (isTwice && !seen.insert(hash).second)
                duplicate(i);
        }
    }
};

}  // namespace

std::vector<Objection> objections(const GatewayState& state, const GatewayState::Record* record,
                                  const Group& next, const Exposition* pushed) {
    Check check{state, record, next, pushed};
    const Group* current = check.current();
    const GroupShape* was = current ? current->shape.get() : nullptr;
    walkFamilies(was, next.shape.get(), [&](std::size_t i, std::size_t j) {
        if (j == kNone) return;
        const FamilyShape* before = i == kNone ? nullptr : was->families[i].get();
        const FamilyShape& after = *next.shape->families[j];
        if (before == &after || !check.type(before, after)) return;
        // Where the name had the type already, whoever collides with it is the newcomer.
        if (!(before && before->type == after.type) && !check.suffix(after)) return;
        check.series(before, after);
    });
    return std::move(check.found);
}

Clash clashOf(std::vector<Objection> objections) {
    std::ranges::stable_sort(objections, {}, &Objection::family);
    Clash clash{objections.front().kind, std::move(objections.front().family),
                "pushed metrics are invalid or inconsistent with existing metrics: "};
    if (objections.size() == 1) {
        clash.message += objections.front().why;
        return clash;
    }
    clash.message += std::to_string(objections.size()) + " error(s) occurred:";
    for (std::size_t i = 0; i < objections.size(); ++i) {
        if (clash.message.size() > kListedBytes || objections[i].why.empty()) {
            clash.message += "\n* and " + std::to_string(objections.size() - i) + " more";
            break;
        }
        clash.message += "\n* " + objections[i].why;
    }
    return clash;
}

}  // namespace gatepost::metrics
