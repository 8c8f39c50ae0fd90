// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settings_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cstring>

#include "relay/settings/schema.h"
#include "ui/common/labels.h"
#include "ui/common/spacing.h"
#include "ui/common/words.h"
#include "ui/settings/targets_editor.h"

namespace gatepost::ui {
namespace {

using relay::Settings;

constexpr int kLongestSecret = 1024;

QString keyWords(relay::ClientKey state) {
    switch (state) {
        case relay::ClientKey::None: return {};
        case relay::ClientKey::Ready: return SettingsDialog::tr("The key is readable.");
        case relay::ClientKey::Unreadable:
            return SettingsDialog::tr("There is no such file, or no key in it.");
        case relay::ClientKey::Locked:
            return SettingsDialog::tr("The key is locked: enter its passphrase.");
        case relay::ClientKey::WrongPassphrase:
            return SettingsDialog::tr("The passphrase that is stored does not open the key.");
    }
    return {};
}

}  // namespace

QString reasonFor(LockedBy lock) {
    switch (lock) {
        case LockedBy::Nobody: return {};
        case LockedBy::Administrator:
            return SettingsDialog::tr("Set by this computer's administrator in /etc/gatepost.");
        case LockedBy::CommandLine:
            return SettingsDialog::tr("Set on the command line for as long as this run lasts.");
    }
    return {};
}

SettingsDialog::SettingsDialog(const Settings& settings, const Locked& locked, QWidget* parent)
    : QDialog(parent),
      m_settings(settings),
      m_note(wrapped({})),
      m_list(new QListWidget),
      m_pages(new QStackedWidget) {
    setWindowTitle(tr("Settings"));
    m_list->setAccessibleName(tr("Sections"));
    m_list->setFrameShape(QFrame::NoFrame);
    int widest = 0;
    for (int i = 0; i < kSections; ++i) {
        const auto section = static_cast<Section>(i);
        auto* item = new QListWidgetItem(sectionName(section), m_list);
        const int height = m_list->fontMetrics().height() + 2 * kGap;
        widest = std::max(widest, m_list->fontMetrics().horizontalAdvance(item->text()));
        item->setSizeHint({0, height});
        m_pages->addWidget(buildPage(section, locked));
    }
    m_list->setFixedWidth(widest + 4 * kMargin);
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);
    m_note->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->setSpacing(kMargin);
    row->addWidget(m_list);
    row->addWidget(m_pages, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kMargin);
    column->addLayout(row, 1);
    column->addWidget(m_note);
    column->addWidget(buttons);
    updateDependents();
    resize(kReadable + kSideWidth * 2 / 3, kWindowHeight * 7 / 8);
}

QWidget* SettingsDialog::buildPage(Section section, const Locked& locked) {
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(kMargin, 0, kMargin, kGap);
    column->setSpacing(kGap);
    column->addWidget(heading(sectionName(section), 1.25));
    column->addWidget(quiet(sectionHelp(section)));
    column->addSpacing(kMargin);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(kMargin);
    form->setVerticalSpacing(kGap / 2);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    column->addLayout(form);
    const auto state = [&](QLabel*& label) {
        label = wrapped({});
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->insertWidget(3, label);
        column->insertSpacing(4, kGap);
    };
    if (section == Section::Credentials) state(m_secret);
    if (section == Section::Queue) state(m_outboxState);
    if (section == Section::Companion) {
        m_autostart = new QCheckBox(tr("Start when I &log in"));
        m_autostart->setEnabled(false);  // until setAutostart()
        m_autostartWords = quiet({});
        form->addRow(QString(), m_autostart);
        form->addRow(QString(), m_autostartWords);
        m_autostartWords->hide();
    }
    for (const auto& field : fields())
        if (field.section == section)
            addField(form, field, locked ? locked(field.key) : LockedBy::Nobody);
    if (section == Section::Local) addTokenRow(form);
    if (section == Section::Credentials) addPassphraseRow(form);
    if (section == Section::Targets) {
        m_targets = new TargetsEditor;
        column->addWidget(m_targets, 1);
        return inside;
    }
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    return scroll;
}

