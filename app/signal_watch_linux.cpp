// SPDX-License-Identifier: Apache-2.0
#include <sys/signalfd.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <csignal>

#include "app/signal_watch.h"

namespace gatepost::app {

SignalWatch::SignalWatch(QObject* parent) : QObject(parent) {
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    // Before any thread starts, so that all inherit it.
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_read = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(m_read, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        signalfd_siginfo info{};
        while (::read(m_read, &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
            if (info.ssi_signo == SIGHUP) {
                emit reloadRequested();
            } else {
                emit endRequested(static_cast<int>(info.ssi_signo));
            }
        }
    });
}

SignalWatch::~SignalWatch() {
    m_notifier.reset();
    if (m_read >= 0) ::close(m_read);
}

}  // namespace gatepost::app
