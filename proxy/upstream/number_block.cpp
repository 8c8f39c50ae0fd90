// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/number_block.h"

#include <bit>

#include "metrics/push/sip_hash.h"
#include "proxy/upstream/varint.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kOrderBytes = 8;
constexpr std::size_t kLengthBytes = 4;
static_assert(kChecksumBytes + kOrderBytes + kLengthBytes == kBlockHead);

/// Lowest byte first.
void putWord(char* to, std::uint64_t word, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i, word >>= 8) to[i] = static_cast<char>(word);
}

std::uint64_t wordAt(const char* from, std::size_t bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        word |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    return word;
}

/// Against bits that flip, not against people: the key is no secret.
std::uint64_t checksum(std::string_view block) {
    return metrics::sipHash({}, block.substr(kChecksumBytes)).low;
}

std::optional<NumberEntry> entryOf(std::string_view bytes) {
    const auto shape = takeVarint(bytes);
    const auto pushTime = takeVarint(bytes);
    const auto failureTime = takeVarint(bytes);
    if (!shape || !pushTime || !failureTime) return std::nullopt;
    return NumberEntry{std::bit_cast<std::int64_t>(*shape), std::bit_cast<std::int64_t>(*pushTime),
                       std::bit_cast<std::int64_t>(*failureTime), bytes};
}

}  // namespace

void packEntry(std::string& out, const NumberEntry& entry) {
    char head[3 * kLongestVarint];
    char* end = putVarint(head, std::bit_cast<std::uint64_t>(entry.shape));
    end = putVarint(end, std::bit_cast<std::uint64_t>(entry.pushTime));
    end = putVarint(end, std::bit_cast<std::uint64_t>(entry.failureTime));
    const std::string_view times(head, static_cast<std::size_t>(end - head));
    char length[kLongestVarint];
    char* const behind = putVarint(length, times.size() + entry.numbers.size());
    out.assign(length, static_cast<std::size_t>(behind - length));
    out += times;
    out += entry.numbers;
}

std::string emptyBlock() { return std::string(kBlockHead, '\0'); }

void sealBlock(std::string& block, std::int64_t order) {
    char* const head = block.data();
    putWord(head + kChecksumBytes, std::bit_cast<std::uint64_t>(order), kOrderBytes);
    putWord(head + kChecksumBytes + kOrderBytes, block.size() - kBlockHead, kLengthBytes);
    putWord(head, checksum(block), kChecksumBytes);
}

std::optional<std::int64_t> readBlock(
    std::string_view block,
    const std::function<void(const NumberEntry& entry, std::string_view packed)>& each) {
    if (block.size() < kBlockHead) return std::nullopt;
    const std::uint64_t length = wordAt(block.data() + kChecksumBytes + kOrderBytes, kLengthBytes);
    if (length > block.size() - kBlockHead) return std::nullopt;
    block = block.substr(0, kBlockHead + static_cast<std::size_t>(length));
    if (wordAt(block.data(), kChecksumBytes) != checksum(block)) return std::nullopt;
    std::string_view rest = block.substr(kBlockHead);
    while (!rest.empty()) {
        const char* const begin = rest.data();
        const auto bytes = takeVarint(rest);
        if (!bytes || *bytes > rest.size()) break;
        const auto size = static_cast<std::size_t>(*bytes);
        const auto entry = entryOf(rest.substr(0, size));
        rest.remove_prefix(size);
        if (entry) each(*entry, {begin, static_cast<std::size_t>(rest.data() - begin)});
    }
    return std::bit_cast<std::int64_t>(wordAt(block.data() + kChecksumBytes, kOrderBytes));
}

}  // namespace gatepost::proxy
