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
    if (bytes < kHugePage || bytes > kMost) return;
    // All from one heap, which grows by so much at once and whose free end stays.
    mallopt(M_MMAP_THRESHOLD, static_cast<int>(kMost));
    mallopt(M_TRIM_THRESHOLD, static_cast<int>(kMost));
    mallopt(M_TOP_PAD, static_cast<int>(bytes));
    const auto start = reinterpret_cast<std::uintptr_t>(::sbrk(0));
    void* volatile block = std::malloc(bytes / 2);  // volatile: else a compiler leaves out the pair
    std::free(block);
    const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
    mallopt(M_TOP_PAD, static_cast<int>(kHugePage));
    const std::uintptr_t first = (start + kHugePage - 1) / kHugePage * kHugePage;
    if (first < end) ::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
}

}  // namespace gatepost::app
