// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/snippet_box.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/welcome/snippets.h"

namespace gatepost::ui {

SnippetBox::SnippetBox(QWidget* parent)
    : QWidget(parent),
      m_languages(new QTabBar),
      m_snippet(new QPlainTextEdit),
      m_arrived(wrapped(tr("Run it and watch it arrive here."))) {
    auto* column = titled(this, tr("3. Push one metric"));
    for (int i = 0; i < kLanguages; ++i)
        m_languages->addTab(languageName(static_cast<Language>(i)) + QChar(0x200e));  // C++
    m_languages->setDrawBase(false);
    m_languages->setExpanding(false);
    m_languages->setAccessibleName(tr("Language"));
    m_snippet->setReadOnly(true);
    m_snippet->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_snippet->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_snippet->setLayoutDirection(Qt::LeftToRight);
    m_snippet->setTabChangesFocus(true);
    m_snippet->setAccessibleName(tr("Snippet"));
    m_snippet->setMinimumHeight(m_snippet->fontMetrics().height() * 9);
    auto* copy = new QPushButton(tr("&Copy"));
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_languages);
    bar->addStretch();
    bar->addWidget(copy);
    column->addLayout(bar);
    column->addWidget(m_snippet);
    column->addWidget(m_arrived);
    connect(m_languages, &QTabBar::currentChanged, this, &SnippetBox::showSnippet);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_snippet->toPlainText()); });
}

void SnippetBox::showSnippet() {
    m_snippet->setPlainText(
        snippet(static_cast<Language>(m_languages->currentIndex()), m_socket, m_loopback));
}

void SnippetBox::setEndpoint(const QString& socket, const QString& loopback) {
    if (socket == m_socket && loopback == m_loopback) return;
    m_socket = socket;
    m_loopback = loopback;
    showSnippet();
}

void SnippetBox::setArrived(const QString& group) {
    m_arrived->setText(QStringLiteral("✓ ") +
                       tr("It arrived: %1. See it on the Live page.").arg(group));
}

}  // namespace gatepost::ui
