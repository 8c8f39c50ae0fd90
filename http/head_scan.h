// SPDX-License-Identifier: Apache-2.0
// Finds the end of a head (request line or status line, fields, empty line) in bytes that may stop
// anywhere, and says at once what no parser of ours should have to see: a bare line feed, a folded
// field, a control character. Resumable: each byte is looked at once however the input is split.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatepost::http {

class HeadScan {
public:
    enum class Result : std::uint8_t { Incomplete, Complete, BareLineFeed, Folded, Control };

    /// `bytes` is everything since the head began: what the last call saw, with more at its end.
    [[nodiscard]] Result scan(std::string_view bytes);
    /// Bytes of the head with its empty line, once Complete.
    [[nodiscard]] std::size_t size() const { return m_lineStart; }

private:
    std::size_t m_lineStart = 0;
    std::size_t m_seen = 0;
};

}  // namespace gatepost::http
