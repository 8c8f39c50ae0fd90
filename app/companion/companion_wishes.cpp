// SPDX-License-Identifier: Apache-2.0
// What the companion does when the window asks for it.
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSaveFile>
#include <QThreadPool>
#include <QUrl>

#include "app/companion/companion.h"
#include "ui/activity/activity_page.h"
#include "ui/common/words.h"
#include "ui/lint/scratch_page.h"
#include "ui/lint/text_page.h"
#include "ui/preview/live_page.h"
#include "ui/queue/queue_page.h"
#include "ui/window/text_dialog.h"

namespace gatepost::app {
namespace {

constexpr qint64 kLargestDrop = 4 * 1024 * 1024;

}  // namespace

void Companion::connectWindow() {
    auto* window = m_window.get();
    connect(window, &ui::MainWindow::shown, this, [this] {
        if (!std::exchange(m_watching, true)) m_thread.relay().watch();
    });
    connect(window, &ui::MainWindow::hidden, this, [this] {
        if (std::exchange(m_watching, false)) m_thread.relay().unwatch();
        rememberWindow();
    });
    connect(window, &ui::MainWindow::closeWanted, this, &Companion::onCloseWanted);
    connect(window, &ui::MainWindow::remedyWanted, this, &Companion::onRemedy);
    connect(window, &ui::MainWindow::newsSettled, this, [this] {
        QGuiApplication::clipboard()->setText(diagnostics());
        m_parts.uncleanRun.reset();
        say(tr("Report copied; secrets are cut out"));
    });
    connect(window, &ui::MainWindow::pauseWanted, this, [this] { m_thread.relay().pause(); });
    connect(window, &ui::MainWindow::resumeWanted, this, [this] { m_thread.relay().resume(); });
    connect(window, &ui::MainWindow::sendWanted, this, [this] { m_thread.relay().retryNow(); });
    connect(window, &ui::MainWindow::copyEndpointWanted, this, [this] {
        QGuiApplication::clipboard()->setText(ui::text(m_status.endpoint));
        say(tr("Socket path copied"));
    });
    connect(window, &ui::MainWindow::settingsWanted, this, &Companion::showSettings);
    connect(window, &ui::MainWindow::diagnosticsWanted, this, &Companion::showDiagnostics);
    connect(window, &ui::MainWindow::aboutWanted, this, [this] {
        QMessageBox::about(
            m_window.get(), tr("About Gatepost"),
            tr("Gatepost %1 carries metrics of desktop applications to Prometheus.\n\n"
               "Apache License 2.0")
                .arg(QStringLiteral(GATEPOST_VERSION)));
    });
    connect(window, &ui::MainWindow::quitWanted, this, &Companion::quitWanted);
}

void Companion::connectPages() {
    auto& relay = m_thread.relay();
    auto* live = m_window->live();
    connect(live, &ui::LivePage::pauseApplicationWanted, &relay, &relay::Relay::pauseApplication,
            Qt::DirectConnection);
    connect(live, &ui::LivePage::resumeApplicationWanted, &relay, &relay::Relay::resumeApplication,
            Qt::DirectConnection);
    connect(live, &ui::LivePage::purgeApplicationWanted, &relay, &relay::Relay::purgeApplication,
            Qt::DirectConnection);
    connect(live, &ui::LivePage::deleteGroupWanted, &relay, &relay::Relay::deleteGroup,
            Qt::DirectConnection);
    auto* queue = m_window->queue();
    connect(queue, &ui::QueuePage::sendNowWanted, this, [this] { m_thread.relay().retryNow(); });
    connect(queue, &ui::QueuePage::dropQueuedWanted, &relay, &relay::Relay::dropQueued,
            Qt::DirectConnection);
    connect(queue, &ui::QueuePage::retryQuarantinedWanted, &relay, &relay::Relay::retryQuarantined,
            Qt::DirectConnection);
    connect(queue, &ui::QueuePage::dropQuarantinedWanted, &relay, &relay::Relay::dropQuarantined,
            Qt::DirectConnection);
    connect(queue, &ui::QueuePage::exportWanted, this, &Companion::exportText);
    connect(m_window->scratch(), &ui::ScratchPage::fileDropped, this, &Companion::readDropped);
    connect(m_window->activity(), &ui::ActivityPage::loggingWanted, this, [this](bool on) {
        m_state.logToFile = on;
        m_thread.setLogging(on);
        keepWindowState();
        say(on ? tr("Events are written to %1").arg(m_parts.logFile)
               : tr("Events are not written any more"));
    });
    m_window->activity()->setLogging(m_state.logToFile, m_parts.logFile);
    connectWelcome();
}

void Companion::onCloseWanted() {
    if (!m_tray->isReachable()) {
        // Hidden, it could not be found again.
        say(
            tr("There is no tray here, so the window stays in the task bar. Ctrl+Q ends the "
               "program."));
        m_window->showMinimized();
        return;
    }
    if (!m_state.closeExplained) {
        QMessageBox box(
            QMessageBox::Question, tr("Keep running in the tray?"),
            tr("Programs go on pushing while the window is closed. A click on the tray icon "
               "opens it again."),
            QMessageBox::NoButton, m_window.get());
        auto* keep = box.addButton(tr("&Keep Running"), QMessageBox::AcceptRole);
        auto* quit = box.addButton(tr("&Quit"), QMessageBox::DestructiveRole);
        box.addButton(QMessageBox::Cancel);
        box.setDefaultButton(keep);
        box.exec();
        if (box.clickedButton() == quit) return emit quitWanted();
        if (box.clickedButton() != keep) return;
        m_state.closeExplained = true;
        keepWindowState();
    }
    m_window->hide();
}

void Companion::onRemedy(ui::Remedy remedy) {
    using ui::Remedy;
    switch (remedy) {
        case Remedy::None: return;
        case Remedy::TakeOver: return takeOver();
        case Remedy::OpenSetup:
            m_window->showPage(ui::Page::Setup);
            // Where the mend is; the page may be shown already, and nothing else would happen.
            if (m_status.upstream == relay::Upstream::AuthRejected ||
                (m_status.secrets == relay::SecretState::Unavailable &&
                 m_status.upstream != relay::Upstream::Unconfigured))
                return m_window->welcome()->focusToken();
            return m_window->welcome()->focusAddress();
        case Remedy::OpenCredentials:
            showSettings();
            return m_dialog->showSection(ui::Section::Credentials);
        case Remedy::Resume: return m_thread.relay().resume();
        case Remedy::RetryNow: return m_thread.relay().retryNow();
        case Remedy::ShowQueue: return m_window->showPage(ui::Page::Queue);
        case Remedy::ShowLint:
            m_window->showPage(ui::Page::Text);
            m_window->textPage()->showWorst();
            return;
        case Remedy::Acknowledge:
            m_state.acknowledgedLost = ui::lostUnasked(m_status.ledger);
            keepWindowState();
            return show();
    }
}

void Companion::takeOver() { m_thread.takeOver(ui::text(m_status.endpoint)); }

void Companion::showDiagnostics() {
    auto* dialog =
        new ui::TextDialog(tr("Diagnostics"),
                           tr("For a bug report. Tokens, the server's name and your home "
                              "directory's name are cut out."),
                           diagnostics(), m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void Companion::exportText(const QString& name, const QString& content) {
    auto* dialog = new QFileDialog(m_window.get(), tr("Export"), name);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this, content](const QString& path) {
        QPointer<Companion> self(this);
        QThreadPool::globalInstance()->start([self, path, content] {
            QSaveFile file(path);
            const bool done = file.open(QIODevice::WriteOnly) &&
                              file.write(content.toUtf8()) >= 0 && file.commit();
            const auto words =
                done ? tr("Exported to %1").arg(path)
                     : tr("%1 could not be written: %2").arg(path, file.errorString());
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, words] {
                    if (self) self->say(words);
                },
                Qt::QueuedConnection);
        });
    });
    dialog->open();
}

void Companion::readDropped(const QUrl& url) {
    QPointer<Companion> self(this);
    QThreadPool::globalInstance()->start([self, path = url.toLocalFile()] {
        QFile file(path);
        const bool opened = file.open(QIODevice::ReadOnly);
        const auto content = opened ? QString::fromUtf8(file.read(kLargestDrop)) : QString();
        const auto problem = opened ? QString() : file.errorString();
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, content, problem] {
                if (!self || !self->m_window) return;
                if (problem.isEmpty())
                    self->m_window->scratch()->setText(content);
                else
                    self->say(problem);
            },
            Qt::QueuedConnection);
    });
}

}  // namespace gatepost::app
