// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/preview_model.h"

#include <QDateTime>
#include <QFont>

#include <cmath>

#include "ui/common/words.h"
#include "ui/preview/labels.h"

namespace gatepost::ui {
namespace {

// An index's id holds its level and the places of its ancestors among the visible.
constexpr int kApplicationBits = 14;
constexpr int kGroupBits = 22;
constexpr int kFamilyBits = 24;
constexpr int kLevelShift = kApplicationBits + kGroupBits + kFamilyBits;

quintptr pack(unsigned level, unsigned a, unsigned g, unsigned f) {
    return (quintptr{level} << kLevelShift) | (quintptr{f} << (kApplicationBits + kGroupBits)) |
           (quintptr{g} << kApplicationBits) | a;
}

unsigned cut(quintptr id, int shift, int bits) {
    return static_cast<unsigned>((id >> shift) & ((quintptr{1} << bits) - 1));
}

QString labelsText(std::string_view line) {
    QString shown;
    for (const auto& [name, value] : seriesLabels(line)) {
        if (!shown.isEmpty()) shown += QStringLiteral("  ");
        shown += text(name) + QLatin1Char('=') + text(value);
    }
    return shown;
}

unsigned rowsIn(const VisibleFamily& visible, const FamilyDigest& family) {
    return static_cast<unsigned>(visible.all ? family.rows.size() : visible.rows.size());
}

}  // namespace

/// Places among the visible; -1 below the node's own level.
struct PreviewModel::Place {
    int level = -1;
    unsigned a = 0, g = 0, f = 0, r = 0;
};

PreviewModel::PreviewModel(QObject* parent)
    : QAbstractItemModel(parent),
      m_now(QDateTime::currentMSecsSinceEpoch()) {
    auto empty = std::make_shared<Preview>();
    empty->source = std::make_shared<relay::RelaySnapshot>();
    m_preview = std::move(empty);
}

PreviewModel::Place PreviewModel::place(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto id = index.internalId();
    const auto row = static_cast<unsigned>(index.row());
    Place place;
    place.level = static_cast<int>(id >> kLevelShift);
    place.a = cut(id, 0, kApplicationBits);
    place.g = cut(id, kApplicationBits, kGroupBits);
    place.f = cut(id, kApplicationBits + kGroupBits, kFamilyBits);
    switch (place.level) {
        case 0: place.a = row; break;
        case 1: place.g = row; break;
        case 2: place.f = row; break;
        default: place.r = row; break;
    }
    return place;
}

std::optional<PreviewModel::Node> PreviewModel::node(const QModelIndex& index) const {
    const auto at = place(index);
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
    const auto up = place(parent);
    return createIndex(row, column, pack(static_cast<unsigned>(up.level + 1), up.a, up.g, up.f));
}

QModelIndex PreviewModel::parent(const QModelIndex& index) const {
    const auto at = place(index);
    switch (at.level) {
        case 1: return createIndex(static_cast<int>(at.a), 0, pack(0, 0, 0, 0));
        case 2: return createIndex(static_cast<int>(at.g), 0, pack(1, at.a, 0, 0));
        case 3: return createIndex(static_cast<int>(at.f), 0, pack(2, at.a, at.g, 0));
        default: return {};
    }
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) return 0;
    const auto at = place(parent);
    switch (at.level) {
        case -1: return static_cast<int>(m_visible.size());
        case 0: return static_cast<int>(m_visible[at.a].groups.size());
        case 1: return static_cast<int>(m_visible[at.a].groups[at.g].families.size());
        case 2:
            return static_cast<int>(
                rowsIn(m_visible[at.a].groups[at.g].families[at.f], *node(parent)->family));
        default: return 0;
    }
}

int PreviewModel::columnCount(const QModelIndex&) const { return kColumns; }

bool PreviewModel::hasChildren(const QModelIndex& parent) const { return rowCount(parent) > 0; }

std::size_t PreviewModel::shownSeries() const {
    std::size_t sum = 0;
    for (const auto& application : m_visible)
        for (const auto& group : application.groups)
            for (const auto& family : group.families) {
                const auto& held = m_preview->applications[application.index].groups[group.index];
                sum += rowsIn(family, *held.families[family.index]);
            }
    return sum;
}

QString PreviewModel::keyOfNode(const Node& node) const {
    QString key = text(node.application->id);
    if (node.group != nullptr) key += QLatin1Char('\n') + text(m_preview->group(*node.group).id);
    if (node.family != nullptr) key += QLatin1Char('\n') + text(node.family->family->name);
    if (node.series != nullptr)
        key += QLatin1Char('\n') + text(ui::keyOf(*node.family, *node.series));
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
    const auto at = place(candidate);
    const bool there = at.level == 3 && at.a < m_visible.size() &&
                       at.g < m_visible[at.a].groups.size() &&
                       at.f < m_visible[at.a].groups[at.g].families.size() &&
                       hint.row < rowCount(parent(candidate));
    if (there && key(candidate) == wanted) return candidate;
    return find(wanted);
}

void PreviewModel::setPreview(PreviewPointer preview) {
    m_now = QDateTime::currentMSecsSinceEpoch();
    auto visible = m_filter.apply(*preview);
    show(std::move(preview), std::move(visible));
    remember();
}

void PreviewModel::setFilter(const QString& words) {
    m_filter = Filter(words.toStdString());
    show(m_preview, m_filter.apply(*m_preview));
}

