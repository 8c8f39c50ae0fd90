// SPDX-License-Identifier: Apache-2.0
// The caps of the local listeners, each with its unit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gatepost::relay {

struct LocalLimits {
    std::size_t connections = 256;
    std::uint32_t headerBytes = 16 * 1024;
    std::uint64_t bodyBytes = 4 * 1024 * 1024;  // as sent, and decoded
    std::size_t unsentBytes = 1024 * 1024;      // over it nothing more is read from this caller
    std::size_t eventBytes = 256 * 1024;        // over it a slow reader of events is dropped
    std::chrono::milliseconds header{10'000};   // from the first byte to the end of the fields
    std::chrono::milliseconds body{30'000};     // from there to the end of the body
    std::chrono::milliseconds idle{300'000};    // between two requests
    std::chrono::milliseconds write{30'000};    // for the caller to take an answer
    std::chrono::milliseconds linger{2'000};  // after a refusal, so that it is read before a reset
};

}  // namespace gatepost::relay
