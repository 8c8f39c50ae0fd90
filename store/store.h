// SPDX-License-Identifier: Apache-2.0
// One SQLite file behind one writer thread. Changes are submitted from any thread; the writer runs
// all that wait in one transaction and commits them together, so that a disk flush is shared.
//
// `Done` is called on the writer thread after the commit (or its failure), in order of submission.
// A change that fails is rolled back alone (a savepoint); a commit that fails fails all its
// changes. Nothing here throws. The destructor commits what waits and joins the thread.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/database.h"

namespace gatepost::store {

/// Statements that bring a file from version-1 to version; applied in one transaction.
struct Migration {
    int version;
    std::string_view sql;
};

enum class Durability : std::uint8_t { Full, Off };

struct OpenOptions {
    std::filesystem::path file;
    std::span<const Migration> migrations{};
    Durability durability = Durability::Full;
    std::string vfs{};  // of SQLite; empty: the default. Tests pass one that fails on demand.
};

class Store {
public:
    using Change = std::function<std::expected<void, StoreError>(Database&)>;
    using Done = std::function<void(std::expected<void, StoreError>)>;

    /// Takes an exclusive lock beside the file; migrates. A newer schema is refused untouched.
    [[nodiscard]] static std::expected<std::unique_ptr<Store>, StoreError> open(
        const OpenOptions& options);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    void submit(Change change, Done done);
    /// Runs a change and waits for its commit. Not from the writer thread, nor from an event loop.
    [[nodiscard]] std::expected<void, StoreError> run(Change change);
    /// Reads on the writer thread and waits; for start-up and tools.
    [[nodiscard]] std::expected<void, StoreError> read(Change query);
    /// Rewrites the file without free space, so that nothing deleted stays in it. For start-up.
    [[nodiscard]] std::expected<void, StoreError> compact();
    /// Bytes of the database and its write-ahead log on disk.
    [[nodiscard]] std::uint64_t bytesOnDisk() const;

private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::store
