// SPDX-License-Identifier: Apache-2.0
#include "ui/common/labels.h"

#include <QEvent>

#include "ui/common/tones.h"

namespace gatepost::ui {
namespace {

/// Its colour follows the palette, also when that changes while it is shown.
class QuietLabel final : public QLabel {
public:
    explicit QuietLabel(const QString& words) : QLabel(words) { dress(); }

protected:
    void changeEvent(QEvent* event) override {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::ApplicationPaletteChange) dress();
    }

private:
    void dress() {
        auto colors = palette();
        colors.setColor(QPalette::WindowText, quietText(colors));
        setPalette(colors);
    }
};

QLabel* running(QLabel* label) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    // A form would keep room for the height at some other width, which shows as gaps.
    label->setMinimumHeight(label->fontMetrics().height());
    label->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    return label;
}

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

QLabel* wrapped(const QString& words) { return running(new QLabel(words)); }

QLabel* quiet(const QString& words) { return running(new QuietLabel(words)); }

}  // namespace gatepost::ui
