// SPDX-License-Identifier: Apache-2.0
#include "app/gatepost/huge_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace gatepost::app {

void useHugePages(std::size_t bytes) {
    constexpr std::size_t kHugePage = std::size_t{2} << 20;
    constexpr std::size_t kMost = std::size_t{1} << 30;
    constexpr std::size_t kUnused = std::size_t{256} << 10;  // more than a young heap has free
    if (bytes < kHugePage || bytes > kMost) return;
    // All from one heap, which grows by so much at once and whose free end stays.
    mallopt(M_MMAP_THRESHOLD, static_cast<int>(kMost));
    mallopt(M_TRIM_THRESHOLD, static_cast<int>(kMost));
    mallopt(M_TOP_PAD, static_cast<int>(bytes + bytes / 2));
    void* volatile block = std::malloc(kUnused);  // volatile: else a compiler leaves out the pair
    const auto place = reinterpret_cast<std::uintptr_t>(block);
    std::free(block);
    const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
    mallopt(M_TOP_PAD, static_cast<int>(kHugePage));
    const std::uintptr_t first = (place + kUnused + kHugePage) / kHugePage * kHugePage;
    if (first >= end) return;
    ::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
    // Where a byte of one was written before, a huge page cannot come: what is allocated next
    // begins with the first.
    constexpr std::size_t kChunkHeader = 2 * sizeof(void*);
    [[maybe_unused]] static void* const volatile gap = std::malloc(first - place - kChunkHeader);
}

}  // namespace gatepost::app
