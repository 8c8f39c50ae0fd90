// SPDX-License-Identifier: Apache-2.0
// A growing array of plain values that grows by realloc: on large blocks the C library moves pages
// instead of bytes, so growing neither copies nor doubles the peak. It may begin in memory that
// another owns, for as long as that is enough. Not copyable.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace gatepost::metrics {

template <typename T>
class RawArray {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    RawArray() = default;
    RawArray(RawArray&& other) noexcept { swap(other); }
    RawArray& operator=(RawArray&& other) noexcept {
        swap(other);
        return *this;
    }
    ~RawArray() {
        if (!m_isBorrowed) std::free(m_data);
    }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] T& operator[](std::size_t i) { return m_data[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return m_data[i]; }
    [[nodiscard]] T& back() { return m_data[m_size - 1]; }
    [[nodiscard]] const T& back() const { return m_data[m_size - 1]; }
    [[nodiscard]] T* begin() { return m_data; }
    [[nodiscard]] T* end() { return m_data + m_size; }
    [[nodiscard]] const T* begin() const { return m_data; }
    [[nodiscard]] const T* end() const { return m_data + m_size; }
    [[nodiscard]] std::span<const T> span() const { return {m_data, m_size}; }

    void push_back(const T& value) {
        if (m_size == m_capacity) [[unlikely]]
            grow(m_size + 1);
        m_data[m_size++] = value;
    }
    /// One more, to be written by the caller.
    [[nodiscard, gnu::always_inline]] T& addOne() {
        if (m_size == m_capacity) [[unlikely]]
            grow(m_size + 1);
        return m_data[m_size++];
    }
    /// For so many more behind end(), to be written there and then kept by extend().
    void makeRoom(std::size_t count) {
        if (m_capacity - m_size < count) [[unlikely]]
            grow(m_size + count);
    }
    void extend(std::size_t count) { m_size += count; }
    void pop_back() { --m_size; }
    void truncate(std::size_t size) { m_size = size; }
    void reserve(std::size_t capacity) {
        if (capacity > m_capacity) grow(capacity);
    }
    /// An empty array's, for `capacity` values. The memory must outlive the array.
    void borrow(T* memory, std::size_t capacity) {
        m_data = memory;
        m_capacity = capacity;
        m_isBorrowed = true;
    }
    void assign(std::size_t size, const T& value) {
        reserve(size);
        for (m_size = 0; m_size < size; ++m_size) m_data[m_size] = value;
    }
    /// Gives back what growing took beyond the size.
    void shrink() {
        constexpr std::size_t kWorthACall = 4096;  // bytes
        if (m_isBorrowed || (m_capacity - m_size) * sizeof(T) < kWorthACall) return;
        if (m_size == 0) {
            std::free(std::exchange(m_data, nullptr));
            m_capacity = 0;
            return;
        }
        if (void* data = std::realloc(m_data, m_size * sizeof(T))) {
            m_data = static_cast<T*>(data);
            m_capacity = m_size;
        }
    }
    void swap(RawArray& other) noexcept {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        std::swap(m_capacity, other.m_capacity);
        std::swap(m_isBorrowed, other.m_isBorrowed);
    }

private:
    [[gnu::noinline, gnu::cold]] void grow(std::size_t least) {
        std::size_t capacity = m_capacity + m_capacity / 2 + 8;
        if (capacity < least) capacity = least;
        void* data = std::realloc(m_isBorrowed ? nullptr : m_data, capacity * sizeof(T));
        if (data == nullptr) throw std::bad_alloc();
        if (m_isBorrowed && m_size != 0) std::memcpy(data, m_data, m_size * sizeof(T));
        m_isBorrowed = false;
        m_data = static_cast<T*>(data);
        m_capacity = capacity;
    }

    T* m_data = nullptr;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
    bool m_isBorrowed = false;
};

}  // namespace gatepost::metrics
