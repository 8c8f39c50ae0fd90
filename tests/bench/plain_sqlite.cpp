// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/plain_sqlite.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace gatepost::bench {

namespace {

using Clock = std::chrono::steady_clock;

void orDie(bool good, const std::string& what) {
    if (good) return;
    fmt::print(stderr, "bench: {}\n", what);
    std::exit(1);
}

/// A fresh database of one table.
class Plain {
public:
    explicit Plain(const std::filesystem::path& file) : m_file(file) {
        removeDatabase(m_file);
        orDie(sqlite3_open(m_file.c_str(), &m_db) == SQLITE_OK, m_file);
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE pushes (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        sqlite3_prepare_v2(m_db, "INSERT INTO pushes (body) VALUES (?)", -1, &m_insert, nullptr);
    }
    ~Plain() {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_db);
        removeDatabase(m_file);
    }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    void run(const char* sql) {
        orDie(sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    }
    void insert(const std::string& text) {
        sqlite3_bind_blob(m_insert, 1, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT);
        orDie(sqlite3_step(m_insert) == SQLITE_DONE, sqlite3_errmsg(m_db));
        sqlite3_reset(m_insert);
    }

private:
    std::filesystem::path m_file;
    sqlite3* m_db = nullptr;
    sqlite3_stmt* m_insert = nullptr;
};

}  // namespace

void removeDatabase(const std::filesystem::path& file) {
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"})
        std::filesystem::remove(file.string() + suffix);
}

double plainInserts(const std::filesystem::path& file, int perCommit,
                    std::chrono::duration<double> time,
                    const std::function<std::string(std::uint64_t)>& body) {
    Plain database(file);
    const auto start = Clock::now();
    std::uint64_t count = 0;
    while (Clock::now() - start < time) {
        database.run("BEGIN");
        for (int i = 0; i < perCommit; ++i) database.insert(body(++count));
        database.run("COMMIT");
    }
    const std::chrono::duration<double> taken = Clock::now() - start;
    return static_cast<double>(count) / taken.count();
}

std::vector<double> plainOpenLoop(const std::filesystem::path& file, double rate,
                                  std::chrono::duration<double> time,
                                  const std::function<std::string(std::uint64_t)>& body) {
    Plain database(file);
    const auto start = Clock::now();
    const auto dueAt = [&](std::size_t number) {
        return start + std::chrono::duration_cast<Clock::duration>(
                           std::chrono::duration<double>(static_cast<double>(number) / rate));
    };
    const auto all = static_cast<std::size_t>(rate * time.count());
    std::vector<double> took;
    for (std::size_t next = 0; next < all;) {
        std::this_thread::sleep_until(dueAt(next));
        database.run("BEGIN");
        for (; next < all && dueAt(next) <= Clock::now(); ++next) database.insert(body(next));
        database.run("COMMIT");
        while (took.size() < next)
            took.push_back(
                std::chrono::duration<double>(Clock::now() - dueAt(took.size())).count());
    }
    std::ranges::sort(took);
    return took;
}

std::chrono::duration<double> oneFlush(const std::filesystem::path& directory) {
    const auto file = directory / "flush";
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    orDie(descriptor >= 0, file);
    const std::string page(4096, 'x');
    std::vector<std::chrono::duration<double>> times;
    for (int i = 0; i < 500; ++i) {
        orDie(::write(descriptor, page.data(), page.size()) > 0, file);
        const auto start = Clock::now();
        orDie(::fdatasync(descriptor) == 0, file);
        times.push_back(Clock::now() - start);
    }
    ::close(descriptor);
    std::filesystem::remove(file);
    std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
    return times[times.size() / 2];
}

}  // namespace gatepost::bench
