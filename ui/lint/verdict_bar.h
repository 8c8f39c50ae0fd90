// SPDX-License-Identifier: Apache-2.0
// What the server will say, above the text it speaks of.
#pragma once

#include <QFrame>

#include "ui/lint/judgement.h"

class QLabel;

namespace gatepost::ui {

class VerdictBar : public QFrame {
    Q_OBJECT
public:
    explicit VerdictBar(QWidget* parent = nullptr);
    void show(const Judgement& judgement);

protected:
    void changeEvent(QEvent* event) override;

private:
    void dress();
    QLabel* m_sentence;
    QLabel* m_footnote;
    Judgement m_judgement;
};

}  // namespace gatepost::ui
