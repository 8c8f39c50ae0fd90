// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/presence.h"

namespace gatepost::ui {

bool TrayPresence::look(bool available, int waited) {
    const State before = m_state;
    if (available)
        m_state = State::Present;
    else if (m_state == State::Present || waited >= kTrayPatience)
        m_state = State::Absent;
    return m_state != before;
}

}  // namespace gatepost::ui
