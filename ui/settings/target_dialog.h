// SPDX-License-Identifier: Apache-2.0
// One scrape target to be filled in. What cannot be asked is said while it is typed, and is not
// taken.
#pragma once

#include <QDialog>

#include "relay/scrape/target.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace gatepost::ui {

class TargetDialog : public QDialog {
    Q_OBJECT
public:
    /// `taken`: names that other targets have. A target with a name keeps it.
    TargetDialog(const relay::ScrapeTarget& target, const QStringList& taken,
                 QWidget* parent = nullptr);
    [[nodiscard]] relay::ScrapeTarget target() const;

private:
    void update();

    relay::ScrapeTarget m_target;
    QStringList m_taken;
    QFormLayout* m_form;
    QLineEdit* m_name;
    QComboBox* m_kind;
    QLineEdit* m_url;
    QLineEdit* m_socket;
    QLineEdit* m_path;
    QSpinBox* m_interval;
    QSpinBox* m_timeout;
    QLineEdit* m_job;
    QLabel* m_fault;
    QPushButton* m_ok;
};

}  // namespace gatepost::ui
