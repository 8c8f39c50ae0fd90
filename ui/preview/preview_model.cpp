// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/preview_model.h"

#include <QDateTime>
#include <QFont>
#include <QGuiApplication>

#include <cmath>

#include "ui/common/words.h"
#include "ui/preview/row_words.h"
#include "ui/preview/tree_place.h"

namespace gatepost::ui {

namespace {

Qt::Alignment alignmentOf(int column) {
    const bool isNumber = column == PreviewModel::Value || column == PreviewModel::Rate;
    return (isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter;
}

}  // namespace

PreviewModel::PreviewModel(QObject* parent)
    : QAbstractItemModel(parent),
      m_now(QDateTime::currentMSecsSinceEpoch()) {
    auto empty = std::make_shared<Preview>();
    empty->source = std::make_shared<relay::RelaySnapshot>();
    m_preview = std::move(empty);
}

std::optional<PreviewModel::Node> PreviewModel::node(const QModelIndex& index) const {
    const auto at = placeOf(index);
    if (at.level < 0 || at.a >= m_visible.size()) return std::nullopt;
    Node node;
    node.level = static_cast<Level>(at.level);
    const auto& application = m_visible[at.a];
    node.application = &m_preview->applications[application.index];
    if (at.level == 0) return node;
    const auto& group = application.groups[at.g];
    node.group = &node.application->groups[group.index];
    if (at.level == 1) return node;
    const auto& family = group.families[at.f];
    node.family = node.group->families[family.index].get();
    if (at.level == 2) return node;
    node.series = &node.family->rows[family.all ? at.r : family.rows[at.r]];
    return node;
}

QModelIndex PreviewModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    const auto up = placeOf(parent);
    return createIndex(row, column, packed(static_cast<unsigned>(up.level + 1), up.a, up.g, up.f));
}

QModelIndex PreviewModel::parent(const QModelIndex& index) const {
    const auto at = placeOf(index);
    switch (at.level) {
        case 1: return createIndex(static_cast<int>(at.a), 0, packed(0, 0, 0, 0));
        case 2: return createIndex(static_cast<int>(at.g), 0, packed(1, at.a, 0, 0));
        case 3: return createIndex(static_cast<int>(at.f), 0, packed(2, at.a, at.g, 0));
        default: return {};
    }
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) return 0;
    const auto at = placeOf(parent);
    switch (at.level) {
        case -1: return static_cast<int>(m_visible.size());
        case 0: return static_cast<int>(m_visible[at.a].groups.size());
        case 1: return static_cast<int>(m_visible[at.a].groups[at.g].families.size());
        case 2: {
            const auto& family = m_visible[at.a].groups[at.g].families[at.f];
            return static_cast<int>(family.all ? node(parent)->family->rows.size()
                                               : family.rows.size());
        }
        default: return 0;
    }
}

int PreviewModel::columnCount(const QModelIndex&) const { return kColumns; }

bool PreviewModel::hasChildren(const QModelIndex& parent) const { return rowCount(parent) > 0; }

std::size_t PreviewModel::shownSeries() const { return seriesIn(m_visible, *m_preview); }

QString PreviewModel::keyOfNode(const Node& node) const {
    if (node.series != nullptr)
        return seriesName(*m_preview, *node.application, *node.group, *node.family, *node.series);
    QString key = text(node.application->id);
    if (node.group != nullptr) key += QLatin1Char('\n') + text(m_preview->group(*node.group).id);
    if (node.family != nullptr) key += QLatin1Char('\n') + text(node.family->family->name);
    return key;
}

QString PreviewModel::key(const QModelIndex& index) const {
    const auto held = node(index);
    return held ? keyOfNode(*held) : QString();
}

std::string_view PreviewModel::ownKey(const Node& node) const {
    switch (node.level) {
        case Level::Application: return node.application->id;
        case Level::Group: return m_preview->group(*node.group).id;
        case Level::Family: return node.family->family->name;
        case Level::Series: return ui::keyOf(*node.family, *node.series);
    }
    return {};
}

QModelIndex PreviewModel::find(const QString& wanted) const {
    QModelIndex at;
    for (const auto& part : wanted.split(QLatin1Char('\n'))) {
        const auto own = part.toStdString();
        QModelIndex next;
        const int rows = rowCount(at);
        for (int row = 0; row < rows && !next.isValid(); ++row) {
            const auto candidate = index(row, 0, at);
            if (ownKey(*node(candidate)) == own) next = candidate;
        }
        if (!next.isValid()) return {};
        at = next;
    }
    return at;
}

QModelIndex PreviewModel::findNear(const QString& wanted, const Hint& hint) const {
    const auto candidate = createIndex(hint.row, 0, hint.id);
    const auto at = placeOf(candidate);
    const bool there = at.level == 3 && at.a < m_visible.size() &&
                       at.g < m_visible[at.a].groups.size() &&
                       at.f < m_visible[at.a].groups[at.g].families.size() &&
                       hint.row < rowCount(parent(candidate));
    if (there && key(candidate) == wanted) return candidate;
    return find(wanted);
}

Visible PreviewModel::visibleOf(const Preview& preview) const {
    auto visible = m_filter.apply(preview);
    return m_pinnedOnly ? onlyNamed(visible, preview, m_history.pinned()) : visible;
}

void PreviewModel::setPreview(PreviewPointer preview) {
    m_now = QDateTime::currentMSecsSinceEpoch();
    auto visible = visibleOf(*preview);
    show(std::move(preview), std::move(visible));
    remember();
}

