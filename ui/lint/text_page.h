// SPDX-License-Identifier: Apache-2.0
// A group's exposition as it will leave, what the server will say to it, and its problems. Clicking
// a problem shows its place, clicking a place its problem.
#pragma once

#include <QWidget>

#include "relay/facade/relay.h"

class QComboBox;

namespace gatepost::ui {

class EmptyState;
class ExpositionView;
class ProblemList;
class VerdictBar;

/// What is shown of a text at most; its problems are shown all.
inline constexpr std::size_t kShownBytes = 1 << 20;

class TextPage : public QWidget {
    Q_OBJECT
public:
    explicit TextPage(QWidget* parent = nullptr);
    void setSnapshot(relay::SnapshotPointer snapshot);
    void setRules(relay::Rules rules);
    void showGroup(const QString& id);
    /// The first group with errors, else with problems.
    void showWorst();
    [[nodiscard]] ExpositionView* view() const { return m_view; }
    [[nodiscard]] ProblemList* problems() const { return m_problems; }

private:
    void refillGroups();
    void refresh();

    QComboBox* m_groups;
    VerdictBar* m_verdict;
    ExpositionView* m_view;
    ProblemList* m_problems;
    EmptyState* m_empty;
    relay::SnapshotPointer m_snapshot;
    relay::Rules m_rules = relay::Rules::Default;
    QString m_shownId;
    std::uint64_t m_shownRevision = 0;
};

}  // namespace gatepost::ui