void SettingsDialog::addField(QFormLayout* form, const Field& field, LockedBy lock) {
    auto editor = makeEditor(field, m_settings, [this] { updateDependents(); });
    auto help = fieldHelp(field);
    if (lock != LockedBy::Nobody) {
        m_locked.push_back(field.key);
        editor.row->setEnabled(false);
        help = reasonFor(lock) + QLatin1Char(' ') + help;
        editor.control->setAccessibleDescription(help);
    }
    if (qobject_cast<QCheckBox*>(editor.control) != nullptr) {
        form->addRow(QString(), editor.row);
    } else {
        auto* label = new QLabel(tr("%1:").arg(fieldLabel(field)));
        label->setBuddy(editor.control);
        form->addRow(label, editor.row);
    }
    if (!help.trimmed().isEmpty()) form->addRow(QString(), quiet(help.trimmed()));
    form->addItem(new QSpacerItem(0, kGap, QSizePolicy::Minimum, QSizePolicy::Fixed));
    m_editors.push_back(std::move(editor));
}

void SettingsDialog::addTokenRow(QFormLayout* form) {
    m_tokenRow = new QWidget;
    auto* row = new QHBoxLayout(m_tokenRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    m_token = new QLineEdit;
    m_token->setReadOnly(true);
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setLayoutDirection(Qt::LeftToRight);
    m_token->setAccessibleName(tr("Token for the loopback address"));
    m_token->setPlaceholderText(tr("There is one while it listens"));
    m_showToken = new QPushButton(tr("Sho&w"));
    m_showToken->setCheckable(true);
    m_copyToken = new QPushButton(tr("&Copy"));
    row->addWidget(m_token, 1);
    row->addWidget(m_showToken);
    row->addWidget(m_copyToken);
    auto* label = new QLabel(tr("Loopback &token:"));
    label->setBuddy(m_token);
    form->addRow(label, m_tokenRow);
    form->addRow(QString(), quiet(tr("For programs whose user the system does not tell, as "
                                     "Authorization: Bearer. It changes with every start.")));
    m_loopbackState = wrapped({});
    m_loopbackState->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(QString(), m_loopbackState);
    connect(m_showToken, &QPushButton::toggled, this, [this](bool on) {
        m_token->setEchoMode(on ? QLineEdit::Normal : QLineEdit::Password);
    });
    connect(m_copyToken, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_token->text());
        emit copied(tr("Token copied"));
    });
    setLoopbackToken({});
}

void SettingsDialog::addPassphraseRow(QFormLayout* form) {
    m_passphrase = new QLineEdit;
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setMaxLength(kLongestSecret);
    m_passphrase->setAccessibleName(tr("Passphrase of the certificate's key"));
    auto* label = new QLabel(tr("&Passphrase of the key:"));
    label->setBuddy(m_passphrase);
    form->addRow(label, m_passphrase);
    form->addRow(QString(),
                 quiet(tr("Kept where the token is. Leave empty to keep the one stored.")));
    m_keyState = wrapped({});
    m_keyState->setObjectName(QStringLiteral("keyState"));
    m_keyState->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(QString(), m_keyState);
}

const FieldEditor* SettingsDialog::editorOf(const char* key) const {
    const auto found = std::ranges::find_if(
        m_editors, [key](const auto& editor) { return std::strcmp(editor.key, key) == 0; });
    return found == m_editors.end() ? nullptr : &*found;
}

bool SettingsDialog::isTouched(const char* key) const {
    const auto* editor = editorOf(key);
    return editor != nullptr && ui::isTouched(*editor, m_settings);
}

void SettingsDialog::updateDependents() {
    const auto now = settings();
    const auto follows = [this](const char* key, bool on) {
        const bool isLocked = std::ranges::any_of(
            m_locked, [key](const char* other) { return std::strcmp(key, other) == 0; });
        if (const auto* editor = editorOf(key)) editor->row->setEnabled(on && !isLocked);
    };
    follows("uplink.proxy_url", now.proxyMode == relay::ProxyMode::Manual);
    follows("local.loopback_address", now.loopback);
    follows("local.loopback_port", now.loopback);
    if (m_tokenRow != nullptr) m_tokenRow->setEnabled(now.loopback);
    if (m_passphrase != nullptr) m_passphrase->setEnabled(!now.keyFile.empty());
    if (!m_note->isHidden()) m_note->hide();
}