void PreviewModel::setFilter(const QString& words) {
    m_filter = Filter(words.toStdString());
    show(m_preview, visibleOf(*m_preview));
}

void PreviewModel::setPinnedOnly(bool only) {
    m_pinnedOnly = only;
    show(m_preview, visibleOf(*m_preview));
}

void PreviewModel::show(PreviewPointer preview, Visible visible) {
    if (visible == m_visible && sameNodes(visible, *m_preview, *preview)) {
        const auto before = std::exchange(m_preview, std::move(preview));
        announceChanges(*before);
        return;
    }
    beginResetModel();
    m_preview = std::move(preview);
    m_visible = std::move(visible);
    endResetModel();
}

void PreviewModel::announceChanges(const Preview& before) {
    const int last = kColumns - 1;
    for (int a = 0; a < rowCount(); ++a) {
        const auto application = index(a, 0);
        emit dataChanged(application, index(a, last));
        const auto& shown = m_visible[static_cast<std::size_t>(a)];
        for (int g = 0; g < rowCount(application); ++g) {
            const auto group = index(g, 0, application);
            emit dataChanged(group, index(g, last, application));
            const auto& shownGroup = shown.groups[static_cast<std::size_t>(g)];
            const auto& old = before.applications[shown.index].groups[shownGroup.index];
            for (int f = 0; f < rowCount(group); ++f) {
                const auto family = index(f, 0, group);
                const auto place = shownGroup.families[static_cast<std::size_t>(f)].index;
                if (old.families[place].get() == node(family)->family) continue;
                emit dataChanged(family, index(f, last, group));
                const int rows = rowCount(family);
                if (rows > 0) emit dataChanged(index(0, 0, family), index(rows - 1, last, family));
            }
        }
    }
}

void PreviewModel::setOnScreen(const QModelIndexList& indexes) {
    m_onScreen.clear();
    QSet<QString> keys;
    for (const auto& index : indexes)
        if (const auto held = node(index); held && held->series != nullptr) {
            const auto own = keyOfNode(*held);
            m_onScreen.insert(own, {index.row(), index.internalId()});
            keys.insert(own);
        }
    m_history.keep(keys);
    remember();
}

void PreviewModel::remember() {
    const auto take = [this](const QString& name, const FamilyDigest* family,
                             const SeriesRow* series) {
        if (series == nullptr) return;
        const bool asRate = isCounting(family->family->type);
        const double value = asRate ? static_cast<double>(series->rate) : series->value;
        if (std::isfinite(value)) m_history.add(name, family->at, value);
    };
    for (auto at = m_onScreen.cbegin(); at != m_onScreen.cend(); ++at)
        if (const auto held = node(findNear(at.key(), at.value())))
            take(at.key(), held->family, held->series);
    // What is pinned has its history even where the filter hides it.
    for (const auto& name : m_history.pinned()) {
        if (m_onScreen.contains(name)) continue;
        const auto [family, series] = seriesNamed(*m_preview, name);
        take(name, family, series);
    }
}

void PreviewModel::setPinned(const QModelIndex& index, bool pinned) {
    const auto held = node(index);
    if (!held || held->series == nullptr) return;
    m_history.setPinned(keyOfNode(*held), pinned);
    emit dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(kColumns - 1));
    if (m_pinnedOnly) show(m_preview, visibleOf(*m_preview));
}

bool PreviewModel::isPinned(const QModelIndex& index) const {
    return m_history.isPinned(key(index));
}

void PreviewModel::refreshAges(qint64 now) {
    m_now = now;
    for (int a = 0; a < rowCount(); ++a) {
        const auto application = index(a, 0);
        emit dataChanged(index(a, Age), index(a, Age), {Qt::DisplayRole});
        const int groups = rowCount(application);
        if (groups > 0)
            emit dataChanged(index(0, Age, application), index(groups - 1, Age, application),
                             {Qt::DisplayRole});
    }
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
    const auto held = node(index);
    if (!held) return {};
    const auto words = [&] { return rowWords(*m_preview, *held, index.column(), m_now); };
    switch (role) {
        case Qt::DisplayRole: {
            const auto said = words();
            return said.isEmpty() ? QVariant() : QVariant(said);
        }
        case Qt::ToolTipRole: return rowTip(*m_preview, *held);
        case Qt::TextAlignmentRole: return QVariant(alignmentOf(index.column()));
        case Qt::ForegroundRole: {
            const auto tone =
                index.column() == Value ? rowTone(*m_preview, *held) : std::optional<Tone>();
            return tone ? QVariant(toneColor(*tone, QGuiApplication::palette())) : QVariant();
        }
        case Qt::FontRole: {
            QFont font;
            const bool bold = held->level == Level::Application || isPinned(index);
            if (bold && index.column() == Name) font.setBold(true);
            return font;
        }
        case Qt::AccessibleTextRole:
            return isPinned(index) && index.column() == Name ? tr("%1, pinned").arg(words())
                                                             : words();
        case KeyRole: return keyOfNode(*held);
        case SparkRole:
            return index.column() == Spark && held->series != nullptr
                       ? QVariant::fromValue(m_history.values(keyOfNode(*held)))
                       : QVariant();
        default: return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant(alignmentOf(section));
    return role == Qt::DisplayRole ? columnName(section) : QVariant();
}

}  // namespace gatepost::ui