void PreviewModel::show(PreviewPointer preview, Visible visible) {
    const auto sameNodes = [&] {
        if (visible != m_visible) return false;
        for (const auto& application : visible) {
            const auto& before = m_preview->applications[application.index];
            const auto& after = preview->applications[application.index];
            if (before.id != after.id) return false;
            for (const auto& group : application.groups) {
                const auto& old = before.groups[group.index];
                const auto& fresh = after.groups[group.index];
                if (m_preview->group(old).id != preview->group(fresh).id) return false;
                for (const auto& family : group.families) {
                    const auto& one = *old.families[family.index];
                    const auto& other = *fresh.families[family.index];
                    if (&one == &other) continue;
                    if (one.family->name != other.family->name ||
                        one.rows.size() != other.rows.size())
                        return false;
                }
            }
        }
        return true;
    };
    if (sameNodes()) {
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
    const auto take = [this](const QString& wanted, const QModelIndex& index) {
        const auto held = node(index);
        if (!held || held->series == nullptr) return;
        const bool asRate = isCounting(held->family->family->type);
        const double value = asRate ? static_cast<double>(held->series->rate) : held->series->value;
        if (std::isfinite(value)) m_history.add(wanted, held->family->at, value);
    };
    for (auto at = m_onScreen.cbegin(); at != m_onScreen.cend(); ++at)
        take(at.key(), findNear(at.key(), at.value()));
    for (const auto& wanted : m_history.pinned())
        if (!m_onScreen.contains(wanted)) take(wanted, find(wanted));
}

void PreviewModel::setPinned(const QModelIndex& index, bool pinned) {
    const auto held = node(index);
    if (!held || held->series == nullptr) return;
    m_history.setPinned(keyOfNode(*held), pinned);
    emit dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(kColumns - 1));
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

QVariant PreviewModel::display(const Node& node, int column) const {
    switch (node.level) {
        case Level::Application:
            if (column == Name)
                return node.application->paused
                           ? tr("%1 (paused)").arg(ownerName(node.application->owner))
                           : ownerName(node.application->owner);
            if (column == Value)
                return tr("%n group(s)", nullptr,
                          static_cast<int>(node.application->groups.size()));
            break;
        case Level::Group: {
            const auto& group = m_preview->group(*node.group);
            if (column == Name) return groupName(group.key);
            if (column == Age) return age(group.lastPush, m_now);
            if (column == Value) {
                if (group.refusal) return tr("refused");
                if (group.state == relay::GroupState::Quarantined)
                    return tr("rejected by the server");
                if (group.state == relay::GroupState::Delivered) return tr("delivered");
                return tr("waiting");
            }
            break;
        }
        case Level::Family:
            if (column == Name) return text(node.family->family->name);
            if (column == Value)
                return node.family->rows.size() == 1 &&
                               seriesLabels(ui::keyOf(*node.family, node.family->rows.front()))
                                   .empty()
                           ? number(node.family->rows.front().value)
                           : tr("%n series", nullptr, static_cast<int>(node.family->rows.size()));
            if (column == Rate && node.family->rows.size() == 1 &&
                std::isfinite(node.family->rows.front().rate))
                return rate(static_cast<double>(node.family->rows.front().rate));
            if (column == Age) return age(node.family->at, m_now);
            break;
        case Level::Series:
            if (column == Name) {
                const auto labels = labelsText(ui::keyOf(*node.family, *node.series));
                return labels.isEmpty() ? tr("(no labels)") : labels;
            }
            if (column == Value) return number(node.series->value);
            if (column == Rate && std::isfinite(node.series->rate))
                return rate(static_cast<double>(node.series->rate));
            if (column == Age) return age(node.family->at, m_now);
            break;
    }
    return {};
}

QString PreviewModel::tip(const Node& node) const {
    const auto& owner = node.application->owner;
    switch (node.level) {
        case Level::Application:
            return tr("%1\nprocess %2, user %3")
                .arg(owner.executable.empty() ? ownerName(owner) : text(owner.executable))
                .arg(owner.pid)
                .arg(text(owner.user));
        case Level::Group: return text(metrics::pushPath(m_preview->group(*node.group).key));
        case Level::Family: return text(metrics::toString(node.family->family->type));
        case Level::Series: return text(linesOf(*node.family, *node.series).substr(0, 1000));
    }
    return {};
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
    const auto held = node(index);
    if (!held) return {};
    switch (role) {
        case Qt::DisplayRole: return display(*held, index.column());
        case Qt::ToolTipRole: return tip(*held);
        case Qt::TextAlignmentRole:
            if (index.column() == Value && held->series != nullptr)
                return QVariant(Qt::AlignRight | Qt::AlignVCenter);
            if (index.column() == Rate) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
            return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
        case Qt::FontRole: {
            QFont font;
            if (held->level == Level::Application || isPinned(index)) font.setBold(true);
            return font;
        }
        case Qt::AccessibleTextRole:
            return isPinned(index) && index.column() == Name
                       ? tr("%1, pinned").arg(display(*held, Name).toString())
                       : display(*held, index.column());
        case KeyRole: return keyOfNode(*held);
        case SparkRole:
            return index.column() == Spark && held->series != nullptr
                       ? QVariant::fromValue(m_history.values(keyOfNode(*held)))
                       : QVariant();
        default: return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Name: return tr("Application, group, family, series");
        case Value: return tr("Value");
        case Rate: return tr("Rate");
        case Age: return tr("Last push");
        case Spark: return tr("Last minutes");
        default: return {};
    }
}

}  // namespace gatepost::ui
