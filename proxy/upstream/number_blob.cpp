// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/number_blob.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "proxy/upstream/varint.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kMostBytes = 9;
/// Whole numbers below it are doubles without loss, and fit kMostBytes.
constexpr double kWhole = 9007199254740992.0;

bool isSmallWhole(double value) {
    return value >= 0 && value < kWhole && !std::signbit(value) && value == std::floor(value);
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
    while (!bytes.empty()) {
        if (bytes[0] != 0) {
            const auto value = takeVarint(bytes);
            if (!value) return {};
            numbers.push_back(static_cast<double>(*value - 1));
            continue;
        }
        if (bytes.size() < kMostBytes) return {};
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < 8; ++i)
            bits |= std::uint64_t{static_cast<unsigned char>(bytes[1 + i])} << (8 * i);
        numbers.push_back(std::bit_cast<double>(bits));
        bytes.remove_prefix(kMostBytes);
    }
    return numbers;
}

}  // namespace gatepost::proxy
