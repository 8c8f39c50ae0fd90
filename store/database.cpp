// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <sqlite3.h>

#include <functional>
#include <unordered_map>
#include <utility>

namespace gatepost::store {

namespace {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

StoreError::Kind kindOf(int extended) {
    switch (extended & 0xff) {
        case SQLITE_FULL: return StoreError::Kind::Full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return StoreError::Kind::Damaged;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return StoreError::Kind::Locked;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_AUTH:
        case SQLITE_NOMEM: return StoreError::Kind::Io;
        default: return StoreError::Kind::Misuse;
    }
}

std::expected<sqlite3_stmt*, StoreError> compile(sqlite3* connection, std::string_view sql,
                                                 unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), flags,
                                        &statement, nullptr);
    if (code != SQLITE_OK) return std::unexpected(lastError(connection));
    return statement;
}

}  // namespace

StoreError lastError(sqlite3* connection) {
    return {kindOf(sqlite3_extended_errcode(connection)), sqlite3_errmsg(connection)};
}

Statement::Statement(sqlite3* connection, sqlite3_stmt* statement)
    : m_connection(connection),
      m_statement(statement) {}

Statement::~Statement() {
    if (m_statement == nullptr) return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

Statement::Statement(Statement&& other) noexcept
    : m_connection(other.m_connection),
      m_statement(std::exchange(other.m_statement, nullptr)),
      m_next(other.m_next) {}

Statement& Statement::bind(std::int64_t value) {
    sqlite3_bind_int64(m_statement, m_next++, value);
    return *this;
}

Statement& Statement::bind(double value) {
    sqlite3_bind_double(m_statement, m_next++, value);
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    // An empty view may have no address, and SQLite takes a null pointer for NULL.
    sqlite3_bind_text64(m_statement, m_next++, text.empty() ? "" : text.data(), text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindBlob(std::string_view bytes) {
    sqlite3_bind_blob64(m_statement, m_next++, bytes.empty() ? "" : bytes.data(), bytes.size(),
                        SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bindNull() {
    sqlite3_bind_null(m_statement, m_next++);
    return *this;
}

Statement& Statement::bindFrom(const Statement& row, int column) {
    sqlite3_bind_value(m_statement, m_next++, sqlite3_column_value(row.m_statement, column));
    return *this;
}

std::expected<bool, StoreError> Statement::step() {
    switch (sqlite3_step(m_statement)) {
        case SQLITE_ROW: return true;
        case SQLITE_DONE: return false;
        default: return std::unexpected(lastError(m_connection));
    }
}

std::expected<void, StoreError> Statement::execute() {
    while (true) {
        const auto row = step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return {};
    }
}

int Statement::columns() const { return sqlite3_column_count(m_statement); }

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const { return sqlite3_column_double(m_statement, column); }

std::string_view Statement::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

struct Database::Impl {
    sqlite3* connection;
    std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements{};
    std::uint64_t rollbacks = 0;
};

Database::Database(sqlite3* connection) : m_impl(std::make_unique<Impl>(connection)) {
    sqlite3_rollback_hook(
        connection, [](void* count) { ++*static_cast<std::uint64_t*>(count); }, &m_impl->rollbacks);
}

Database::~Database() {
    for (const auto& [sql, statement] : m_impl->statements) sqlite3_finalize(statement);
    sqlite3_close_v2(m_impl->connection);
}

std::expected<Statement, StoreError> Database::prepare(std::string_view sql) {
    auto found = m_impl->statements.find(sql);
    if (found == m_impl->statements.end()) {
        const auto statement = compile(m_impl->connection, sql, SQLITE_PREPARE_PERSISTENT);
        if (!statement) return std::unexpected(statement.error());
        found = m_impl->statements.emplace(sql, *statement).first;
    } else {
        sqlite3_reset(found->second);
    }
    return Statement(m_impl->connection, found->second);
}

std::expected<void, StoreError> Database::execute(std::string_view sql) {
    const std::string text(sql);
    if (sqlite3_exec(m_impl->connection, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return std::unexpected(lastError(m_impl->connection));
    return {};
}

std::expected<std::int64_t, StoreError> Database::integer(std::string_view sql) {
    const auto compiled = compile(m_impl->connection, sql, 0);
    if (!compiled) return std::unexpected(compiled.error());
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(*compiled,
                                                                           &sqlite3_finalize);
    switch (sqlite3_step(owner.get())) {
        case SQLITE_ROW: return sqlite3_column_int64(owner.get(), 0);
        case SQLITE_DONE: return 0;
        default: return std::unexpected(lastError(m_impl->connection));
    }
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(m_impl->connection);
}

std::int64_t Database::changes() const { return sqlite3_changes64(m_impl->connection); }

bool Database::inTransaction() const { return sqlite3_get_autocommit(m_impl->connection) == 0; }

std::uint64_t Database::rollbacks() const { return m_impl->rollbacks; }

sqlite3* Database::connection() const { return m_impl->connection; }

}  // namespace gatepost::store
