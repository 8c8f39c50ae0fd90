// SPDX-License-Identifier: Apache-2.0
// How long to wait after failures: decorrelated jitter (AWS Architecture Blog, "Exponential Backoff
// And Jitter"), so that ten thousand laptops that wake at nine do not knock together. Retry-After
// (RFC 9110, 10.2.3) is honoured up to an hour. No clock: the caller adds the wait to its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace gatepost::relay {

inline constexpr std::chrono::milliseconds kBackoffLeast{1000};
inline constexpr std::chrono::milliseconds kBackoffMost{std::chrono::minutes(5)};
inline constexpr std::chrono::seconds kRetryAfterMost{std::chrono::hours(1)};
/// One probe, jittered by a tenth, while the server does not know us or is not ours.
inline constexpr std::chrono::milliseconds kProbeInterval{std::chrono::minutes(15)};
inline constexpr std::chrono::milliseconds kStrangerInterval{std::chrono::minutes(1)};

using Random = std::mt19937_64;

class Backoff {
public:
    /// The wait after one more failure. `retryAfter` is a lower bound for it.
    [[nodiscard]] std::chrono::milliseconds next(Random& random,
                                                 std::optional<std::chrono::seconds> retryAfter);
    void reset() { m_last = std::chrono::milliseconds(0); }

private:
    std::chrono::milliseconds m_last{0};
};

/// Any moment from `low` to `high`.
[[nodiscard]] std::chrono::milliseconds between(std::chrono::milliseconds low,
                                                std::chrono::milliseconds high, Random& random);

/// `interval` give or take a tenth.
[[nodiscard]] std::chrono::milliseconds jittered(std::chrono::milliseconds interval,
                                                 Random& random);

}  // namespace gatepost::relay
