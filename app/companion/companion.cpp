// SPDX-License-Identifier: Apache-2.0
#include "app/companion/companion.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QEvent>
#include <QLocale>
#include <QProxyStyle>
#include <QScreen>
#include <QStyle>

#include "app/companion/command_line.h"
#include "app/companion/support_info.h"
#include "ui/activity/activity_model.h"
#include "ui/common/words.h"
#include "ui/preview/live_page.h"
#include "ui/welcome/test_words.h"
#include "ui/window/placement.h"

namespace gatepost::app {
namespace {

qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }

constexpr int kHandOverMilliseconds = 1000;

/// A style that only changes another has no name of its own.
QString styleName(const QStyle& style) {
    const auto* proxy = qobject_cast<const QProxyStyle*>(&style);
    return proxy != nullptr ? styleName(*proxy->baseStyle()) : style.name();
}

}  // namespace

Companion::Companion(Parts parts, QObject* parent)
    : QObject(parent),
      m_settings(parts.settings),
      m_filed(parts.settings),
      m_parts(std::move(parts)),
      m_thread(std::move(m_parts.relay), m_parts.alongside, m_parts.logFile),
      m_tray(std::make_unique<ui::Tray>(*m_parts.tray)),
      m_state(readWindowState(m_parts.stateFile)) {
    connectTray();
    connectRelay();
    m_paceTimer.setSingleShot(true);
    connect(&m_paceTimer, &QTimer::timeout, this, &Companion::show);
    m_sessionTimer.setSingleShot(true);
    m_sessionTimer.setInterval(kSessionPatience);
    connect(&m_sessionTimer, &QTimer::timeout, this, [this] {
        if (m_window) m_window->letClose(ui::MainWindow::Closing::IsAWish);
        emit sessionGoesOn();
    });
    QCoreApplication::instance()->installEventFilter(this);
}

Companion::~Companion() { end(QDeadlineTimer(kEndMilliseconds)); }

bool Companion::eventFilter(QObject* watched, QEvent* event) {
    if (watched == QCoreApplication::instance() &&
        event->type() == QEvent::ApplicationPaletteChange)
        m_tray->refresh();
    return QObject::eventFilter(watched, event);
}

void Companion::connectTray() {
    connect(m_tray.get(), &ui::Tray::openWanted, this, [this] { open(); });
    connect(m_tray.get(), &ui::Tray::pauseWanted, this, [this] { m_thread.relay().pause(); });
    connect(m_tray.get(), &ui::Tray::resumeWanted, this, [this] { m_thread.relay().resume(); });
    connect(m_tray.get(), &ui::Tray::sendWanted, this, [this] { m_thread.relay().retryNow(); });
    connect(m_tray.get(), &ui::Tray::copyEndpointWanted, this,
            [this] { QGuiApplication::clipboard()->setText(ui::text(m_status.endpoint)); });
    connect(m_tray.get(), &ui::Tray::settingsWanted, this, &Companion::showSettings);
    connect(m_tray.get(), &ui::Tray::diagnosticsWanted, this, &Companion::showDiagnostics);
    connect(m_tray.get(), &ui::Tray::quitWanted, this, &Companion::quitWanted);
    connect(m_tray.get(), &ui::Tray::pageWanted, this, [this](ui::Page page) {
        open();
        m_window->showPage(page);
    });
    connect(m_tray.get(), &ui::Tray::presenceChanged, this, [this](bool present) {
        if (present || (m_window && m_window->isVisible())) return;
        // Nowhere else to find it: in the task bar, without taking the focus.
        makeWindow();
        m_window->setAttribute(Qt::WA_ShowWithoutActivating);
        m_window->showMinimized();
        m_window->setAttribute(Qt::WA_ShowWithoutActivating, false);
    });
}

