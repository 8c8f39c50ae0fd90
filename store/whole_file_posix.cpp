// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "store/whole_file.h"

namespace gatepost::store {

namespace {

constexpr std::size_t kLeastRead = 16 * 1024;

class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

std::unexpected<std::error_code> lastError() {
    return std::unexpected(std::error_code(errno, std::generic_category()));
}

}  // namespace

std::expected<std::string, std::error_code> readWholeFile(const std::filesystem::path& file) {
    const Descriptor open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (open.number() < 0) return lastError();
    struct stat status {};
    if (::fstat(open.number(), &status) != 0) return lastError();

    std::string bytes;
    // One byte more than announced, so that the read that finds the end needs no further room.
    std::size_t room = static_cast<std::size_t>(status.st_size) + 1;
    for (std::size_t filled = 0;;) {
        bytes.resize(filled + std::max(room, kLeastRead));
        const ssize_t got = ::read(open.number(), bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return lastError();
        filled += static_cast<std::size_t>(got);
        if (got == 0) {
            bytes.resize(filled);
            return bytes;
        }
        room = bytes.size() - filled;
    }
}

}  // namespace gatepost::store
