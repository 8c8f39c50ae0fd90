// SPDX-License-Identifier: Apache-2.0
#include "ui/window/text_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/spacing.h"

namespace gatepost::ui {

TextDialog::TextDialog(const QString& title, const QString& introduction, const QString& content,
                       QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(title);
    auto* intro = new QLabel(introduction);
    intro->setWordWrap(true);
    auto* view = new QPlainTextEdit(content);
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setLayoutDirection(Qt::LeftToRight);
    view->setAccessibleName(title);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this,
            [content] { QGuiApplication::clipboard()->setText(content); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kMargin);
    column->addWidget(intro);
    column->addWidget(view, 1);
    column->addWidget(buttons);
    // A button that is added to the box later drops another out of the Tab key's way.
    setTabOrder(view, copy);
    setTabOrder(copy, buttons->button(QDialogButtonBox::Close));
    resize(kReadable + kSideWidth / 2, kWindowHeight * 2 / 3);
}

}  // namespace gatepost::ui
