// SPDX-License-Identifier: Apache-2.0
// An exclusive lock on a file beside what it guards, so that a second process is told so instead of
// mixing in. Held as long as the object lives; the kernel lets go when the process dies, so that no
// lock is ever stale, whatever a killed process has left in the file. The lock file stays: removing
// it would let two processes lock two files of the same name.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string_view>

#include "store/database.h"

namespace gatepost::store {

class FileLock {
public:
    /// So long take() waits for another to let go. Whoever looks through /proc at what processes
    /// have open holds a killed one's lock for an instant.
    static constexpr std::chrono::milliseconds kPatience{200};

    /// Creates the file (0600) where it is missing. Locked where another holds it.
    [[nodiscard]] static std::expected<FileLock, StoreError> take(
        const std::filesystem::path& file);
    /// Whether another holds it now. It is held for an instant itself, which take() outwaits.
    [[nodiscard]] static bool isTaken(const std::filesystem::path& file);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    /// Leaves a word on who holds it, once. A full disk takes none; the lock holds all the same.
    void sign(std::string_view words) const;

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

/// Creates an empty file that only its owner may read, unless the file exists.
[[nodiscard]] std::expected<void, StoreError> createPrivate(const std::filesystem::path& file);

}  // namespace gatepost::store
