// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "relay/ready_set.h"

namespace gatepost::relay {

namespace {

constexpr ReadySet::Interest kNothing{};

}  // namespace

ReadySet::ReadySet()
    : m_set(::epoll_create1(EPOLL_CLOEXEC)),
      m_notifier(m_set, QSocketNotifier::Read) {
    connect(&m_notifier, &QSocketNotifier::activated, this, &ReadySet::onActivated);
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    connect(&m_pause, &QTimer::timeout, this, &ReadySet::onGathered);
}

ReadySet::~ReadySet() {
    m_notifier.setEnabled(false);
    ::close(m_set);
}

bool ReadySet::watch(int descriptor, Watcher& watcher, Interest before, Interest now) {
    if (before == now) return true;
    epoll_event event{};
    event.events = (now.read ? EPOLLIN : 0U) | (now.write ? EPOLLOUT : 0U);
    event.data.ptr = &watcher;
    // Without any interest the peer's end would still be reported, again and again.
    const int change = now == kNothing      ? EPOLL_CTL_DEL
                       : before == kNothing ? EPOLL_CTL_ADD
                                            : EPOLL_CTL_MOD;
    return ::epoll_ctl(m_set, change, descriptor, &event) == 0;
}

void ReadySet::forget(int descriptor, Watcher& watcher, Interest before) {
    static_cast<void>(watch(descriptor, watcher, before, kNothing));
    const auto end = m_ready.begin() + static_cast<std::ptrdiff_t>(m_readyCount);
    for (auto event = m_ready.begin(); event != end; ++event)
        if (event->data.ptr == &watcher) event->data.ptr = nullptr;
}

std::size_t ReadySet::serve() {
    const int count = ::epoll_wait(m_set, m_ready.data(), static_cast<int>(m_ready.size()), 0);
    m_readyCount = static_cast<std::size_t>(std::max(count, 0));
    const auto served = m_readyCount;
    const auto now = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < m_readyCount; ++i) {
        if (m_ready[i].data.ptr == nullptr) continue;  // forgotten in a call before
        const std::uint32_t events = m_ready[i].events;
        const bool over = (events & (EPOLLERR | EPOLLHUP)) != 0;
        auto& watcher = *static_cast<Watcher*>(m_ready[i].data.ptr);
        m_gathering.used(watcher.m_used, now);
        watcher.onReady(
            {.read = over || (events & EPOLLIN) != 0, .write = over || (events & EPOLLOUT) != 0});
    }
    m_readyCount = 0;
    return served;
}

void ReadySet::onActivated() {
    serve();
    const auto pause = m_gathering.pause(std::chrono::steady_clock::now());
    if (pause.count() == 0) return;
    m_notifier.setEnabled(false);
    m_pause.start(pause);
}

void ReadySet::onGathered() {
    const bool came = serve() > 0;
    const auto pause = m_gathering.pause(std::chrono::steady_clock::now());
    if (came && pause.count() > 0) return m_pause.start(pause);
    m_notifier.setEnabled(true);
}

}  // namespace gatepost::relay
