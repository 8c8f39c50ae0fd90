// SPDX-License-Identifier: Apache-2.0
// A text to read and to copy, such as the diagnostics.
#pragma once

#include <QDialog>

namespace gatepost::ui {

class TextDialog : public QDialog {
    Q_OBJECT
public:
    TextDialog(const QString& title, const QString& introduction, const QString& content,
               QWidget* parent = nullptr);
};

}  // namespace gatepost::ui
