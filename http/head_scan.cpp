// SPDX-License-Identifier: Apache-2.0
#include "http/head_scan.h"

#include <cstring>

namespace gatepost::http {
namespace {

/// Looks at all of it, so that many bytes are looked at together.
bool hasControl(std::string_view line) {
    bool found = false;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        found |= (byte < 0x20 && byte != '\t') || byte == 0x7F;
    }
    return found;
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
