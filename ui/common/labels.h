// SPDX-License-Identifier: Apache-2.0
// The kinds of text that windows are made of, and a column under a heading, so that each looks the
// same everywhere.
#pragma once

#include <QLabel>
#include <QString>

class QVBoxLayout;

namespace gatepost::ui {

/// Bold, and so many times the usual size.
[[nodiscard]] QLabel* heading(const QString& words, double times = 1.0);
/// Running text.
[[nodiscard]] QLabel* wrapped(const QString& words);
/// Running text that explains; hidden from nobody, but not in the foreground.
[[nodiscard]] QLabel* quiet(const QString& words);
/// A column in `box` that begins with a heading.
[[nodiscard]] QVBoxLayout* titled(QWidget* box, const QString& title);

}  // namespace gatepost::ui
