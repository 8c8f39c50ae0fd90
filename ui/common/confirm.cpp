// SPDX-License-Identifier: Apache-2.0
#include "ui/common/confirm.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include "ui/common/spacing.h"

namespace gatepost::ui {

bool confirmed(QWidget* parent, const QString& question, const QString& consequence,
               const QString& deed) {
    // Some desktops show no title, so the question is not left to that.
    const auto bold = QStringLiteral("<b>%1</b>").arg(question.toHtmlEscaped());
    QMessageBox box(QMessageBox::Question, question, bold, QMessageBox::Cancel, parent);
    box.setTextFormat(Qt::RichText);
    box.setInformativeText(consequence);
    for (auto* label : box.findChildren<QLabel*>())
        if (label->wordWrap()) label->setMinimumWidth(kSideWidth);
    const auto* button = box.addButton(deed, QMessageBox::DestructiveRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.setEscapeButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == button;
}

}  // namespace gatepost::ui