void Companion::connectRelay() {
    auto& relay = m_thread.relay();
    connect(&relay, &relay::Relay::statusChanged, this, &Companion::onStatus);
    connect(&relay, &relay::Relay::snapshotChanged, this,
            [this](const relay::SnapshotPointer& snapshot) {
                m_snapshot = snapshot;
                if (m_window) m_window->setSnapshot(snapshot);
                if (m_dialog) m_dialog->setTargets(snapshot->targets);
            });
    connect(&m_thread, &RelayThread::digested, this, [this](const ui::PreviewPointer& preview) {
        m_preview = preview;
        if (m_window) m_window->setPreview(preview);
    });
    connect(&relay, &relay::Relay::happened, this, [this](const relay::RelayEvent& event) {
        if (m_window) return m_window->add(event);
        if (m_events.size() >= ui::kRemembered) m_events.pop_front();
        m_events.push_back(event);
    });
    connect(&relay, &relay::Relay::commandFailed, this,
            [this](const QString&, const QString& reason) {
                say(tr("That did not work: %1").arg(reason));
            });
    connect(&relay, &relay::Relay::connectionTested, this,
            [this](const relay::ConnectionTest& result) {
                if (!m_window) return;
                const bool invited = m_window->welcome()->hasInvite();
                m_window->welcome()->showTest(ui::wentWell(result, invited),
                                              invited ? ui::testWordsWithInvite(result, m_testedUrl)
                                                      : ui::testWords(result, m_testedUrl));
            });
    connect(&relay, &relay::Relay::quitRequested, this, &Companion::quitWanted);
    connect(&m_thread, &RelayThread::takenOver, this,
            [this](const QString& problem, const QString& loopback) {
                if (!problem.isEmpty()) return say(tr("The other relay stays: %1").arg(problem));
                if (!loopback.isEmpty()) m_otherLoopback = loopback.toStdString();
                // It still has to put away what it holds.
                QTimer::singleShot(kHandOverMilliseconds, this, [this] {
                    hold(m_filed);
                    m_thread.restart();
                });
            });
    connect(&m_thread, &RelayThread::redeemed, this, &Companion::onRedeemed);
    connect(&m_thread, &RelayThread::redeemRefused, this, &Companion::onRedeemRefused);
}

void Companion::start(bool background) {
    m_thread.setLogging(m_state.logToFile);
    m_thread.start();
    m_tray->start();
    if (!background) open();
}

void Companion::open(const QString& link) {
    makeWindow();
    if (!link.isEmpty()) {
        m_window->showPage(ui::Page::Setup);
        const auto enrollment = ui::parseEnrollment(link);
        if (enrollment)
            m_window->welcome()->offer(*enrollment);
        else
            m_window->welcome()->showTest(false, ui::faultSentence(enrollment.error()));
    }
    raiseWindow();
}

QString Companion::obey(const QStringList& arguments) {
    const auto line = parseCommandLine(arguments);
    if (!line) return line.error() + QLatin1Char('\n');
    switch (line->task) {
        case CommandLine::Task::Quit:
            QMetaObject::invokeMethod(this, &Companion::quitWanted, Qt::QueuedConnection);
            return {};
        case CommandLine::Task::Diagnostics: return diagnostics();
        case CommandLine::Task::Status: return statusJson(m_status);
        case CommandLine::Task::Run:
            if (line->background) return {};
            break;
        default: break;
    }
    // A second start is a person's wish.
    QMetaObject::invokeMethod(
        this, [this, link = line->link] { open(link); }, Qt::QueuedConnection);
    return {};
}

