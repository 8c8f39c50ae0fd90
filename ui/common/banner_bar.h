// SPDX-License-Identifier: Apache-2.0
// One matter across the window's top: an icon whose shape is the state's, what happened, why and
// what to do, and at most one button that does it.
#pragma once

#include <QFrame>

#include "ui/tray/face.h"

class QLabel;
class QPushButton;

namespace gatepost::ui {

class BannerBar : public QFrame {
    Q_OBJECT
public:
    explicit BannerBar(QWidget* parent = nullptr);
    /// nullopt hides it.
    void show(ui::Shape shape, const std::optional<Banner>& banner);

signals:
    void remedyWanted(gatepost::ui::Remedy remedy);

protected:
    void changeEvent(QEvent* event) override;

private:
    void dress();

    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_cause;
    QPushButton* m_button;
    ui::Shape m_shape = ui::Shape::Idle;
    std::optional<Banner> m_banner;
};

}  // namespace gatepost::ui
