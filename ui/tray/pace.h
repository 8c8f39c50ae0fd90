// SPDX-License-Identifier: Apache-2.0
// A server that does not answer for a moment is no news: until kOfflineGrace has passed, a status
// that turned to backoff or offline goes on looking as it did. A value; time is given in.
#pragma once

#include <cstdint>
#include <optional>

#include "relay/facade/status.h"

namespace gatepost::ui {

inline constexpr std::int64_t kOfflineGrace = 10'000;

class Pace {
public:
    /// The status as it is to be shown now.
    [[nodiscard]] relay::RelayStatus shown(const relay::RelayStatus& status, std::int64_t now);
    /// When to show again though no status came; nullopt: not.
    [[nodiscard]] std::optional<std::int64_t> due() const { return m_due; }

private:
    std::optional<std::int64_t> m_due;
    std::optional<relay::Upstream> m_before;
    bool m_silent = false;  // the silence has been shown
    std::int64_t m_lastDelivery = 0;
    std::optional<relay::ClientKey> m_keyThen;
};

}  // namespace gatepost::ui
