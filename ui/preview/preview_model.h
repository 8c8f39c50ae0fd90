// SPDX-License-Identifier: Apache-2.0
// The preview as a tree: application, group, family, series. Rows are the filter's; nothing is kept
// per series but its place in the filter's list. A preview of the same structure changes values in
// place; another resets the model, and the view finds its place again by keys. Screen thread.
#pragma once

#include <QAbstractItemModel>

#include "ui/common/tones.h"
#include "ui/preview/digest.h"
#include "ui/preview/filter.h"
#include "ui/preview/history.h"

namespace gatepost::ui {

class PreviewModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Name, Value, Rate, Age, Spark, kColumns };
    enum Role { KeyRole = Qt::UserRole, SparkRole };
    enum class Level : unsigned char { Application, Group, Family, Series };

    /// A node's preview values; null from its level on down.
    struct Node {
        Level level = Level::Application;
        const ApplicationDigest* application = nullptr;
        const GroupDigest* group = nullptr;
        const FamilyDigest* family = nullptr;
        const SeriesRow* series = nullptr;
    };

    explicit PreviewModel(QObject* parent = nullptr);

    void setPreview(PreviewPointer preview);
    void setFilter(const QString& words);
    /// Of what the filter lets through, only what is pinned.
    void setPinnedOnly(bool only);
    [[nodiscard]] bool isPinnedOnly() const { return m_pinnedOnly; }
    [[nodiscard]] const Preview& preview() const { return *m_preview; }
    [[nodiscard]] std::optional<Node> node(const QModelIndex& index) const;
    [[nodiscard]] std::size_t shownSeries() const;

    /// Stable over pushes: names the node whatever its row.
    [[nodiscard]] QString key(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex find(const QString& key) const;

    /// The series that the view shows now: theirs is the history that is kept.
    void setOnScreen(const QModelIndexList& indexes);
    void setPinned(const QModelIndex& index, bool pinned);
    [[nodiscard]] bool isPinned(const QModelIndex& index) const;
    /// Ages grow without a push.
    void refreshAges(qint64 now);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// Where a series stood last; likely it still stands there.
    struct Hint {
        int row = 0;
        quintptr id = 0;
    };
    [[nodiscard]] Visible visibleOf(const Preview& preview) const;
    [[nodiscard]] std::string_view ownKey(const Node& node) const;
    [[nodiscard]] QModelIndex findNear(const QString& wanted, const Hint& hint) const;
    [[nodiscard]] QString keyOfNode(const Node& node) const;
    void show(PreviewPointer preview, Visible visible);
    void announceChanges(const Preview& before);
    void remember();

    PreviewPointer m_preview;
    Filter m_filter;
    Visible m_visible;
    History m_history;
    QHash<QString, Hint> m_onScreen;
    bool m_pinnedOnly = false;
    qint64 m_now = 0;
};

}  // namespace gatepost::ui
