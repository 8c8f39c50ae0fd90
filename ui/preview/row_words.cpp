// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/row_words.h"

#include <cmath>

#include "ui/common/words.h"
#include "ui/preview/labels.h"

namespace gatepost::ui {
namespace {

using Level = PreviewModel::Level;
using Column = PreviewModel::Column;

QString labelsText(std::string_view line) {
    QString shown;
    for (const auto& [name, value] : seriesLabels(line)) {
        if (!shown.isEmpty()) shown += QStringLiteral("  ");
        shown += text(name) + QLatin1Char('=') + text(value);
    }
    return shown.isEmpty() ? shown : technical(shown);
}

QString rateWords(float perSecond) {
    return std::isfinite(perSecond) ? rate(static_cast<double>(perSecond)) : QString();
}

/// The sign tells the state without its colour.
QString stateWords(const relay::GroupSnapshot& group) {
    if (group.refusal) return PreviewModel::tr("✕ refused");
    switch (group.state) {
        case relay::GroupState::Quarantined: return PreviewModel::tr("✕ rejected");
        case relay::GroupState::Delivered: return PreviewModel::tr("✓ delivered");
        default: return PreviewModel::tr("… waiting");
    }
}

QString applicationWords(const ApplicationDigest& application, int column) {
    if (column == Column::Name)
        return application.paused
                   ? PreviewModel::tr("%1 (paused)").arg(ownerName(application.owner))
                   : ownerName(application.owner);
    if (column == Column::Value)
        return PreviewModel::tr("%n group(s)", nullptr,
                                static_cast<int>(application.groups.size()));
    return {};
}

QString groupWords(const relay::GroupSnapshot& group, int column, qint64 now) {
    if (column == Column::Name) return groupName(group.key);
    if (column == Column::Age) return age(group.lastPush, now);
    return column == Column::Value ? stateWords(group) : QString();
}

QString familyWords(const FamilyDigest& family, int column, qint64 now) {
    // One series without labels says no more than its family can.
    const bool alone =
        family.rows.size() == 1 && seriesLabels(keyOf(family, family.rows.front())).empty();
    switch (column) {
        case Column::Name: return text(family.family->name);
        case Column::Value:
            return alone ? number(family.rows.front().value)
                         : PreviewModel::tr("%Ln series", nullptr,
                                            static_cast<int>(family.rows.size()));
        case Column::Rate: return alone ? rateWords(family.rows.front().rate) : QString();
        case Column::Age: return age(family.at, now);
        default: return {};
    }
}

QString seriesWords(const FamilyDigest& family, const SeriesRow& series, int column, qint64 now) {
    switch (column) {
        case Column::Name: {
            const auto labels = labelsText(keyOf(family, series));
            return labels.isEmpty() ? PreviewModel::tr("(no labels)") : labels;
        }
        case Column::Value: return number(series.value);
        case Column::Rate: return rateWords(series.rate);
        case Column::Age: return age(family.at, now);
        default: return {};
    }
}

}  // namespace

QString rowWords(const Preview& preview, const PreviewModel::Node& node, int column, qint64 now) {
    switch (node.level) {
        case Level::Application: return applicationWords(*node.application, column);
        case Level::Group: return groupWords(preview.group(*node.group), column, now);
        case Level::Family: return familyWords(*node.family, column, now);
        case Level::Series: return seriesWords(*node.family, *node.series, column, now);
    }
    return {};
}

QString rowTip(const Preview& preview, const PreviewModel::Node& node) {
    const auto& owner = node.application->owner;
    switch (node.level) {
        case Level::Application:
            return PreviewModel::tr("%1\nprocess %2, user %3")
                .arg(owner.executable.empty() ? ownerName(owner) : text(owner.executable))
                .arg(owner.pid)
                .arg(text(owner.user));
        case Level::Group: return text(metrics::pushPath(preview.group(*node.group).key));
        case Level::Family: return text(metrics::toString(node.family->family->type));
        case Level::Series: return text(linesOf(*node.family, *node.series).substr(0, 1000));
    }
    return {};
}

std::optional<Tone> rowTone(const Preview& preview, const PreviewModel::Node& node) {
    if (node.level != Level::Group) return std::nullopt;
    const auto& group = preview.group(*node.group);
    if (group.refusal || group.state == relay::GroupState::Quarantined) return Tone::Error;
    return group.state == relay::GroupState::Delivered ? Tone::Calm : Tone::Waiting;
}

QString columnName(int column) {
    switch (column) {
        case Column::Name: return PreviewModel::tr("Application, group, family, series");
        case Column::Value: return PreviewModel::tr("Value");
        case Column::Rate: return PreviewModel::tr("Rate");
        case Column::Age: return PreviewModel::tr("Last push");
        case Column::Spark: return PreviewModel::tr("Last minutes");
        default: return {};
    }
}

}  // namespace gatepost::ui
