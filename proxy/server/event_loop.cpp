// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace gatepost::proxy {
namespace {

constexpr std::uint32_t kByEdges = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

thread_local EventLoop* t_running = nullptr;

}  // namespace

EventLoop* EventLoop::running() { return t_running; }

EventLoop::EventLoop()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      m_events(kEventsAtOnce) {
    // Made at start, before anybody is served: without them there is no program.
    if (m_epoll < 0 || m_wake < 0) std::abort();
    change(EPOLL_CTL_ADD, m_wake, EPOLLIN | EPOLLET, nullptr);
}

EventLoop::~EventLoop() {
    ::close(m_wake);
    ::close(m_epoll);
}

void EventLoop::change(int operation, int fd, std::uint32_t events, Watched* who) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = who;
    (void)::epoll_ctl(m_epoll, operation, fd, &event);
}

void EventLoop::watch(int fd, Watched& who) { change(EPOLL_CTL_ADD, fd, kByEdges, &who); }

void EventLoop::watchDoor(int fd, Watched& who) { change(EPOLL_CTL_ADD, fd, EPOLLIN, &who); }

void EventLoop::pauseDoor(int fd, Watched& who) { change(EPOLL_CTL_MOD, fd, 0, &who); }

void EventLoop::resumeDoor(int fd, Watched& who) { change(EPOLL_CTL_MOD, fd, EPOLLIN, &who); }

void EventLoop::forget(int fd, const Watched& who) {
    change(EPOLL_CTL_DEL, fd, 0, nullptr);
    for (std::size_t i = m_current; i < m_count; ++i) {
        if (m_events[i].data.ptr == &who) m_events[i].events = 0;
    }
}

void EventLoop::addTick(Task task) { m_ticks.push_back(std::move(task)); }

void EventLoop::post(Task task) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        m_posted.push_back(std::move(task));
        wake = std::exchange(m_asleep, false);
    }
    if (!wake) return;
    const std::uint64_t one = 1;
    (void)!::write(m_wake, &one, sizeof one);
}

/// Milliseconds to wait; whoever posts from here on wakes us.
int EventLoop::patience() {
    const std::lock_guard lock(m_mutex);
    if (!m_posted.empty() || m_stopping.load(std::memory_order_relaxed)) return 0;
    m_asleep = true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_nextTick - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kTick.count()));
}

void EventLoop::run() {
    t_running = this;
    while (!m_stopping.load(std::memory_order_relaxed)) {
        const int wait = patience();
        const int count = ::epoll_wait(m_epoll, m_events.data(), kEventsAtOnce, wait);
        m_now = Clock::now();
        m_count = static_cast<std::size_t>(std::max(count, 0));
        for (m_current = 0; m_current < m_count; ++m_current) {
            const epoll_event& event = m_events[m_current];
            auto* who = static_cast<Watched*>(event.data.ptr);
            if (who != nullptr && event.events != 0) who->ready(event.events);
        }
        m_count = 0;
        runPosted();
        tickIfDue();
        runEndOfRound();
    }
    t_running = nullptr;
}

void EventLoop::runPosted() {
    {
        const std::lock_guard lock(m_mutex);
        m_asleep = false;
        m_running.swap(m_posted);
    }
    for (const Task& task : m_running) task();
    m_running.clear();
}

void EventLoop::runEndOfRound() {
    while (!m_endOfRound.empty()) {
        m_running.swap(m_endOfRound);
        for (const Task& task : m_running) task();
        m_running.clear();
    }
}

void EventLoop::tickIfDue() {
    if (m_now < m_nextTick) return;
    m_nextTick = m_now + kTick;
    for (const Task& tick : m_ticks) tick();
}

void EventLoop::stop() {
    m_stopping.store(true);
    post([] {});
}

}  // namespace gatepost::proxy
