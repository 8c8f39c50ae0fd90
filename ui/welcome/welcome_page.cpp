// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/welcome_page.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShowEvent>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/welcome/snippet_box.h"

namespace gatepost::ui {
namespace {

/// A box that nobody has touched shows what is.
void follow(QCheckBox& box, std::optional<bool>& known, std::optional<bool> now) {
    const bool isTouched = box.isChecked() != known.value_or(false);
    known = now;
    if (!isTouched) box.setChecked(now.value_or(false));
}

std::optional<bool> answerOf(const QCheckBox& box, std::optional<bool> known) {
    if (!box.isEnabled() || known == box.isChecked()) return std::nullopt;
    return box.isChecked();
}

}  // namespace

WelcomePage::WelcomePage(QWidget* parent)
    : QWidget(parent),
      m_url(new QLineEdit),
      m_token(new QLineEdit),
      m_offer(wrapped({})),
      m_lock(quiet({})),
      m_said(wrapped({})),
      m_test(new QPushButton(tr("&Test"))),
      m_save(new QPushButton(tr("Save and &Go On"))),
      m_autostart(new QCheckBox(tr("Start when I &log in"))),
      m_notifications(new QCheckBox(tr("&Notify me when the token is refused or pushes are lost"))),
      m_snippets(new SnippetBox) {
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout;
    column->setSpacing(kSection);
    column->setContentsMargins(0, 0, 0, 0);
    auto* title = heading(tr("Welcome to Gatepost"), 1.6);
    auto* intro =
        wrapped(tr("Programs on this computer push their metrics here; Gatepost checks them, "
                   "keeps them while the network is away, and carries them to your server."));
    auto* top = new QVBoxLayout;
    top->setSpacing(kGap);
    top->addWidget(title);
    top->addWidget(intro);
    column->addLayout(top);
    column->addWidget(buildServer());
    column->addWidget(buildChoices());
    auto* save = new QHBoxLayout;
    save->setSpacing(kGap);
    save->addWidget(m_save);
    auto* later = new QPushButton(tr("Not No&w"));
    save->addWidget(later);
    save->addStretch();
    column->addLayout(save);
    column->addWidget(m_snippets);
    column->addStretch();
    auto* center = new QHBoxLayout(inside);
    center->setContentsMargins(kSection, kSection, kSection, kSection);
    auto* sheet = new QWidget;
    sheet->setLayout(column);
    sheet->setMaximumWidth(kReadable);
    center->addStretch();
    center->addWidget(sheet, 100);
    center->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    m_save->setDefault(true);
    connect(later, &QPushButton::clicked, this, [this] {
        m_url->setText(m_used);
        m_autostart->setChecked(m_autostartIs.value_or(false));
        m_notifications->setChecked(m_notificationsAre.value_or(false));
        forget();
        emit leaveWanted();
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        if (addressIsGood()) emit setupWanted(setup());
    });
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (!addressIsGood()) return;
        say(Tone::Active, tr("Asking %1…").arg(hostOf(m_url->text().trimmed().toStdString())));
        m_test->setEnabled(false);
        emit testWanted(*checkedAddress(m_url->text()), m_token->text().trimmed());
    });
    // What was offered for one address is not for another.
    connect(m_url, &QLineEdit::textEdited, this, [this] {
        m_invite.clear();
        m_offer->hide();
        m_said->hide();
        followAddress();
    });
}

