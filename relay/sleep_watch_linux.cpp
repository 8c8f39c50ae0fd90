// SPDX-License-Identifier: Apache-2.0
// The kernel cancels a timer on the wall's clock when that clock is set and when the machine wakes
// up (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET); CLOCK_BOOTTIME, which goes on in sleep where
// CLOCK_MONOTONIC stands still, tells one from the other. Works without logind and D-Bus.
#include <sys/timerfd.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <cstdint>
#include <ctime>

#include "relay/sleep_watch.h"

namespace gatepost::relay {

namespace {

constexpr std::int64_t kSleepAtLeastSeconds = 1;
constexpr time_t kNever = 8'000'000'000;  // in 2223; the kernel's times end in 2262

std::int64_t seconds(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return time.tv_sec;
}

std::int64_t sleptInAll() { return seconds(CLOCK_BOOTTIME) - seconds(CLOCK_MONOTONIC); }

class TimerSleepWatch : public SleepWatch {
public:
    TimerSleepWatch() : m_timer(::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)) {
        if (m_timer < 0) return;
        arm();
        m_notifier = std::make_unique<QSocketNotifier>(m_timer, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &TimerSleepWatch::onCancelled);
    }
    ~TimerSleepWatch() override {
        m_notifier.reset();
        if (m_timer >= 0) ::close(m_timer);
    }

private:
    void arm() const {
        itimerspec never{};
        never.it_value.tv_sec = kNever;
        ::timerfd_settime(m_timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
    }

    void onCancelled() {
        std::uint64_t expired = 0;
        static_cast<void>(::read(m_timer, &expired, sizeof(expired)) < 0);
        arm();
        const std::int64_t slept = sleptInAll();
        const bool woken = slept - m_slept >= kSleepAtLeastSeconds;
        m_slept = slept;
        if (woken) emit woke();
    }

    int m_timer;
    std::int64_t m_slept = sleptInAll();
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace

std::unique_ptr<SleepWatch> systemSleepWatch() { return std::make_unique<TimerSleepWatch>(); }

}  // namespace gatepost::relay
