// SPDX-License-Identifier: Apache-2.0
// Finds things by a hash of theirs. They are kept elsewhere; here is one table of hashes and
// addresses, so that of what has long not been looked at a single line of memory is fetched, where
// std::unordered_map goes from a bucket to the node before and on to each that is not it. Open
// addressing with linear probing, at most half full; it does not shrink, but by clear(). The low
// bits of a hash must differ. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gatepost::metrics {

template <typename T>
class HashIndex {
public:
    /// The one of this hash that `is` it; null: none.
    template <typename Is>
    [[nodiscard]] T* find(std::uint64_t hash, Is is) const {
        if (m_slots.empty()) return nullptr;
        for (std::size_t i = placeOf(hash); m_slots[i].value != nullptr; i = after(i))
            if (m_slots[i].hash == hash && is(*m_slots[i].value)) return m_slots[i].value;
        return nullptr;
    }
    /// It must not be there.
    void insert(std::uint64_t hash, T& value) {
        if (2 * (m_size + 1) > m_slots.size()) grow();
        put({hash, &value});
        ++m_size;
    }
    /// It must be there.
    void erase(std::uint64_t hash, const T& value) {
        std::size_t hole = placeOf(hash);
        while (m_slots[hole].value != &value) hole = after(hole);
        // What was put behind it for want of its place comes nearer.
        for (std::size_t i = after(hole); m_slots[i].value != nullptr; i = after(i)) {
            const std::size_t wanted = placeOf(m_slots[i].hash);
            const std::size_t mask = m_slots.size() - 1;
            if (((i - wanted) & mask) < ((i - hole) & mask)) continue;
            m_slots[hole] = m_slots[i];
            hole = i;
        }
        m_slots[hole] = {};
        --m_size;
    }
    void clear() {
        m_slots.clear();
        m_size = 0;
    }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    struct Slot {
        std::uint64_t hash = 0;
        T* value = nullptr;  // null: free
    };

    [[nodiscard]] std::size_t placeOf(std::uint64_t hash) const {
        return static_cast<std::size_t>(hash) & (m_slots.size() - 1);
    }
    [[nodiscard]] std::size_t after(std::size_t i) const { return (i + 1) & (m_slots.size() - 1); }
    void put(Slot slot) {
        std::size_t i = placeOf(slot.hash);
        while (m_slots[i].value != nullptr) i = after(i);
        m_slots[i] = slot;
    }
    void grow() {
        constexpr std::size_t kFewest = 16;
        const std::vector<Slot> before =
            std::exchange(m_slots, std::vector<Slot>(std::max(kFewest, 2 * m_slots.size())));
        for (const Slot& slot : before)
            if (slot.value != nullptr) put(slot);
    }

    std::vector<Slot> m_slots;  // a power of two of them
    std::size_t m_size = 0;
};

}  // namespace gatepost::metrics
