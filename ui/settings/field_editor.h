// SPDX-License-Identifier: Apache-2.0
// The control of one setting: made from its line in the table of settings_words.h, filled from a
// value and read back into one. What was not touched comes back exactly as it was. Screen thread.
#pragma once

#include <QWidget>
#include <functional>

#include "ui/settings/settings_words.h"

namespace gatepost::ui {

struct FieldEditor {
    const char* key = nullptr;
    QWidget* row = nullptr;      // what goes into the form
    QWidget* control = nullptr;  // what is named, focused and locked
    std::function<void(relay::Settings&)> store;
    std::function<void(const relay::Settings&)> load;
};

/// `changed` is called whenever a person changes it.
[[nodiscard]] FieldEditor makeEditor(const Field& field, const relay::Settings& settings,
                                     const std::function<void()>& changed);

/// Whether the editor says something else than `base`.
[[nodiscard]] bool isTouched(const FieldEditor& editor, const relay::Settings& base);

}  // namespace gatepost::ui
