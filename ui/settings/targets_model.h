// SPDX-License-Identifier: Apache-2.0
// Scrape targets as a table: what the relay has, with what a person has changed over it and not
// yet confirmed. Screen thread.
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <vector>

#include "relay/facade/snapshot.h"

namespace gatepost::ui {

class TargetsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Where, Every, Job, State, kColumns };

    using QAbstractTableModel::QAbstractTableModel;
    /// What the relay has now; rows changed here stay as they were changed.
    void show(const std::vector<relay::ScrapeView>& targets);
    /// Adds it, or puts it in the place of the one of the same name.
    void set(const relay::ScrapeTarget& target);
    void remove(int row);
    [[nodiscard]] const relay::ScrapeTarget* target(const QModelIndex& index) const;
    [[nodiscard]] QStringList names() const;

    [[nodiscard]] std::vector<relay::ScrapeTarget> wanted() const;
    [[nodiscard]] std::vector<std::string> unwanted() const { return m_removed; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        relay::ScrapeView view;
        bool changed = false;
        bool operator==(const Row&) const = default;
    };
    [[nodiscard]] bool isRemoved(const std::string& name) const;
    [[nodiscard]] QString stateOf(const Row& row) const;

    std::vector<Row> m_rows;  // by name
    std::vector<std::string> m_removed;
};

/// What is wrong with a target, for people; empty: nothing.
[[nodiscard]] QString faultIn(const relay::ScrapeTarget& target);

}  // namespace gatepost::ui
