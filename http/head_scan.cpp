// SPDX-License-Identifier: Apache-2.0
#include "http/head_scan.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace gatepost::http {
namespace {

bool isControl(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
}

/// Whether one of eight bytes is a control character or a tab.
bool mayHaveControl(const char* from) {
    constexpr std::uint64_t kEach = 0x0101010101010101;
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    const std::uint64_t below = (word - kEach * 0x20) & ~word;
    const std::uint64_t unlikeDelete = word ^ kEach * 0x7F;
    return ((below | ((unlikeDelete - kEach) & ~unlikeDelete)) & kEach * 0x80) != 0;
}

/// Eight bytes at once, the last eight perhaps twice; one by one where that finds something.
bool hasControl(std::string_view line) {
    constexpr std::size_t kStep = 8;
    if (line.size() >= kStep) {
        bool mayHave = mayHaveControl(line.data() + line.size() - kStep);
        for (std::size_t i = 0; i + kStep < line.size(); i += kStep)
            mayHave |= mayHaveControl(line.data() + i);
        if (!mayHave) return false;
    }
    return std::ranges::any_of(line, isControl);
}

}  // namespace

HeadScan::Result HeadScan::scan(std::string_view bytes) {
    while (m_seen < bytes.size()) {
        const void* found = std::memchr(bytes.data() + m_seen, '\n', bytes.size() - m_seen);
        if (found == nullptr) {
            m_seen = bytes.size();
            return Result::Incomplete;
        }
        const auto feed = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        if (feed == m_lineStart || bytes[feed - 1] != '\r') return Result::BareLineFeed;
        const std::string_view line = bytes.substr(m_lineStart, feed - 1 - m_lineStart);
        const bool first = m_lineStart == 0;
        m_seen = m_lineStart = feed + 1;
        if (line.empty()) return Result::Complete;
        if (!first && (line.front() == ' ' || line.front() == '\t')) return Result::Folded;
        if (hasControl(line)) return Result::Control;
    }
    return Result::Incomplete;
}

}  // namespace gatepost::http
