// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"

namespace gatepost::ui {
namespace {

using relay::Settings;

QLabel* quiet(const QString& words) {
    auto* label = new QLabel(words);
    label->setWordWrap(true);
    label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto colors = label->palette();
    colors.setColor(QPalette::WindowText, quietText(label->palette()));
    label->setPalette(colors);
    return label;
}

/// An enum's choices in the order of its values.
QStringList choices(relay::UplinkKind) {
    return {SettingsDialog::tr("Gatepost proxy"), SettingsDialog::tr("Pushgateway")};
}
QStringList choices(relay::SecretPlace) {
    return {SettingsDialog::tr("The keyring"), SettingsDialog::tr("A file only you can read")};
}
QStringList choices(relay::ProxyMode) {
    return {SettingsDialog::tr("As the system has it"), SettingsDialog::tr("None"),
            SettingsDialog::tr("This one")};
}

QStringList choices(relay::MeteredMode) {
    return {SettingsDialog::tr("Send"), SettingsDialog::tr("Send sparingly"),
            SettingsDialog::tr("Wait for another network")};
}

QString plain(QString label) { return label.remove(QLatin1Char('&')); }

}  // namespace

SettingsDialog::SettingsDialog(const Settings& settings, const Locked& locked, QWidget* parent)
    : QDialog(parent),
      m_settings(settings),
      m_list(new QListWidget),
      m_pages(new QStackedWidget) {
    setWindowTitle(tr("Settings"));
    m_list->setAccessibleName(tr("Sections"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSpacing(kGap / 2);
    int widest = 0;
    for (int i = 0; i < kSections; ++i) {
        const auto section = static_cast<Section>(i);
        m_list->addItem(sectionName(section));
        widest = std::max(widest, m_list->fontMetrics().horizontalAdvance(sectionName(section)));
        m_pages->addWidget(buildPage(section, locked));
    }
    m_list->setFixedWidth(widest + 4 * kMargin);
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);
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
    column->addWidget(buttons);
    resize(kReadable + kSideWidth / 3, kWindowHeight * 3 / 4);
}

QWidget* SettingsDialog::buildPage(Section section, const Locked& locked) {
    auto* inside = new QWidget;
    auto* form = new QFormLayout(inside);
    form->setContentsMargins(kMargin, kGap, kMargin, kGap);
    form->setHorizontalSpacing(kMargin);
    form->setVerticalSpacing(kGap);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    if (section == Section::Token) {
        m_secret = quiet({});
        form->addRow(m_secret);
    }
    if (section == Section::Companion) {
        m_autostart = new QCheckBox(tr("Start when I &log in"));
        m_autostartWords = quiet({});
        form->addRow(m_autostart);
        form->addRow(m_autostartWords);
        m_autostartWords->hide();
    }
    for (const auto& field : fields()) {
        if (field.section != section) continue;
        const bool isLocked = locked && locked(field.key);
        auto* editor = editorFor(field, isLocked);
        if (qobject_cast<QCheckBox*>(editor) != nullptr)
            form->addRow(editor);
        else
            form->addRow(tr("%1:").arg(fieldLabel(field)), editor);
        editor->setAccessibleName(plain(fieldLabel(field)));
        editor->setAccessibleDescription(fieldHelp(field));
        addHelp(form, isLocked ? tr("Set by your administrator. %1").arg(fieldHelp(field))
                               : fieldHelp(field));
    }
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    return scroll;
}

void SettingsDialog::addHelp(QFormLayout* form, const QString& help) {
    if (help.trimmed().isEmpty()) return;
    auto* label = quiet(help);
    label->setContentsMargins(0, 0, 0, kGap);
    form->addRow(QString(), label);
}

QWidget* SettingsDialog::editorFor(const Field& field, bool locked) {
    const auto visitor = [&](auto member) -> QWidget* {
        using Value = std::remove_cvref_t<decltype(m_settings.*member)>;
        if constexpr (std::is_same_v<Value, bool>) {
            auto* box = new QCheckBox(fieldLabel(field));
            box->setChecked(m_settings.*member);
            m_editors.push_back({[=](Settings& s) { s.*member = box->isChecked(); }});
            return box;
        } else if constexpr (std::is_same_v<Value, std::string>) {
            auto* line = new QLineEdit(text(m_settings.*member));
            m_editors.push_back(
                {[=](Settings& s) { s.*member = line->text().trimmed().toStdString(); }});
            return line;
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
            auto* lines = new QPlainTextEdit;
            lines->setTabChangesFocus(true);
            lines->setMaximumHeight(lines->fontMetrics().height() * 5);
            for (const auto& one : m_settings.*member) lines->appendPlainText(text(one));
            m_editors.push_back({[=](Settings& s) {
                (s.*member).clear();
                for (const auto& one : lines->toPlainText().split(QLatin1Char('\n')))
                    if (!one.trimmed().isEmpty())
                        (s.*member).push_back(one.trimmed().toStdString());
            }});
            return lines;
        } else if constexpr (std::is_enum_v<Value>) {
            auto* combo = new QComboBox;
            combo->addItems(choices(m_settings.*member));
            combo->setCurrentIndex(static_cast<int>(m_settings.*member));
            m_editors.push_back(
                {[=](Settings& s) { s.*member = static_cast<Value>(combo->currentIndex()); }});
            return combo;
        } else {
            auto* spin = new QSpinBox;
            const auto size = unitSize(field.unit);
            spin->setRange(field.least, field.most);
            spin->setSuffix(unitSuffix(field.unit));
            const auto shown = static_cast<int>(m_settings.*member / size);
            spin->setValue(shown);
            // A value that is no whole unit stays as it is until it is touched.
            m_editors.push_back({[=](Settings& s) {
                if (spin->value() != shown)
                    s.*member =
                        static_cast<Value>(static_cast<std::uint64_t>(spin->value()) * size);
            }});
            return spin;
        }
    };
    auto* editor = std::visit(visitor, field.member);
    editor->setEnabled(!locked);
    return editor;
}

Settings SettingsDialog::settings() const {
    Settings result = m_settings;
    for (const auto& editor : m_editors) editor.store(result);
    return result;
}

void SettingsDialog::setSecretState(relay::SecretState state) {
    switch (state) {
        case relay::SecretState::None: m_secret->setText(tr("No token is stored.")); break;
        case relay::SecretState::Ready:
            m_secret->setText(tr("A token is stored and readable."));
            break;
        case relay::SecretState::Locked:
            m_secret->setText(tr("A token is stored, but the keyring is locked just now."));
            break;
        case relay::SecretState::Unavailable:
            m_secret->setText(
                tr("The keyring does not answer, or the token file cannot be read. A file "
                   "only you can read works everywhere."));
            break;
    }
}

void SettingsDialog::setAutostart(Autostart state) {
    m_autostart->setChecked(state == Autostart::On || state == Autostart::Foreign);
    m_autostart->setEnabled(state == Autostart::On || state == Autostart::Off);
    m_autostartWords->setVisible(state == Autostart::Foreign || state == Autostart::Unavailable);
    m_autostartWords->setText(state == Autostart::Foreign
                                  ? tr("An autostart entry of your own is there; it is left alone.")
                                  : tr("This desktop does not offer it."));
}

bool SettingsDialog::wantsAutostart() const { return m_autostart->isChecked(); }

void SettingsDialog::showSection(Section section) {
    m_list->setCurrentRow(static_cast<int>(section));
}

}  // namespace gatepost::ui
