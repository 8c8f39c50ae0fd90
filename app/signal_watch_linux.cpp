// SPDX-License-Identifier: Apache-2.0
#include <sys/signalfd.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <csignal>

#include "app/signal_watch.h"

namespace gatepost::app {

namespace {

sigset_t watched() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    return set;
}

}  // namespace

void holdSignals() {
    std::signal(SIGPIPE, SIG_IGN);
    const auto set = watched();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

SignalWatch::SignalWatch(QObject* parent) : QObject(parent) {
    holdSignals();
    const auto set = watched();
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
