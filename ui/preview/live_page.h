// SPDX-License-Identifier: Apache-2.0
// The live page: a filter, the tree, details beside it. Frozen, it keeps what it shows and takes
// the newest when thawed. Its only timer (ages, once a second) runs while it is visible.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/common/sight.h"
#include "ui/preview/preview_model.h"

class QLabel;
class QLineEdit;
class QMenu;
class QSplitter;
class QToolButton;
class QTreeView;

namespace gatepost::ui {

class DetailPane;
class EmptyState;

class LivePage : public QWidget {
    Q_OBJECT
public:
    explicit LivePage(QWidget* parent = nullptr);

    void setPreview(PreviewPointer preview);
    void setEndpoint(const std::string& socket);
    void focusFilter();
    void setFrozen(bool frozen);
    [[nodiscard]] bool isFrozen() const { return m_frozen; }
    void setPinnedOnly(bool only);
    [[nodiscard]] bool isPinnedOnly() const { return m_model->isPinnedOnly(); }
    /// Each acts on what is chosen in the tree, and on nothing where nothing fits.
    void togglePin();
    void pauseOrResume();
    void purge();
    void deleteGroup();
    void showText();
    /// The group of the chosen node, or empty.
    [[nodiscard]] QString chosenGroup() const;
    [[nodiscard]] QTreeView* tree() const { return m_tree; }
    [[nodiscard]] PreviewModel* model() const { return m_model; }
    [[nodiscard]] QByteArray viewState() const;
    void restoreViewState(const QByteArray& state);

    void copyExposition();
    void copyPromQl();
    void copyCurl();

signals:
    void newcomerWantsHelp();
    void pauseApplicationWanted(QString applicationId);
    void resumeApplicationWanted(QString applicationId);
    void purgeApplicationWanted(QString applicationId);
    void deleteGroupWanted(QString groupId);
    void textWanted(QString groupId);
    void copied(QString what);

private:
    void buildTop();
    void buildMenu();
    void saveView();
    void restoreView();
    void updateOnScreen();
    void onSight(bool isSeen);
    void updateWords();
    void askPurge(const QString& applicationId, const QString& name);
    void copy(const std::string& words, const QString& what, const QString& orElse);
    [[nodiscard]] QModelIndex chosen() const;
    void askToChoose();

    PreviewModel* m_model;
    QLineEdit* m_filter;
    QToolButton* m_pinned;
    QToolButton* m_freeze;
    QLabel* m_counts;
    QTreeView* m_tree;
    EmptyState* m_empty;
    DetailPane* m_details;
    QSplitter* m_splitter;
    QMenu* m_menu = nullptr;
    QTimer m_ages{this};
    QTimer m_onScreenSoon{this};
    Sight m_sight{this};
    PreviewPointer m_newest;
    std::string m_socket;
    bool m_frozen = false;

    QSet<QString> m_folded;     // families, of those that the filter opens
    QSet<QString> m_collapsed;  // of applications and groups, which start open
    QSet<QString> m_expanded;   // of families, which start closed
    QString m_current;
    int m_scroll = 0;
};

}  // namespace gatepost::ui
