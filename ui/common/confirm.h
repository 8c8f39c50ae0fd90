// SPDX-License-Identifier: Apache-2.0
// The question before what cannot be taken back. Blocks in an event loop of its own until it is
// answered; screen thread.
#pragma once

#include <QString>

class QWidget;

namespace gatepost::ui {

/// `deed` is what the button says that does it. Return and Esc do not.
[[nodiscard]] bool confirmed(QWidget* parent, const QString& question, const QString& consequence,
                             const QString& deed);

}  // namespace gatepost::ui
