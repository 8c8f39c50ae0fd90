// SPDX-License-Identifier: Apache-2.0
// What happened lately: pushes, deliveries, faults; to be filtered and copied. In memory only,
// unless the settings ask for a file.
#pragma once

#include <QWidget>

#include "relay/facade/snapshot.h"

class QCheckBox;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace gatepost::ui {

class ActivityModel;
class EmptyState;

class ActivityPage : public QWidget {
    Q_OBJECT
public:
    explicit ActivityPage(QWidget* parent = nullptr);
    void add(const relay::RelayEvent& event);
    void focusFilter();
    /// The rows chosen, or all that the filter shows.
    void copy();
    void setLogging(bool on, const QString& file);

signals:
    void copied(QString what);
    void loggingWanted(bool on);

private:
    void updateWords();

    ActivityModel* m_model;
    QSortFilterProxyModel* m_shown;
    QLineEdit* m_filter;
    QTableView* m_table;
    EmptyState* m_empty;
    QCheckBox* m_toFile;
};

}  // namespace gatepost::ui
