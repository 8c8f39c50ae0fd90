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

}  // namespace

void removeDatabase(const std::filesystem::path& file) {
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"})
        std::filesystem::remove(file.string() + suffix);
}

double plainInserts(const std::filesystem::path& file, int perCommit,
                    std::chrono::duration<double> time,
                    const std::function<std::string(std::uint64_t)>& body) {
    removeDatabase(file);
    sqlite3* db = nullptr;
    const auto run = [&](const char* sql) {
        orDie(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    };
    orDie(sqlite3_open(file.c_str(), &db) == SQLITE_OK, file);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE pushes (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(db, "INSERT INTO pushes (body) VALUES (?)", -1, &insert, nullptr);
    const auto start = Clock::now();
    std::uint64_t count = 0;
    while (Clock::now() - start < time) {
        run("BEGIN");
        for (int i = 0; i < perCommit; ++i) {
            const auto text = body(++count);
            sqlite3_bind_blob(insert, 1, text.data(), static_cast<int>(text.size()),
                              SQLITE_TRANSIENT);
            orDie(sqlite3_step(insert) == SQLITE_DONE, sqlite3_errmsg(db));
            sqlite3_reset(insert);
        }
        run("COMMIT");
    }
    const std::chrono::duration<double> taken = Clock::now() - start;
    sqlite3_finalize(insert);
    sqlite3_close(db);
    removeDatabase(file);
    return static_cast<double>(count) / taken.count();
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

std::vector<double> flushedOpenLoop(const std::filesystem::path& directory, double rate,
                                    std::chrono::duration<double> time, std::size_t bytes) {
    constexpr std::size_t kFile = std::size_t{4} << 20;
    const auto file = directory / "flush";
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    orDie(descriptor >= 0, file);
    const std::string all(kFile, 'x');
    orDie(::write(descriptor, all.data(), kFile) == kFile && ::fsync(descriptor) == 0, file);
    const auto start = Clock::now();
    const auto dueAt = [&](std::size_t number) {
        return start + std::chrono::duration_cast<Clock::duration>(
                           std::chrono::duration<double>(static_cast<double>(number) / rate));
    };
    const auto count = static_cast<std::size_t>(rate * time.count());
    std::vector<double> took;
    std::size_t at = 0;
    for (std::size_t next = 0; next < count;) {
        std::this_thread::sleep_until(dueAt(next));
        for (; next < count && dueAt(next) <= Clock::now(); ++next, at += bytes) {
            if (at + bytes > kFile) at = 0;
            orDie(::pwrite(descriptor, all.data(), bytes, static_cast<off_t>(at)) > 0, file);
        }
        orDie(::fdatasync(descriptor) == 0, file);
        while (took.size() < next)
            took.push_back(
                std::chrono::duration<double>(Clock::now() - dueAt(took.size())).count());
    }
    ::close(descriptor);
    std::filesystem::remove(file);
    std::ranges::sort(took);
    return took;
}

}  // namespace gatepost::bench
