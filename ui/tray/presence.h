// SPDX-License-Identifier: Apache-2.0
// Whether there is a tray to live in. At login the tray may come after the program, so absence is
// believed only after a while; once believed, polling stops and only asking again can change it.
// A value; time is given in as milliseconds waited.
#pragma once

namespace gatepost::ui {

inline constexpr int kTrayPatience = 30'000;
inline constexpr int kTrayPoll = 1'000;

class TrayPresence {
public:
    enum class State : unsigned char { Waiting, Present, Absent };

    [[nodiscard]] State state() const { return m_state; }
    /// True while somebody should look again kTrayPoll later.
    [[nodiscard]] bool wantsPoll() const { return m_state == State::Waiting; }
    /// One look; returns whether the state changed.
    bool look(bool available, int waited);

private:
    State m_state = State::Waiting;
};

}  // namespace gatepost::ui
