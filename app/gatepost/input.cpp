// SPDX-License-Identifier: Apache-2.0
#include "app/gatepost/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/gatepost/huge_pages.h"

namespace gatepost::app {
namespace {

constexpr std::size_t kFirstRead = 256 * 1024;
constexpr std::size_t kSpare = 64;  // readers like to look beyond the end
constexpr std::size_t kLarge = std::size_t{4} << 20;
constexpr std::size_t kBodiesAtPeak = 2;  // what reading and linting take

/// Bytes that are known to come: a regular file says how many, a pipe does not.
std::size_t expectedBytes(int descriptor) {
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) return kFirstRead;
    return static_cast<std::size_t>(facts.st_size) + 1 + kSpare;
}

/// 0 or errno. The string grows without being cleared first: of 20 MB that is worth having.
int readAll(int descriptor, std::string& text) {
    int failed = 0;
    bool ended = false;
    std::size_t room = expectedBytes(descriptor);
    if (room >= kLarge) useHugePages(room * kBodiesAtPeak);
    while (!ended && failed == 0) {
        const std::size_t before = text.size();
        text.resize_and_overwrite(before + room, [&](char* bytes, std::size_t size) {
            std::size_t filled = before;
            while (filled < size) {
                const ssize_t got = ::read(descriptor, bytes + filled, size - filled);
                if (got < 0 && errno == EINTR) continue;
                if (got < 0) failed = errno;
                ended = got == 0;
                if (got <= 0) break;
                filled += static_cast<std::size_t>(got);
            }
            return filled;
        });
        room = text.size();
    }
    return failed;
}

}  // namespace

std::expected<std::string, std::string> readInput(const std::string& file) {
    const bool standard = file.empty() || file == "-";
    const int descriptor = standard ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::unexpected(file + ": " + std::strerror(errno));
    std::string text;
    const int failed = readAll(descriptor, text);
    if (!standard) ::close(descriptor);
    if (failed != 0) {
        return std::unexpected((standard ? "standard input" : file) + ": " + std::strerror(failed));
    }
    return text;
}

}  // namespace gatepost::app
