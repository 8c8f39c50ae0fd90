// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/number_blob.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace gatepost::proxy {
namespace {

constexpr std::size_t kMostBytes = 9;
/// Whole numbers below it are doubles without loss, and fit kMostBytes.
constexpr double kWhole = 9007199254740992.0;

bool isSmallWhole(double value) {
    return value >= 0 && value < kWhole && !std::signbit(value) && value == std::floor(value);
}

char* putVarint(char* to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
    *to++ = static_cast<char>(value);
    return to;
}

}  // namespace

/// A 0 stands before eight bytes, lowest first; what else is one more than its number.
void packNumbers(std::string& out, std::span<const double> numbers) {
    out.resize(numbers.size() * kMostBytes);
    char* to = out.data();
    for (const double number : numbers) {
        if (isSmallWhole(number)) {
            to = putVarint(to, static_cast<std::uint64_t>(number) + 1);
            continue;
        }
        *to++ = 0;
        auto bits = std::bit_cast<std::uint64_t>(number);
        for (int i = 0; i < 8; ++i, bits >>= 8) *to++ = static_cast<char>(bits);
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

std::vector<double> unpackNumbers(std::string_view bytes) {
    std::vector<double> numbers;
    std::size_t at = 0;
    const auto next = [&] { return std::uint64_t{static_cast<unsigned char>(bytes[at++])}; };
    while (at < bytes.size()) {
        if (bytes[at] == 0) {
            if (bytes.size() - at < kMostBytes) return {};
            ++at;
            std::uint64_t bits = 0;
            for (int i = 0; i < 64; i += 8) bits |= next() << i;
            numbers.push_back(std::bit_cast<double>(bits));
            continue;
        }
        std::uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            if (at == bytes.size() || shift > 56) return {};
            const std::uint64_t byte = next();
            value |= (byte & 0x7F) << shift;
            if (byte < 0x80) break;
        }
        numbers.push_back(static_cast<double>(value - 1));
    }
    return numbers;
}

}  // namespace gatepost::proxy
