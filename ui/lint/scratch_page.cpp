// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/scratch_page.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSplitter>
#include <QThreadPool>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/common/spacing.h"
#include "ui/lint/exposition_view.h"
#include "ui/lint/problem_list.h"
#include "ui/lint/verdict_bar.h"

namespace gatepost::ui {

ScratchPage::ScratchPage(QWidget* parent)
    : QWidget(parent),
      m_view(new ExpositionView),
      m_problems(new ProblemList),
      m_verdict(new VerdictBar) {
    m_view->setPlaceholderText(
        tr("Paste or drop exposition text here.\n\nIt is linted as you type, with "
           "the same rules as every push. Nothing is sent."));
    m_view->setAccessibleName(tr("Text to lint"));
    m_verdict->hide();
    m_problems->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(problemsUnder(m_view, m_problems), 1);
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, &ScratchPage::lint);
    connect(m_view, &QPlainTextEdit::textChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(m_view, &ExpositionView::fileDropped, this, &ScratchPage::fileDropped);
    connect(m_problems, &ProblemList::chosen, m_view, &ExpositionView::goTo);
    connect(m_view, &ExpositionView::problemClicked, m_problems, &ProblemList::choose);
}

void ScratchPage::setText(const QString& words) { m_view->setPlainText(words); }

void ScratchPage::lint() {
    const auto number = ++m_number;
    QPointer<ScratchPage> self(this);
    QThreadPool::globalInstance()->start(
        [self, number, body = m_view->toPlainText().toStdString()] {
            auto held = body;
            if (!held.empty() && held.back() != '\n') held += '\n';
            auto result = lintText(std::move(held));
            // The application outlives the pool's work; the page may not.
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, number, result = std::move(result)] {
                    if (self) self->showResult(number, result);
                },
                Qt::QueuedConnection);
        });
}

void ScratchPage::showResult(quint64 number, const LintResult& result) {
    if (number != m_number) return;
    const bool anything = !m_view->document()->isEmpty();
    m_verdict->setVisible(anything);
    m_problems->setVisible(anything);
    m_verdict->show(judgeScratch(result.problems, result.unreadable));
    m_view->setProblems(result.problems);
    m_problems->setProblems(result.problems);
}

}  // namespace gatepost::ui
