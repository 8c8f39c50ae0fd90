// SPDX-License-Identifier: Apache-2.0
#include <ctime>

#include "relay/clock.h"

namespace gatepost::relay {

namespace {

std::int64_t milliseconds(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

Moment systemNow() { return {milliseconds(CLOCK_REALTIME), milliseconds(CLOCK_BOOTTIME)}; }

}  // namespace gatepost::relay
