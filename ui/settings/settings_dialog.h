// SPDX-License-Identifier: Apache-2.0
// The settings as a dialog: a list of sections and a page for each, built from the table in
// settings_words.h. Nothing changes before OK. What somebody else has decided is shown, with who,
// and cannot be changed. It reads and writes no files: values come in, values go out. Where the
// settings change elsewhere meanwhile, what was not touched follows. Screen thread.
#pragma once

#include <QDialog>
#include <functional>
#include <optional>
#include <vector>

#include "relay/facade/snapshot.h"
#include "relay/facade/status.h"
#include "ui/settings/field_editor.h"

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace gatepost::ui {

class TargetsEditor;

enum class Autostart : unsigned char { Off, On, Foreign, Unavailable };
/// Who has decided a setting, so that it cannot be changed here.
enum class LockedBy : unsigned char { Nobody, Administrator, CommandLine };
/// Who set it, for the person who may not change it; empty for nobody.
[[nodiscard]] QString reasonFor(LockedBy lock);

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    using Locked = std::function<LockedBy(const char* key)>;

    SettingsDialog(const relay::Settings& settings, const Locked& locked,
                   QWidget* parent = nullptr);
    void setStatus(const relay::RelayStatus& status);
    /// As the system has it, not as it was once asked for.
    void setAutostart(Autostart state);
    /// Of the loopback listener; empty where there is none.
    void setLoopbackToken(const QString& token);
    void setTargets(const std::vector<relay::ScrapeView>& targets);
    /// They were changed by somebody else.
    void follow(const relay::Settings& settings);
    [[nodiscard]] relay::Settings settings() const;
    /// Whether a person has changed this one.
    [[nodiscard]] bool isTouched(const char* key) const;
    /// nullopt: nobody was asked, for it is not known yet or not ours to change.
    [[nodiscard]] std::optional<bool> wantsAutostart() const;
    /// Of the client certificate's key; empty: the one that is stored stays.
    [[nodiscard]] QString keyPassphrase() const;
    [[nodiscard]] TargetsEditor* targets() const { return m_targets; }
    void showSection(Section section);
    void accept() override;

signals:
    void copied(QString what);

private:
    QWidget* buildPage(Section section, const Locked& locked);
    void addField(QFormLayout* form, const Field& field, LockedBy lock);
    void addTokenRow(QFormLayout* form);
    void addPassphraseRow(QFormLayout* form);
    [[nodiscard]] const FieldEditor* editorOf(const char* key) const;
    void updateDependents();
    void say(const QString& words);

    relay::Settings m_settings;  // what the editors were filled with
    std::vector<FieldEditor> m_editors;
    std::vector<const char*> m_locked;
    QLabel* m_note;
    QListWidget* m_list;
    QStackedWidget* m_pages;
    QLabel* m_secret = nullptr;
    QLabel* m_loopbackState = nullptr;
    QLabel* m_outboxState = nullptr;
    QLineEdit* m_passphrase = nullptr;
    QLabel* m_keyState = nullptr;
    QWidget* m_tokenRow = nullptr;
    QLineEdit* m_token = nullptr;
    QPushButton* m_showToken = nullptr;
    QPushButton* m_copyToken = nullptr;
    QCheckBox* m_autostart = nullptr;
    QLabel* m_autostartWords = nullptr;
    TargetsEditor* m_targets = nullptr;
};

/// What is wrong with these settings, and in which section; nullopt: nothing.
struct SettingsFault {
    Section section;
    QString words;
};
[[nodiscard]] std::optional<SettingsFault> faultIn(const relay::Settings& settings);

}  // namespace gatepost::ui
