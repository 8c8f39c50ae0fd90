// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/field_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <memory>

#include "relay/settings/schema.h"
#include "ui/common/spacing.h"
#include "ui/common/words.h"

namespace gatepost::ui {
namespace {

using relay::Settings;
using Changed = std::function<void()>;

struct Fields {
    Q_DECLARE_TR_FUNCTIONS(Fields)
};

/// An enum's choices in the order of its values.
QStringList choices(relay::UplinkKind) {
    return {Fields::tr("Gatepost proxy"), Fields::tr("Pushgateway")};
}
QStringList choices(relay::SecretPlace) {
    return {Fields::tr("The keyring"), Fields::tr("A file only you can read")};
}
QStringList choices(relay::ProxyMode) {
    return {Fields::tr("As the system has it"), Fields::tr("None"), Fields::tr("This one")};
}

QStringList choices(relay::MeteredMode) {
    return {Fields::tr("Send"), Fields::tr("Send sparingly"),
            Fields::tr("Wait for another network")};
}

/// The line and a button that looks for a file.
QWidget* withChooser(QLineEdit* line, const QString& what) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    auto* choose = new QPushButton(Fields::tr("Choose…"));
    choose->setAccessibleName(Fields::tr("Choose a file: %1").arg(what));
    layout->addWidget(line, 1);
    layout->addWidget(choose);
    row->setFocusProxy(line);
    QObject::connect(choose, &QPushButton::clicked, line, [line, what] {
        auto* dialog = new QFileDialog(line->window(), what, QFileInfo(line->text()).path());
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        QObject::connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        dialog->open();
    });
    return row;
}

FieldEditor text(const Field& field, std::string Settings::*member, const Changed& changed) {
    auto* line = new QLineEdit;
    // Addresses and paths read from left to right in every language.
    if (field.look != Look::Plain) line->setLayoutDirection(Qt::LeftToRight);
    QObject::connect(line, &QLineEdit::textChanged, line, changed);
    auto* row = field.look == Look::File
                    ? withChooser(line, fieldLabel(field).remove(QLatin1Char('&')))
                    : line;
    return {field.key, row, line,
            [=](Settings& s) { s.*member = line->text().trimmed().toStdString(); },
            [=](const Settings& s) { line->setText(ui::text(s.*member)); }};
}

FieldEditor flag(const Field& field, bool Settings::*member, const Changed& changed) {
    auto* box = new QCheckBox(fieldLabel(field));
    QObject::connect(box, &QCheckBox::toggled, box, changed);
    return {field.key, box, box, [=](Settings& s) { s.*member = box->isChecked(); },
            [=](const Settings& s) { box->setChecked(s.*member); }};
}

FieldEditor lines(const Field& field, std::vector<std::string> Settings::*member,
                  const Changed& changed) {
    auto* edit = new QPlainTextEdit;
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 4 + 2 * kGap);
    QObject::connect(edit, &QPlainTextEdit::textChanged, edit, changed);
    return {field.key, edit, edit,
            [=](Settings& s) {
                (s.*member).clear();
                for (const auto& one : edit->toPlainText().split(QLatin1Char('\n')))
                    if (!one.trimmed().isEmpty())
                        (s.*member).push_back(one.trimmed().toStdString());
            },
            [=](const Settings& s) {
                QStringList all;
                for (const auto& one : s.*member) all.append(ui::text(one));
                edit->setPlainText(all.join(QLatin1Char('\n')));
            }};
}

template <typename Enum>
FieldEditor choice(const Field& field, Enum Settings::*member, const Changed& changed) {
    auto* combo = new QComboBox;
    combo->addItems(choices(Enum{}));
    QObject::connect(combo, &QComboBox::currentIndexChanged, combo, changed);
    return {field.key, combo, combo,
            [=](Settings& s) { s.*member = static_cast<Enum>(combo->currentIndex()); },
            [=](const Settings& s) { combo->setCurrentIndex(static_cast<int>(s.*member)); }};
}

template <typename Number>
FieldEditor number(const Field& field, Number Settings::*member, const Changed& changed) {
    auto* spin = new QSpinBox;
    const auto size = unitSize(field.unit);
    spin->setRange(field.least, field.most);
    spin->setSuffix(unitSuffix(field.unit));
    QObject::connect(spin, &QSpinBox::valueChanged, spin, changed);
    // A value that is no whole unit stays as it is until it is touched.
    auto shown = std::make_shared<int>(0);
    return {field.key, spin, spin,
            [=](Settings& s) {
                if (spin->value() != *shown)
                    s.*member =
                        static_cast<Number>(static_cast<std::uint64_t>(spin->value()) * size);
            },
            [=](const Settings& s) {
                spin->setValue(static_cast<int>(s.*member / size));
                *shown = spin->value();
            }};
}

}  // namespace

FieldEditor makeEditor(const Field& field, const Settings& settings, const Changed& changed) {
    const auto make = [&](auto member) {
        using Value = std::remove_cvref_t<decltype(settings.*member)>;
        if constexpr (std::is_same_v<Value, bool>)
            return flag(field, member, changed);
        else if constexpr (std::is_same_v<Value, std::string>)
            return text(field, member, changed);
        else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
            return lines(field, member, changed);
        else if constexpr (std::is_enum_v<Value>)
            return choice(field, member, changed);
        else
            return number(field, member, changed);
    };
    auto editor = std::visit(make, field.member);
    editor.load(settings);
    editor.control->setAccessibleName(fieldLabel(field).remove(QLatin1Char('&')));
    editor.control->setAccessibleDescription(fieldHelp(field));
    return editor;
}

bool isTouched(const FieldEditor& editor, const Settings& base) {
    const auto* info = relay::findSetting(editor.key);
    Settings now = base;
    editor.store(now);
    return info->get(now) != info->get(base);
}

}  // namespace gatepost::ui
