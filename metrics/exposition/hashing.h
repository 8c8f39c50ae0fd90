// SPDX-License-Identifier: Apache-2.0
// One hash for names, labels and series, and the open-addressing table that all of them use. Hashes
// are of one process: they are compared, and never kept or sent.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "metrics/exposition/raw_array.h"

namespace gatepost::metrics {

/// Drawn when the process starts, so that nobody can make a body whose texts all have one hash.
struct HashSecret {
    std::uint64_t start;
    std::uint64_t first;  // odd, and so is
    std::uint64_t last;
};
extern const HashSecret kHashSecret;

/// Both halves of a product by secrets, as wyhash does: without them nobody can tell which values
/// come out alike, or alike in the low bits that choose a slot.
inline std::uint64_t mixed(std::uint64_t value) {
    __extension__ using Product = unsigned __int128;
    const Product product = Product{value ^ kHashSecret.last} * kHashSecret.first;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <typename Word>
std::uint64_t loaded(const char* from) {
    Word word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

inline std::uint64_t hashOf(std::string_view text) {
    constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
    std::uint64_t hash = kHashSecret.start ^ text.size() * kStep;
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left > 8; left -= 8, at += 8) hash = mixed(hash ^ loaded<std::uint64_t>(at)) + kStep;
    // The rest by loads of fixed sizes that overlap: a copy of a variable size would be a call.
    if (text.size() >= 8) return mixed(hash ^ loaded<std::uint64_t>(text.data() + text.size() - 8));
    if (left >= 4)
        return mixed(hash ^
                     (loaded<std::uint32_t>(at) << 32 | loaded<std::uint32_t>(at + left - 4)));
    std::uint64_t word = 0;
    for (; left > 0; --left, ++at) word = word << 8 | static_cast<unsigned char>(*at);
    return mixed(hash ^ word);
}

/// How long a ShortText is at most, and how many bytes it loads.
inline constexpr std::size_t kShortText = 16;

/// A text's bytes, then zeroes: without a loop, and without a branch on the length.
struct ShortText {
    ShortText(const char* text, std::size_t length)
        : first(loaded<std::uint64_t>(text) & kMasks[8 + length]),
          last(loaded<std::uint64_t>(text + 8) & kMasks[length]) {}

    /// The same in every process, for caches that may forget; its high bits are the good ones.
    [[nodiscard]] std::uint64_t hash() const {
        return first * 0x9E3779B97F4A7C15u ^ std::rotl(last * 0xC2B2AE3D27D4EB4Fu, 32);
    }

    std::uint64_t first;
    std::uint64_t last;

private:
    // From 8 on, masks of 0 to 8 bytes in memory's order; before and behind, of none and of all.
    static constexpr auto kMasks = [] {
        std::array<std::array<unsigned char, 8>, 8 + kShortText + 1> masks{};
        for (std::size_t i = 0; i < masks.size(); ++i)
            for (std::size_t byte = 0; byte < 8; ++byte) masks[i][byte] = byte + 8 < i ? 0xFF : 0;
        return std::bit_cast<std::array<std::uint64_t, masks.size()>>(masks);
    }();
};

inline std::uint64_t hashOfShort(const char* text, std::size_t length) {
    const ShortText words(text, length);
    return mixed(words.first * kHashSecret.first ^ std::rotl(words.last * kHashSecret.last, 32));
}

/// Hash to index, for values that live elsewhere: the caller compares. Linear probing, never full.
class IndexTable {
public:
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;

    template <typename Equals>
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, const Equals& equals) const {
        if (m_used == 0) return kNone;
        const std::size_t mask = m_slots.size() - 1;
        const auto kept = static_cast<std::uint32_t>(hash);
        for (std::size_t i = kept & mask;; i = (i + 1) & mask) {
            const Slot& slot = m_slots[i];
            if (slot.index == kNone) return kNone;
            if (slot.hash == kept && equals(slot.index)) return slot.index;
        }
    }

    void insert(std::uint64_t hash, std::uint32_t index) {
        if ((m_used + 1) * 2 > m_slots.size()) rehash(sizeFor(m_used + 1));
        place(m_slots, {static_cast<std::uint32_t>(hash), index});
        ++m_used;
    }

    /// Empty, with room for as many as it had.
    void clear() {
        if (m_used == 0) return;
        m_slots.assign(sizeFor(m_used), Slot{});
        m_used = 0;
    }

private:
    struct Slot {
        std::uint32_t hash = 0;  // the low half: chooses the slot, and is compared before `equals`
        std::uint32_t index = kNone;
    };

    static std::size_t sizeFor(std::size_t count) {
        return std::bit_ceil(std::max<std::size_t>(count * 2, 32));
    }

    static void place(RawArray<Slot>& slots, const Slot& placed) {
        const std::size_t mask = slots.size() - 1;
        std::size_t i = placed.hash & mask;
        while (slots[i].index != kNone) i = (i + 1) & mask;
        slots[i] = placed;
    }

    void rehash(std::size_t size) {
        RawArray<Slot> slots;
        slots.assign(size, Slot{});
        for (const Slot& slot : m_slots)
            if (slot.index != kNone) place(slots, slot);
        m_slots.swap(slots);
    }

    RawArray<Slot> m_slots;
    std::size_t m_used = 0;
};

}  // namespace gatepost::metrics
