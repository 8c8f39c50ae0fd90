// SPDX-License-Identifier: Apache-2.0
// Exposition text with line numbers, coloured, problems underlined where they are and explained on
// hover. Colours are laid over the visible lines only, so a text of megabytes costs what a
// screenful does. Screen thread.
#pragma once

#include <QPlainTextEdit>
#include <vector>

#include "metrics/lint/problem.h"

namespace gatepost::ui {

class ExpositionView : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ExpositionView(QWidget* parent = nullptr);

    /// Keeps the place where the reader is; does nothing where the text is the same.
    void setExposition(const std::string& utf8);
    void setProblems(std::vector<metrics::Problem> problems);
    /// Puts the cursor at the problem's place and scrolls there.
    void goTo(const metrics::Problem& problem);
    [[nodiscard]] std::optional<metrics::Problem> problemAt(const QPoint& viewportPosition) const;

signals:
    void problemClicked(gatepost::metrics::Problem problem);
    void fileDropped(QUrl file);

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* mime) const override;
    void insertFromMimeData(const QMimeData* mime) override;

private:
    class Numbers;
    struct Mark {
        int start;
        int length;
        std::size_t problem;
    };
    [[nodiscard]] Mark markOf(std::size_t problem) const;
    void dressVisible();
    void layNumbers();
    void paintNumbers(QPainter& painter, const QRect& area);

    Numbers* m_numbers;
    std::vector<metrics::Problem> m_problems;
    std::string m_shown;
    bool m_dressing = false;
};

}  // namespace gatepost::ui
