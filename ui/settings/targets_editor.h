// SPDX-License-Identifier: Apache-2.0
// The list of scrape targets, with buttons to add, change and remove one. Changes are kept here
// until the settings are confirmed.
#pragma once

#include <QWidget>

#include "ui/settings/targets_model.h"

class QPushButton;
class QTableView;

namespace gatepost::ui {

class EmptyState;

class TargetsEditor : public QWidget {
    Q_OBJECT
public:
    explicit TargetsEditor(QWidget* parent = nullptr);
    void show(const std::vector<relay::ScrapeView>& targets);
    [[nodiscard]] TargetsModel* model() const { return m_model; }

private:
    void edit(const relay::ScrapeTarget& target);
    void updateButtons();

    TargetsModel* m_model;
    QTableView* m_table;
    EmptyState* m_empty;
    QPushButton* m_add;
    QPushButton* m_change;
    QPushButton* m_remove;
};

}  // namespace gatepost::ui