Settings SettingsDialog::settings() const {
    Settings result = m_settings;
    for (const auto& editor : m_editors) editor.store(result);
    return result;
}

void SettingsDialog::follow(const Settings& settings) {
    // First all answers, then the new base: they are asked against the old one.
    std::vector<const FieldEditor*> untouched;
    Settings kept = settings;
    for (const auto& editor : m_editors)
        if (ui::isTouched(editor, m_settings)) {
            const auto* info = relay::findSetting(editor.key);
            info->set(kept, info->get(m_settings));
        } else {
            untouched.push_back(&editor);
        }
    // A touched one keeps its own base, or it would pass for untouched once both agree.
    m_settings = kept;
    for (const auto* editor : untouched) editor->load(settings);
    say(
        tr("The settings were changed elsewhere meanwhile. What you have not touched follows; what "
           "you have touched is yours."));
}

void SettingsDialog::say(const QString& words) {
    m_note->setText(words);
    m_note->show();
}

void SettingsDialog::accept() {
    if (const auto fault = faultIn(settings())) {
        showSection(fault->section);
        say(fault->words);
        return;
    }
    QDialog::accept();
}

void SettingsDialog::setStatus(const relay::RelayStatus& status) {
    switch (status.secrets) {
        case relay::SecretState::None:
            m_secret->setText(m_settings.tokenStored && !m_settings.tokenHost.empty()
                                  ? tr("A token is stored, but for %1, and goes nowhere else.")
                                        .arg(text(m_settings.tokenHost))
                                  : tr("No token is stored."));
            break;
        case relay::SecretState::Ready:
            m_secret->setText(tr("A token is stored and readable."));
            break;
        case relay::SecretState::Locked:
            m_secret->setText(tr("A token is stored, but the keyring is locked just now."));
            break;
        case relay::SecretState::Unavailable:
            m_secret->setText(
                because(tr("The keyring does not answer, or the token file cannot be read. A "
                           "file only you can read works everywhere."),
                        status.tokenError));
            break;
    }
    m_keyState->setText(keyWords(status.clientKey));
    auto held =
        tr("%n request(s) wait, %1 in all.", nullptr, static_cast<int>(status.queue.entries))
            .arg(bytes(status.queue.bytes));
    if (status.outbox == relay::OutboxState::Locked)
        held =
            tr("What waits is encrypted, and its key cannot be had just now. Unlock the "
               "keyring.");
    else if (status.outboxEncrypted)
        held += QLatin1Char(' ') + tr("It is encrypted on disk.");
    m_outboxState->setText(held);
    if (!status.loopback.empty())
        m_loopbackState->setText(tr("Listening on %1.").arg(text(status.loopback)));
    else if (!status.loopbackError.empty())
        m_loopbackState->setText(tr("Not listening: %1").arg(text(status.loopbackError)));
    else
        m_loopbackState->clear();
}

void SettingsDialog::setAutostart(Autostart state) {
    m_autostart->setChecked(state == Autostart::On || state == Autostart::Foreign);
    m_autostart->setEnabled(state == Autostart::On || state == Autostart::Off);
    m_autostartWords->setVisible(state == Autostart::Foreign || state == Autostart::Unavailable);
    m_autostartWords->setText(state == Autostart::Foreign
                                  ? tr("An autostart entry of your own is there; it is left alone.")
                                  : tr("This desktop does not offer it."));
}

void SettingsDialog::setLoopbackToken(const QString& token) {
    m_token->setText(token);
    m_showToken->setEnabled(!token.isEmpty());
    m_copyToken->setEnabled(!token.isEmpty());
}

void SettingsDialog::setTargets(const std::vector<relay::ScrapeView>& targets) {
    m_targets->show(targets);
}

QString SettingsDialog::keyPassphrase() const { return m_passphrase->text(); }

std::optional<bool> SettingsDialog::wantsAutostart() const {
    if (!m_autostart->isEnabled()) return std::nullopt;
    return m_autostart->isChecked();
}

void SettingsDialog::showSection(Section section) {
    m_list->setCurrentRow(static_cast<int>(section));
}

}  // namespace gatepost::ui
