// SPDX-License-Identifier: Apache-2.0
#include "app/gatepost/refusal_log.h"

#include <algorithm>
#include <utility>

namespace gatepost::app {

std::optional<std::string> RefusalLog::line(const relay::RelayEvent& event) {
    if (event.kind != relay::RelayEvent::Kind::Refused) return std::nullopt;
    // A clock that was set back has nobody wait for it.
    const auto isRecent = [&](const Told& told) {
        return event.at >= told.at && event.at - told.at < kPauseMs;
    };
    auto place = m_told.find(event.subject);
    if (place == m_told.end()) {
        if (m_told.size() >= kPlaces)
            std::erase_if(m_told, [&](const auto& entry) { return !isRecent(entry.second); });
        if (m_told.size() >= kPlaces) return std::nullopt;
        place = m_told.emplace(event.subject, Told{event.at - kPauseMs, 0}).first;
    }
    Told& told = place->second;
    if (isRecent(told)) {
        ++told.unsaid;
        return std::nullopt;
    }
    std::string text = "refused " + event.subject + ": " + event.detail;
    if (told.unsaid > 0)
        text += " (and " + std::to_string(told.unsaid) + " more since it was told last)";
    told = {event.at, 0};
    std::ranges::replace(text, '\n', ' ');
    return text;
}

}  // namespace gatepost::app
