// SPDX-License-Identifier: Apache-2.0
// The structure of a text, found 64 bytes at a time: where its lines end, and whether there are
// bytes that need care (a backslash, a byte beyond ASCII). One finder a kind of processor, all with
// the same answers. What only some processors can sits in a source of its own that includes nothing
// with inline functions: of such a function the linker keeps one copy for all.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gatepost::metrics {

inline constexpr std::size_t kStructureBlock = 64;
/// `ends` needs room for one a byte and so many more.
inline constexpr std::size_t kStructureSlack = 2;

/// Looks at `blocks` blocks from `from`, at most 1024. Writes the positions of line feeds, counted
/// from `from`, and whether any byte needs care. Returns how many line feeds there are.
using FindStructure = std::size_t (*)(const char* from, std::size_t blocks, std::uint16_t* ends,
                                      bool* needsCare);

std::size_t findStructurePortable(const char* from, std::size_t blocks, std::uint16_t* ends,
                                  bool* needsCare);
std::size_t findStructureSse2(const char* from, std::size_t blocks, std::uint16_t* ends,
                              bool* needsCare);
std::size_t findStructureAvx2(const char* from, std::size_t blocks, std::uint16_t* ends,
                              bool* needsCare);

struct StructureFinder {
    const char* name;
    FindStructure find;
};

/// Those that this processor can run, the fastest last. Ends with an entry without a name.
[[nodiscard]] const StructureFinder* structureFinders();
[[nodiscard]] FindStructure fastestStructureFinder();

}  // namespace gatepost::metrics
