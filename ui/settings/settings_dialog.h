// SPDX-License-Identifier: Apache-2.0
// The settings as a dialog: a list of sections and a page for each, built from the table in
// settings_words.h. Nothing changes before OK. What an administrator has locked is shown and cannot
// be changed. It reads and writes no files: values come in, values go out.
#pragma once

#include <QDialog>
#include <functional>
#include <vector>

#include "relay/facade/status.h"
#include "ui/settings/settings_words.h"

class QCheckBox;
class QFormLayout;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace gatepost::ui {

enum class Autostart : unsigned char { Off, On, Foreign, Unavailable };

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    using Locked = std::function<bool(const char* key)>;

    SettingsDialog(const relay::Settings& settings, const Locked& locked,
                   QWidget* parent = nullptr);
    void setSecretState(relay::SecretState state);
    /// As the system has it, not as it was once asked for.
    void setAutostart(Autostart state);
    [[nodiscard]] relay::Settings settings() const;
    [[nodiscard]] bool wantsAutostart() const;
    void showSection(Section section);

private:
    struct Editor {
        std::function<void(relay::Settings&)> store;
    };
    QWidget* buildPage(Section section, const Locked& locked);
    QWidget* editorFor(const Field& field, bool locked);
    void addHelp(QFormLayout* form, const QString& help);

    relay::Settings m_settings;
    std::vector<Editor> m_editors;
    QListWidget* m_list;
    QStackedWidget* m_pages;
    QLabel* m_secret = nullptr;
    QCheckBox* m_autostart = nullptr;
    QLabel* m_autostartWords = nullptr;
};

}  // namespace gatepost::ui
