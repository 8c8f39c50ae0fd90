// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/exposition_view.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QMimeData>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolTip>
#include <QUrl>

#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/lint/problem_model.h"

namespace gatepost::ui {
namespace {

using Selections = QList<QTextEdit::ExtraSelection>;

void lay(Selections& selections, const QTextBlock& block, qsizetype start, qsizetype length,
         const QTextCharFormat& format) {
    if (length <= 0) return;
    QTextEdit::ExtraSelection selection;
    selection.cursor = QTextCursor(block);
    selection.cursor.setPosition(block.position() + static_cast<int>(start));
    selection.cursor.setPosition(block.position() + static_cast<int>(start + length),
                                 QTextCursor::KeepAnchor);
    selection.format = format;
    selections.append(selection);
}

QTextCharFormat colored(const QColor& color) {
    QTextCharFormat format;
    format.setForeground(color);
    return format;
}

/// Comments quiet, label names and values apart from the metric's name.
void color(Selections& selections, const QTextBlock& block, const QPalette& palette) {
    const QString line = block.text();
    if (line.startsWith(QLatin1Char('#'))) {
        lay(selections, block, 0, line.size(), colored(quietText(palette)));
        return;
    }
    const auto open = line.indexOf(QLatin1Char('{'));
    const auto close = line.lastIndexOf(QLatin1Char('}'));
    if (open < 0 || close < open) return;
    const auto names = colored(toneColor(Tone::Waiting, palette));
    const auto values = colored(toneColor(Tone::Calm, palette));
    bool inside = false;
    qsizetype start = open + 1;
    for (qsizetype i = open + 1; i <= close; ++i) {
        const QChar c = line[i];
        if (inside && c == QLatin1Char('\\')) {
            ++i;
        } else if (c == QLatin1Char('"')) {
            if (inside) lay(selections, block, start, i - start + 1, values);
            inside = !inside;
            start = inside ? i : i + 1;
        } else if (!inside && c == QLatin1Char('=')) {
            lay(selections, block, start, i - start, names);
        } else if (!inside && (c == QLatin1Char(',') || c == QLatin1Char(' '))) {
            start = i + 1;
        }
    }
}

}  // namespace

class ExpositionView::Numbers : public QWidget {
public:
    explicit Numbers(ExpositionView* view) : QWidget(view), m_view(view) {}
    [[nodiscard]] QSize sizeHint() const override {
        const int digits = static_cast<int>(QString::number(m_view->blockCount()).size());
        return {m_view->fontMetrics().horizontalAdvance(QLatin1Char('9')) * std::max(3, digits) +
                    2 * kGap,
                0};
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter painter(this);
        m_view->paintNumbers(painter, event->rect());
    }

private:
    ExpositionView* m_view;
};

ExpositionView::ExpositionView(QWidget* parent)
    : QPlainTextEdit(parent),
      m_numbers(new Numbers(this)) {
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    // An exposition is left to right in every language.
    auto options = document()->defaultTextOption();
    options.setTextDirection(Qt::LeftToRight);
    document()->setDefaultTextOption(options);
    setLayoutDirection(Qt::LeftToRight);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            m_numbers->scroll(0, dy);
        else
            m_numbers->update(0, rect.y(), m_numbers->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::blockCountChanged, this, &ExpositionView::layNumbers);
    connect(this, &QPlainTextEdit::textChanged, this, &ExpositionView::dressVisible);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &ExpositionView::dressVisible);
    layNumbers();
}

void ExpositionView::setExposition(const std::string& utf8) {
    if (utf8 == m_shown) return;
    m_shown = utf8;
    const int down = verticalScrollBar()->value();
    const int across = horizontalScrollBar()->value();
    // What a person is about to copy stays chosen while values change.
    const int anchor = textCursor().anchor();
    const int position = textCursor().position();
    setPlainText(text(utf8));
    const int end = std::max(0, document()->characterCount() - 1);
    auto again = textCursor();
    again.setPosition(std::min(anchor, end));
    again.setPosition(std::min(position, end), QTextCursor::KeepAnchor);
    setTextCursor(again);
    verticalScrollBar()->setValue(down);
    horizontalScrollBar()->setValue(across);
}

void ExpositionView::setProblems(std::vector<metrics::Problem> problems) {
    if (problems == m_problems) return;
    m_problems = std::move(problems);
    dressVisible();
}

