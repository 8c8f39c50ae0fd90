// SPDX-License-Identifier: Apache-2.0
// A thin, typed hand on an SQLite connection: prepared statements that are cached, bound and
// stepped, errors as values. Used on one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace gatepost::store {

struct StoreError {
    enum class Kind : std::uint8_t {
        Io,       // the disk or the file system said no
        Full,     // no space left
        Damaged,  // not a database, or one that contradicts itself
        TooNew,   // written by a later version of this program
        Locked,   // another process owns the file
        Misuse,   // a statement that does not fit the schema: a defect of ours
    };
    Kind kind = Kind::Io;
    std::string text;
    bool operator==(const StoreError&) const = default;
};

/// One execution of a cached statement; reset when it goes out of scope. Of one text only one at a
/// time: a second prepare of it while the first is stepped starts it anew.
class Statement {
public:
    Statement(sqlite3* connection, sqlite3_stmt* statement);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Bound in order, from the first parameter on; texts and blobs are copied.
    Statement& bind(std::int64_t value);
    template <std::integral T>
    Statement& bind(T value) {
        return bind(static_cast<std::int64_t>(value));
    }
    Statement& bind(double value);
    Statement& bind(std::string_view text);
    Statement& bindBlob(std::string_view bytes);
    Statement& bindNull();
    /// The value in another statement's row, of whatever type.
    Statement& bindFrom(const Statement& row, int column);

    /// True: a row is there; false: done.
    [[nodiscard]] std::expected<bool, StoreError> step();
    /// Steps to the end, rows ignored.
    [[nodiscard]] std::expected<void, StoreError> execute();

    [[nodiscard]] int columns() const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    /// Valid until the next step; blobs too.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    sqlite3* m_connection;
    sqlite3_stmt* m_statement;
    int m_next = 1;
};

/// The error that the connection had last, by its extended code.
[[nodiscard]] StoreError lastError(sqlite3* connection);

class Database {
public:
    /// Closes the connection at its end.
    explicit Database(sqlite3* connection);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Cached by its text.
    [[nodiscard]] std::expected<Statement, StoreError> prepare(std::string_view sql);
    /// Several statements, not cached.
    [[nodiscard]] std::expected<void, StoreError> execute(std::string_view sql);
    [[nodiscard]] std::int64_t lastInsertId() const;
    [[nodiscard]] std::int64_t changes() const;
    /// The first column of the first row; 0 where there is none. Not cached.
    [[nodiscard]] std::expected<std::int64_t, StoreError> integer(std::string_view sql);
    [[nodiscard]] bool inTransaction() const;
    /// How many transactions have been rolled back, whoever wanted it.
    [[nodiscard]] std::uint64_t rollbacks() const;
    [[nodiscard]] sqlite3* connection() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::store
