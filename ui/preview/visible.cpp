// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/visible.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ui/common/words.h"

namespace gatepost::ui {
namespace {

std::string familyName(const Preview& preview, const ApplicationDigest& application,
                       const GroupDigest& group, const FamilyDigest& family) {
    return application.id + '\n' + preview.group(group).id + '\n' + family.family->name;
}

/// Names of series by that of their family.
using ByFamily = std::unordered_map<std::string, std::unordered_set<std::string>>;

ByFamily byFamily(const QSet<QString>& names) {
    ByFamily wanted;
    for (const auto& name : names) {
        const auto whole = name.toStdString();
        const auto last = whole.rfind('\n');
        if (last != std::string::npos) wanted[whole.substr(0, last)].insert(whole.substr(last + 1));
    }
    return wanted;
}

VisibleFamily onlyNamed(const VisibleFamily& visible, const FamilyDigest& family,
                        const std::unordered_set<std::string>& names) {
    VisibleFamily shown{visible.index, false, {}};
    const auto take = [&](std::uint32_t row) {
        if (names.contains(std::string(keyOf(family, family.rows[row])))) shown.rows.push_back(row);
    };
    if (visible.all)
        for (std::uint32_t row = 0; row < family.rows.size(); ++row) take(row);
    else
        std::ranges::for_each(visible.rows, take);
    return shown;
}

bool sameFamilies(const VisibleGroup& visible, const GroupDigest& before,
                  const GroupDigest& after) {
    return std::ranges::all_of(visible.families, [&](const VisibleFamily& family) {
        const auto& one = *before.families[family.index];
        const auto& other = *after.families[family.index];
        return &one == &other ||
               (one.family->name == other.family->name && one.rows.size() == other.rows.size());
    });
}

}  // namespace

QString seriesName(const Preview& preview, const ApplicationDigest& application,
                   const GroupDigest& group, const FamilyDigest& family, const SeriesRow& row) {
    return text(familyName(preview, application, group, family) + '\n' +
                std::string(keyOf(family, row)));
}

std::pair<const FamilyDigest*, const SeriesRow*> seriesNamed(const Preview& preview,
                                                             const QString& name) {
    const auto wanted = name.toStdString();
    for (const auto& application : preview.applications) {
        if (!wanted.starts_with(application.id + '\n')) continue;
        for (const auto& group : application.groups)
            for (const auto& family : group.families) {
                const auto prefix = familyName(preview, application, group, *family) + '\n';
                if (!wanted.starts_with(prefix)) continue;
                for (const auto& row : family->rows)
                    if (keyOf(*family, row) == std::string_view(wanted).substr(prefix.size()))
                        return {family.get(), &row};
            }
    }
    return {nullptr, nullptr};
}

std::size_t seriesIn(const Visible& visible, const Preview& preview) {
    std::size_t sum = 0;
    for (const auto& application : visible)
        for (const auto& group : application.groups)
            for (const auto& family : group.families) {
                const auto& held = preview.applications[application.index].groups[group.index];
                sum += family.all ? held.families[family.index]->rows.size() : family.rows.size();
            }
    return sum;
}

Visible onlyNamed(const Visible& visible, const Preview& preview, const QSet<QString>& names) {
    const auto wanted = byFamily(names);
    Visible result;
    for (const auto& application : visible) {
        const auto& held = preview.applications[application.index];
        VisibleApplication shown{application.index, {}};
        for (const auto& group : application.groups) {
            const auto& heldGroup = held.groups[group.index];
            VisibleGroup shownGroup{group.index, {}};
            for (const auto& family : group.families) {
                const auto& digest = *heldGroup.families[family.index];
                const auto known = wanted.find(familyName(preview, held, heldGroup, digest));
                if (known == wanted.end()) continue;
                auto rows = onlyNamed(family, digest, known->second);
                if (!rows.rows.empty()) shownGroup.families.push_back(std::move(rows));
            }
            if (!shownGroup.families.empty()) shown.groups.push_back(std::move(shownGroup));
        }
        if (!shown.groups.empty()) result.push_back(std::move(shown));
    }
    return result;
}

bool sameNodes(const Visible& visible, const Preview& before, const Preview& after) {
    return std::ranges::all_of(visible, [&](const VisibleApplication& application) {
        const auto& one = before.applications[application.index];
        const auto& other = after.applications[application.index];
        return one.id == other.id &&
               std::ranges::all_of(application.groups, [&](const VisibleGroup& group) {
                   const auto& old = one.groups[group.index];
                   const auto& fresh = other.groups[group.index];
                   return before.group(old).id == after.group(fresh).id &&
                          sameFamilies(group, old, fresh);
               });
    });
}

}  // namespace gatepost::ui