void Companion::raiseWindow() {
    if (m_window->isMinimized())
        m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void Companion::makeWindow() {
    if (m_window) return;
    m_window = std::make_unique<ui::MainWindow>();
    connectWindow();
    connectPages();
    placeWindow();
    m_window->live()->restoreViewState(m_state.liveColumns);
    for (auto& event : m_events) m_window->add(event);
    m_events.clear();
    m_events.shrink_to_fit();
    // Who names the server on the command line has taken the first step, for this run.
    if (!m_settings.welcomeDone && lockOf("uplink.url") != ui::LockedBy::CommandLine)
        m_window->showPage(ui::Page::Setup);
    if (m_parts.uncleanRun)
        m_window->showNews(
            {ui::Tone::Warning, tr("Gatepost did not end as it should have"),
             tr("The run that began %1 stopped all of a sudden. Pushes that were promised are on "
                "disk and go on from there. Settings changed last may not be saved.")
                 .arg(*m_parts.uncleanRun),
             ui::Remedy::Acknowledge, tr("Copy Report")});
    if (m_snapshot) m_window->setSnapshot(m_snapshot);
    if (m_preview) m_window->setPreview(m_preview);
    show();
}

void Companion::onStatus(const relay::StatusPointer& status) {
    m_status = *status;
    // Nobody has been asked before the first steps are done.
    const bool asked = m_settings.welcomeDone;
    const ui::NoticeSwitches switches{asked && m_settings.notifyAuth,
                                      asked && m_settings.notifyLost,
                                      asked && m_settings.notifyRejected};
    if (m_dialog) {
        m_dialog->setStatus(m_status);
        if (m_status.loopback != m_before.loopback) readLoopbackToken();
    }
    for (const auto& notice : ui::noticesFor(m_before, m_status, switches)) m_tray->notify(notice);
    m_before = m_status;
    show();
}

void Companion::show() {
    const auto shown = m_pace.shown(m_status, now());
    const auto face = ui::faceOf(shown, m_state.acknowledgedLost, now());
    m_tray->show(face);
    if (m_window) m_window->setStatus(shown, face);
    if (const auto due = m_pace.due())
        m_paceTimer.start(static_cast<int>(std::max<qint64>(0, *due - now()) + 1));
    else
        m_paceTimer.stop();
}

void Companion::placeWindow() {
    QList<QRect> screens;
    for (const auto* screen : QGuiApplication::screens())
        screens.append(screen->availableGeometry());
    if (!m_state.geometry.isNull()) {
        m_window->setGeometry(ui::placed(m_state.geometry, screens));
        if (m_state.maximized) m_window->setWindowState(Qt::WindowMaximized);
    }
}

void Companion::rememberWindow() {
    if (!m_window) return;
    const auto before = m_state;
    m_state.maximized = m_window->isMaximized();
    if (!m_state.maximized && !m_window->isMinimized()) m_state.geometry = m_window->geometry();
    m_state.liveColumns = m_window->live()->viewState();
    if (m_state != before) keepWindowState();
}

void Companion::keepWindowState() {
    m_parts.errands->run(
        [file = m_parts.stateFile, state = m_state] { writeWindowState(file, state); });
}

void Companion::say(const QString& words) {
    if (m_window) m_window->say(words);
}

QString Companion::diagnostics() const {
    SupportFacts facts;
    facts.desktop = qEnvironmentVariable("XDG_CURRENT_DESKTOP");
    facts.platform = QGuiApplication::platformName();
    facts.style = styleName(*QApplication::style());
    facts.language = QLocale().name();
    facts.trayPresent = m_parts.tray->available();
    facts.system = m_parts.system;
    facts.lastUnclean = m_parts.uncleanRun.value_or(QString());
    return supportInfo(m_status, facts);
}

void Companion::sessionMayEnd() {
    rememberWindow();
    keepWindowState();
    if (m_window) m_window->letClose(ui::MainWindow::Closing::Closes);
    m_sessionTimer.start();
}

bool Companion::end(QDeadlineTimer deadline) {
    if (std::exchange(m_ended, true)) return m_thread.end(deadline);
    rememberWindow();
    m_parts.tray->hide();  // a ghost would stay on some systems
    if (m_window) {
        m_window->letClose(ui::MainWindow::Closing::Closes);
        m_window->close();
    }
    keepWindowState();
    return m_thread.end(deadline);
}

}  // namespace gatepost::app
