// SPDX-License-Identifier: Apache-2.0
// One thread's epoll: descriptors are registered once, for both directions and by edges, so that a
// request costs no call but the reading and the writing of it. Work comes from other threads by
// post(); what may wait until everything that is ready has been served comes by atEndOfRound().
//
// Linux. post(), dispatch() and stop() from any thread, all else on the loop's own (or before
// run()). Owns nobody: who is watched says forget() before it goes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

struct epoll_event;

namespace gatepost::proxy {

/// Who waits for a descriptor.
class Watched {
public:
    /// EPOLLIN, EPOLLOUT, EPOLLRDHUP, ... as epoll has them.
    virtual void ready(std::uint32_t events) = 0;

protected:
    ~Watched() = default;
};

class EventLoop {
public:
    using Clock = std::chrono::steady_clock;
    using Task = std::function<void()>;
    static constexpr std::chrono::milliseconds kTick{250};

    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// The loop that runs the calling thread; null: none does.
    [[nodiscard]] static EventLoop* running();

    /// By edges: after an event read and write until there is no more.
    void watch(int fd, Watched& who);
    /// Tells again and again while there is something to accept.
    void watchDoor(int fd, Watched& who);
    void pauseDoor(int fd, Watched& who);
    void resumeDoor(int fd, Watched& who);
    /// Before the descriptor is closed; nothing more is said of it.
    void forget(int fd, const Watched& who);

    void atEndOfRound(Task task) { m_endOfRound.push_back(std::move(task)); }
    /// Every kTick or so; before run().
    void addTick(Task task);
    /// When this round began.
    [[nodiscard]] Clock::time_point now() const { return m_now; }

    void post(Task task);
    /// At once on the loop's thread, else by post().
    template <typename Work>
    void dispatch(Work&& work) {
        if (running() == this) {
            work();
        } else {
            post(std::forward<Work>(work));
        }
    }

    /// Until stop().
    void run();
    void stop();

private:
    static constexpr std::size_t kEventsAtOnce = 128;

    void change(int operation, int fd, std::uint32_t events, Watched* who) const;
    [[nodiscard]] int patience();
    void runPosted();
    void runEndOfRound();
    void tickIfDue();

    int m_epoll = -1;
    int m_wake = -1;
    std::vector<epoll_event> m_events;
    std::size_t m_current = 0;  // of m_events
    std::size_t m_count = 0;
    std::vector<Task> m_endOfRound;
    std::vector<Task> m_running;  // taken from m_posted or m_endOfRound
    std::vector<Task> m_ticks;
    Clock::time_point m_now = Clock::now();
    Clock::time_point m_nextTick = m_now + kTick;
    std::mutex m_mutex;
    std::vector<Task> m_posted;
    bool m_asleep = false;
    std::atomic<bool> m_stopping{false};
};

using EventLoops = std::vector<std::unique_ptr<EventLoop>>;

}  // namespace gatepost::proxy
