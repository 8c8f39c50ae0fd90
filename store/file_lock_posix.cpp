// SPDX-License-Identifier: Apache-2.0
// flock(2): one lock per open file description, so that two opens in one process exclude each other
// as well, which fcntl(2)'s record locks would not.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "store/file_lock.h"

namespace gatepost::store {

namespace {

constexpr std::chrono::milliseconds kBetweenTries{5};

std::expected<int, StoreError> openPrivate(const std::filesystem::path& file, int flags = 0) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | flags, 0600);
    if (descriptor >= 0) return descriptor;
    const auto kind =
        errno == ENOSPC || errno == EDQUOT ? StoreError::Kind::Full : StoreError::Kind::Io;
    return std::unexpected(
        StoreError{kind, file.string() + ": " + std::generic_category().message(errno)});
}

}  // namespace

std::expected<FileLock, StoreError> FileLock::take(const std::filesystem::path& file) {
    // What is signed is nobody's file at the other end of a link.
    const auto descriptor = openPrivate(file, O_NOFOLLOW);
    if (!descriptor) return std::unexpected(descriptor.error());
    FileLock lock(*descriptor);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (::flock(*descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        const bool taken = errno == EWOULDBLOCK;
        if (taken && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(kBetweenTries);
            continue;
        }
        if (taken)
            return std::unexpected(
                StoreError{StoreError::Kind::Locked, file.string() + ": another process holds it"});
        return std::unexpected(StoreError{
            StoreError::Kind::Io, file.string() + ": " + std::generic_category().message(errno)});
    }
    return lock;
}

bool FileLock::isTaken(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return false;
    const bool taken = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return taken;
}

void FileLock::sign(std::string_view words) const {
    if (::ftruncate(m_descriptor, 0) != 0) return;
    static_cast<void>(::write(m_descriptor, words.data(), words.size()) < 0);
}

FileLock::~FileLock() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

std::expected<void, StoreError> createPrivate(const std::filesystem::path& file) {
    const auto descriptor = openPrivate(file);
    if (!descriptor) return std::unexpected(descriptor.error());
    ::close(*descriptor);
    return {};
}

}  // namespace gatepost::store
