// SPDX-License-Identifier: Apache-2.0
// What of a preview is shown, as places in it: the filter makes it, the model shows it. Pure.
#pragma once

#include <QSet>
#include <QString>
#include <vector>

#include "ui/preview/digest.h"

namespace gatepost::ui {

struct VisibleFamily {
    std::uint32_t index = 0;
    bool all = true;  // every row, and `rows` is empty
    std::vector<std::uint32_t> rows;
    bool operator==(const VisibleFamily&) const = default;
};

struct VisibleGroup {
    std::uint32_t index = 0;
    std::vector<VisibleFamily> families;
    bool operator==(const VisibleGroup&) const = default;
};

struct VisibleApplication {
    std::uint32_t index = 0;
    std::vector<VisibleGroup> groups;
    bool operator==(const VisibleApplication&) const = default;
};

using Visible = std::vector<VisibleApplication>;

/// Names a series over pushes, whatever its place: of application, group, family and labels.
[[nodiscard]] QString seriesName(const Preview& preview, const ApplicationDigest& application,
                                 const GroupDigest& group, const FamilyDigest& family,
                                 const SeriesRow& row);
/// The series of that name, wherever it stands; null where there is none.
[[nodiscard]] std::pair<const FamilyDigest*, const SeriesRow*> seriesNamed(const Preview& preview,
                                                                           const QString& name);
/// How many series are shown.
[[nodiscard]] std::size_t seriesIn(const Visible& visible, const Preview& preview);
/// Of the visible only the series of these names.
[[nodiscard]] Visible onlyNamed(const Visible& visible, const Preview& preview,
                                const QSet<QString>& names);
/// Whether the same nodes stand at the same places, so that only values differ.
[[nodiscard]] bool sameNodes(const Visible& visible, const Preview& before, const Preview& after);

}  // namespace gatepost::ui
