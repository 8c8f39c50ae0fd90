// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/set_aside.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>

namespace gatepost::relay {

namespace {

namespace fs = std::filesystem;

/// In every text of a family, and in nothing that is sealed.
constexpr std::string_view kMark = "# TYPE ";
constexpr std::size_t kPiece = 1024 * 1024;

bool isInClear(const fs::path& path) {
    const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "rb"),
                                                                  &std::fclose);
    if (!file) return false;
    std::string bytes;
    std::string piece(kPiece, '\0');
    while (const auto size = std::fread(piece.data(), 1, piece.size(), file.get())) {
        bytes.append(piece, 0, size);
        if (bytes.find(kMark) != std::string::npos) return true;
        bytes.erase(0, bytes.size() - std::min(bytes.size(), kMark.size() - 1));
    }
    return false;
}

}  // namespace

std::vector<fs::path> setAsideInClear(const fs::path& outbox) {
    const std::string start = outbox.filename().string() + ".damaged-";
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(outbox.parent_path(), error), end; !error && entry != end;
         entry.increment(error)) {
        const fs::path& path = entry->path();
        if (path.filename().string().starts_with(start) && isInClear(path)) found.push_back(path);
    }
    std::ranges::sort(found, std::greater{});
    return found;
}

}  // namespace gatepost::relay
