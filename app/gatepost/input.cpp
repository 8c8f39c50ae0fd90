// SPDX-License-Identifier: Apache-2.0
#include "app/gatepost/input.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <array>
#include <memory>

namespace gatepost::app {

std::expected<std::string, std::string> readInput(const std::string& file) {
    const bool standard = file.empty() || file == "-";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> owned(
        standard ? nullptr : std::fopen(file.c_str(), "rb"), [](std::FILE* f) { return std::fclose(f); });
    if (!standard && !owned) return std::unexpected(file + ": " + std::strerror(errno));
    std::FILE* const in = standard ? stdin : owned.get();
    std::string text;
    std::array<char, 64 * 1024> buffer;
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), in))
        text.append(buffer.data(), got);
    if (std::ferror(in)) return std::unexpected(file + ": " + std::strerror(errno));
    return text;
}

}  // namespace gatepost::app