ExpositionView::Mark ExpositionView::markOf(std::size_t which) const {
    const auto& problem = m_problems[which];
    if (problem.line == 0) return {-1, 0, which};
    const auto block = document()->findBlockByNumber(static_cast<int>(problem.line) - 1);
    if (!block.isValid()) return {-1, 0, which};
    // Columns and lengths are bytes of UTF-8; the document counts UTF-16.
    const auto utf8 = block.text().toUtf8();
    const auto column =
        std::min<qsizetype>(problem.column > 0 ? problem.column - 1 : 0, utf8.size());
    const auto length = problem.length > 0
                            ? std::min<qsizetype>(problem.length, utf8.size() - column)
                            : utf8.size() - column;
    // An error at the line's end is the whole line's.
    if (length == 0) return {block.position(), static_cast<int>(block.text().size()), which};
    const auto start = QString::fromUtf8(utf8.left(column)).size();
    const auto units = QString::fromUtf8(utf8.mid(column, length)).size();
    return {block.position() + static_cast<int>(start), static_cast<int>(units), which};
}

void ExpositionView::dressVisible() {
    if (m_dressing) return;
    const QScopedValueRollback dressing(m_dressing, true);
    Selections selections;
    auto block = firstVisibleBlock();
    const int first = block.blockNumber();
    int last = first;
    const auto bottom = viewport()->height();
    while (block.isValid() &&
           blockBoundingGeometry(block).translated(contentOffset()).top() <= bottom) {
        color(selections, block, palette());
        last = block.blockNumber();
        block = block.next();
    }
    for (std::size_t i = 0; i < m_problems.size(); ++i) {
        const int line = static_cast<int>(m_problems[i].line) - 1;
        if (line < first || line > last) continue;
        const auto mark = markOf(i);
        const bool error = m_problems[i].severity == metrics::Severity::Error;
        QTextCharFormat format;
        format.setUnderlineStyle(error ? QTextCharFormat::WaveUnderline : QTextCharFormat::DotLine);
        format.setUnderlineColor(toneColor(error ? Tone::Error : Tone::Warning, palette()));
        format.setBackground(toneWash(error ? Tone::Error : Tone::Warning, palette()));
        const auto at = document()->findBlock(mark.start);
        lay(selections, at, mark.start - at.position(), mark.length, format);
    }
    setExtraSelections(selections);
}

void ExpositionView::goTo(const metrics::Problem& problem) {
    const auto found = std::ranges::find(m_problems, problem);
    if (found == m_problems.end() || problem.line == 0) return;
    const auto mark = markOf(static_cast<std::size_t>(found - m_problems.begin()));
    if (mark.start < 0) return;
    auto cursor = textCursor();
    cursor.setPosition(mark.start);
    setTextCursor(cursor);
    centerCursor();
}

std::optional<metrics::Problem> ExpositionView::problemAt(const QPoint& at) const {
    const auto cursor = cursorForPosition(at);
    const int line = cursor.blockNumber() + 1;
    for (std::size_t i = 0; i < m_problems.size(); ++i) {
        if (static_cast<int>(m_problems[i].line) != line) continue;
        const auto mark = markOf(i);
        if (cursor.position() >= mark.start && cursor.position() <= mark.start + mark.length)
            return m_problems[i];
    }
    return std::nullopt;
}

bool ExpositionView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto at = viewport()->mapFromGlobal(help->globalPos());
        if (const auto problem = problemAt(at))
            QToolTip::showText(help->globalPos(), explain(*problem), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void ExpositionView::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) dressVisible();
    if (event->type() == QEvent::FontChange) layNumbers();
}

void ExpositionView::mouseReleaseEvent(QMouseEvent* event) {
    QPlainTextEdit::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || textCursor().hasSelection()) return;
    if (const auto problem = problemAt(event->pos())) emit problemClicked(*problem);
}

void ExpositionView::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    layNumbers();
    dressVisible();
}

bool ExpositionView::canInsertFromMimeData(const QMimeData* mime) const {
    return mime->hasUrls() || QPlainTextEdit::canInsertFromMimeData(mime);
}

void ExpositionView::insertFromMimeData(const QMimeData* mime) {
    if (mime->hasUrls() && mime->urls().constFirst().isLocalFile())
        emit fileDropped(mime->urls().constFirst());
    else
        QPlainTextEdit::insertFromMimeData(mime);
}

void ExpositionView::layNumbers() {
    const int width = m_numbers->sizeHint().width();
    setViewportMargins(width, 0, 0, 0);
    const auto area = contentsRect();
    m_numbers->setGeometry(area.left(), area.top(), width, area.height());
}

void ExpositionView::paintNumbers(QPainter& painter, const QRect& area) {
    painter.fillRect(area, palette().color(QPalette::AlternateBase));
    painter.setPen(quietText(palette()));
    painter.setFont(font());
    auto block = firstVisibleBlock();
    while (block.isValid()) {
        const auto rect = blockBoundingGeometry(block).translated(contentOffset());
        if (rect.top() > area.bottom()) break;
        painter.drawText(QRectF(0, rect.top(), m_numbers->width() - kGap, rect.height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(block.blockNumber() + 1));
        block = block.next();
    }
}

}  // namespace gatepost::ui