QWidget* WelcomePage::buildServer() {
    auto* box = new QWidget;
    auto* column = titled(box, tr("1. Where to send"));
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(kMargin);
    form->setVerticalSpacing(kGap);
    m_url->setPlaceholderText(QStringLiteral("https://metrics.example.org"));
    m_url->setAccessibleName(tr("Address of the proxy"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setMaxLength(kLongestToken);
    m_token->setAccessibleName(tr("Token"));
    m_url->setLayoutDirection(Qt::LeftToRight);
    form->addRow(tr("&Address:"), m_url);
    form->addRow(QString(), m_lock);
    m_lock->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addWidget(m_token, 1);
    row->addWidget(m_test);
    auto* label = new QLabel(tr("To&ken:"));
    label->setBuddy(m_token);
    form->addRow(label, row);
    column->addWidget(m_offer);
    column->addLayout(form);
    column->addWidget(m_said);
    m_offer->hide();
    m_said->hide();
    m_said->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return box;
}

QWidget* WelcomePage::buildChoices() {
    auto* box = new QWidget;
    auto* column = titled(box, tr("2. Two choices"));
    column->addWidget(m_autostart);
    m_autostart->setEnabled(false);  // until setAutostart()
    column->addWidget(m_notifications);
    return box;
}

void WelcomePage::say(Tone tone, const QString& words) {
    auto colors = palette();
    colors.setColor(QPalette::WindowText, toneColor(tone, palette()));
    m_said->setPalette(colors);
    m_said->setText(words);
    m_said->show();
}

bool WelcomePage::addressIsGood() {
    const auto address = checkedAddress(m_url->text());
    if (!address) showTest(false, faultSentence(address.error()));
    return address.has_value();
}

void WelcomePage::setAddress(const QString& url, LockedBy lock) {
    if (m_url->text() == m_used) m_url->setText(url);
    m_used = url;
    m_url->setReadOnly(lock != LockedBy::Nobody);
    m_url->setAccessibleDescription(reasonFor(lock));
    m_lock->setText(reasonFor(lock));
    m_lock->setVisible(lock != LockedBy::Nobody);
    followAddress();
}

void WelcomePage::setAutostart(Autostart autostart) {
    follow(*m_autostart, m_autostartIs,
           autostart == Autostart::On || autostart == Autostart::Foreign);
    m_autostart->setEnabled(autostart == Autostart::On || autostart == Autostart::Off);
}

void WelcomePage::setNotifications(std::optional<bool> on, LockedBy lock) {
    follow(*m_notifications, m_notificationsAre, on);
    m_notifications->setEnabled(lock == LockedBy::Nobody);
    m_notifications->setAccessibleDescription(reasonFor(lock));
    m_notifications->setToolTip(reasonFor(lock));
}

void WelcomePage::setTokenStored(bool stored, const QString& host, LockedBy lock) {
    m_stored = stored;
    m_storedFor = host;
    m_tokenLock = lock;
    m_token->setEnabled(lock == LockedBy::Nobody);
    followAddress();
}

bool WelcomePage::settle(const Setup& saved) {
    if (setup().url != saved.url) return false;
    m_url->setText(saved.url);
    m_said->hide();
    forget();
    return true;
}

void WelcomePage::forget() {
    m_token->clear();
    m_invite.clear();
    m_offer->hide();
    followAddress();
}

void WelcomePage::followAddress() {
    const auto host = QUrl(m_url->text().trimmed()).host();
    const auto storedFor = m_storedFor.isEmpty() ? QUrl(m_used).host() : m_storedFor;
    if (m_tokenLock != LockedBy::Nobody)
        m_token->setPlaceholderText(tr("Read from a file that was named elsewhere"));
    else if (!m_invite.isEmpty())
        m_token->setPlaceholderText(tr("None is needed: the invite becomes one"));
    else if (m_stored && host == storedFor)
        m_token->setPlaceholderText(tr("A token is stored; leave empty to keep it"));
    else
        m_token->setPlaceholderText(tr("As your administrator gave it to you"));
}

void WelcomePage::setEndpoint(const QString& socket, const QString& loopback) {
    m_snippets->setEndpoint(socket, loopback);
}

void WelcomePage::showTest(bool ok, const QString& words) {
    m_test->setEnabled(true);
    say(ok ? Tone::Calm : Tone::Error, (ok ? QStringLiteral("✓ ") : QStringLiteral("✕ ")) + words);
}

void WelcomePage::setRedeeming(bool redeeming) {
    m_save->setEnabled(!redeeming);
    if (!redeeming)
        m_said->hide();
    else
        say(Tone::Active,
            tr("Asking %1 for a token…").arg(hostOf(m_url->text().trimmed().toStdString())));
}

bool WelcomePage::hasInvite() const { return !setup().invite.isEmpty(); }

void WelcomePage::offer(const Enrollment& enrollment) {
    const auto before = m_url->text().trimmed();
    m_url->setText(enrollment.url);
    m_token->setText(enrollment.token);
    m_invite = enrollment.invite;
    m_said->hide();
    QString words =
        tr("A link asks to send this computer's metrics to %1. Nothing has been sent or "
           "changed yet. Go on only if you know and trust this server.")
            .arg(enrollment.url);
    if (!m_invite.isEmpty())
        words += QLatin1Char('\n') +
                 tr("It brings an invite, which the server turns into a token for this computer "
                    "when you save. An invite works once.");
    if (!before.isEmpty() && before != enrollment.url)
        words += QLatin1Char('\n') + tr("It would replace %1.").arg(before);
    m_offer->setText(words);
    auto colors = palette();
    colors.setColor(QPalette::WindowText, toneColor(Tone::Warning, palette()));
    m_offer->setPalette(colors);
    m_offer->show();
    followAddress();
}

void WelcomePage::setArrived(const QString& group) { m_snippets->setArrived(group); }

Setup WelcomePage::setup() const {
    const auto address = checkedAddress(m_url->text());
    // Who types a token has one.
    const auto token = m_token->text().trimmed();
    return {address.value_or(QString()), token, token.isEmpty() ? m_invite : QString(),
            answerOf(*m_autostart, m_autostartIs), answerOf(*m_notifications, m_notificationsAre)};
}

void WelcomePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) emit shown();
}

void WelcomePage::focusAddress() {
    m_url->setFocus(Qt::OtherFocusReason);
    m_url->selectAll();
}

void WelcomePage::focusToken() { m_token->setFocus(Qt::OtherFocusReason); }

}  // namespace gatepost::ui
