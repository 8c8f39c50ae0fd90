// SPDX-License-Identifier: Apache-2.0
// How long the uplink, or one group of it, waits after an answer that was no success, and why: one
// place for backoff, stops and probes. Times are steady; no clock of its own. Engine's thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "relay/uplink/backoff.h"
#include "relay/uplink/classify.h"

namespace gatepost::relay {

enum class Stop : std::uint8_t {
    None,
    Backoff,   // the network or the server failed
    Auth,      // the server does not know us
    Stranger,  // who answers is no proxy of ours
};

class Waits {
public:
    explicit Waits(std::uint64_t seed) : m_random(seed) {}
    /// Lets tests be quick.
    void setPace(double factor) { m_pace = factor; }

    /// Everything waits: for a Retry with growing backoff, else for the next probe.
    void hold(Outcome outcome, const UplinkAnswer& answer, std::int64_t now);
    /// When the group may be tried again.
    [[nodiscard]] std::int64_t holdGroup(const std::string& groupId, const UplinkAnswer& answer,
                                         std::int64_t now);
    /// It went well again.
    void lift();
    void liftGroup(const std::string& groupId) { m_groups.erase(groupId); }
    /// The next try may be at once, and a backoff never was; other stops stay until it went well.
    void forget();
    /// Not before a random moment of the next `within`, if before that at all: many relays were
    /// told the same at the same time.
    void spread(std::chrono::milliseconds within, std::int64_t now);

    [[nodiscard]] Stop stop() const { return m_stop; }
    /// 0: at once.
    [[nodiscard]] std::int64_t until() const { return m_until; }
    /// What the answer said, and its status; 0: there was none.
    [[nodiscard]] const std::string& error() const { return m_error; }
    [[nodiscard]] int status() const { return m_status; }
    /// `wait` give or take a tenth, at the pace of this uplink.
    [[nodiscard]] std::int64_t paced(std::chrono::milliseconds wait);

private:
    [[nodiscard]] std::int64_t atPace(std::chrono::milliseconds wait) const;

    Random m_random;
    double m_pace = 1.0;
    Stop m_stop = Stop::None;
    std::int64_t m_until = 0;
    std::string m_error;
    int m_status = 0;
    Backoff m_backoff;
    std::unordered_map<std::string, Backoff> m_groups;
};

}  // namespace gatepost::relay
