// SPDX-License-Identifier: Apache-2.0
#include "ui/common/labels.h"

#include <QEvent>
#include <QVBoxLayout>

#include "ui/common/spacing.h"
#include "ui/common/tones.h"

namespace gatepost::ui {
namespace {

/// Running text is as high as its width makes it. A form would keep room for the height at some
/// other width, which shows as gaps.
class RunningLabel : public QLabel {
public:
    explicit RunningLabel(const QString& words) : QLabel(words) {
        setWordWrap(true);
        setTextFormat(Qt::PlainText);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        setAlignment(Qt::AlignTop | Qt::AlignLeading);
    }

    [[nodiscard]] QSize sizeHint() const override {
        return {QLabel::sizeHint().width(), fontMetrics().height()};
    }
    [[nodiscard]] QSize minimumSizeHint() const override {
        return {QLabel::minimumSizeHint().width(), fontMetrics().height()};
    }
};

/// Its colour follows the palette, also when that changes while it is shown.
class QuietLabel final : public RunningLabel {
public:
    explicit QuietLabel(const QString& words) : RunningLabel(words) { dress(); }

protected:
    void changeEvent(QEvent* event) override {
        RunningLabel::changeEvent(event);
        if (event->type() == QEvent::ApplicationPaletteChange) dress();
    }

private:
    void dress() {
        auto colors = palette();
        colors.setColor(QPalette::WindowText, quietText(colors));
        setPalette(colors);
    }
};

}  // namespace

QLabel* heading(const QString& words, double times) {
    auto* label = new QLabel(words);
    auto font = label->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * times);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel* wrapped(const QString& words) { return new RunningLabel(words); }

QLabel* quiet(const QString& words) { return new QuietLabel(words); }

QVBoxLayout* titled(QWidget* box, const QString& title) {
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    column->addWidget(heading(title, 1.1));
    return column;
}

}  // namespace gatepost::ui
