// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <sqlite3.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "store/file_lock.h"
#include "store/opening.h"

namespace gatepost::store {

namespace {

using Result = std::expected<void, StoreError>;

/// So that one transaction stays small against the log, however much waits.
constexpr std::size_t kChangesPerTransaction = 512;
/// So many that the log stays under what is kept of it (opening.cpp): truncating it is slow.
constexpr int kFramesPerCheckpoint = 1700;
/// Free pages that stay in the file for the next rows.
constexpr std::int64_t kFreePagesKept = 256;

struct Job {
    Store::Change change;
    Store::Done done;
    Result result{};
    bool outside = false;  // of a transaction
};

int rememberFrames(void* frames, sqlite3*, const char*, int count) {
    *static_cast<int*>(frames) = count;
    return SQLITE_OK;
}

/// The writer's own hand on the database: transactions and upkeep.
class Writer {
public:
    explicit Writer(std::unique_ptr<Database> database) : m_database(std::move(database)) {
        sqlite3_wal_hook(m_database->connection(), &rememberFrames, &m_frames);
    }

    /// One transaction for all of them; fills in their results.
    void commit(std::vector<Job>& jobs) {
        if (jobs.size() == 1 && jobs[0].outside) {
            jobs[0].result = jobs[0].change(*m_database);
            return;
        }
        m_begun = 0;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (!m_database->inTransaction()) {
                m_begun = i;
                jobs[i].result = statement("BEGIN IMMEDIATE");
                if (!jobs[i].result) continue;
            }
            jobs[i].result = apply(jobs[i], jobs.size() > 1);
            // Some errors (a full disk, an I/O error) make SQLite roll back all by itself.
            if (!jobs[i].result && !m_database->inTransaction())
                fail(jobs, m_begun, i, jobs[i].result.error());
        }
        if (!m_database->inTransaction()) return;
        if (const auto committed = statement("COMMIT"); !committed) {
            if (m_database->inTransaction()) static_cast<void>(m_database->execute("ROLLBACK"));
            fail(jobs, m_begun, jobs.size(), committed.error());
        }
    }

    /// Moves the log into the database once it has grown, and gives free pages back to the disk.
    /// A full disk asks for it early: a log that is in the database is written from its start
    /// again.
    void tidy(bool full) {
        if (m_frames < kFramesPerCheckpoint && !(full && m_frames > 0)) return;
        m_frames = 0;
        const auto free = m_database->integer("PRAGMA freelist_count");
        const auto all = m_database->integer("PRAGMA page_count");
        if (free && all && *free > kFreePagesKept && *free > *all / 2)
            static_cast<void>(m_database->execute("PRAGMA incremental_vacuum(" +
                                                  std::to_string(*free - kFreePagesKept) + ")"));
        // A checkpoint that fails is tried again later; the log keeps everything meanwhile.
        sqlite3_wal_checkpoint_v2(m_database->connection(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                  nullptr, nullptr);
        m_frames = 0;
    }

private:
    Result statement(std::string_view sql) {
        auto prepared = m_database->prepare(sql);
        if (!prepared) return std::unexpected(prepared.error());
        return prepared->execute();
    }

    Result apply(Job& job, bool amongOthers) {
        if (!amongOthers) {
            auto result = job.change(*m_database);
            if (!result && m_database->inTransaction()) static_cast<void>(statement("ROLLBACK"));
            return result;
        }
        if (auto marked = statement("SAVEPOINT change"); !marked) return marked;
        auto result = job.change(*m_database);
        if (!m_database->inTransaction()) return result;
        if (!result) {
            static_cast<void>(statement("ROLLBACK TO change"));
            static_cast<void>(statement("RELEASE change"));
            return result;
        }
        return statement("RELEASE change");
    }

    static void fail(std::vector<Job>& jobs, std::size_t first, std::size_t end,
                     const StoreError& error) {
        for (std::size_t i = first; i < end; ++i)
            if (jobs[i].result) jobs[i].result = std::unexpected(error);
    }

    std::unique_ptr<Database> m_database;
    std::size_t m_begun = 0;
    int m_frames = 0;
};

std::uint64_t sizeOf(const std::filesystem::path& file) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    return missing ? 0 : size;
}

}  // namespace

struct Store::Impl {
    Impl(FileLock held, std::unique_ptr<Database> database, std::filesystem::path path)
        : lock(std::move(held)),
          writer(std::move(database)),
          file(std::move(path)) {
        log = file;
        log += "-wal";
        thread = std::thread([this] { work(); });
    }

    ~Impl() {
        {
            const std::lock_guard guard(mutex);
            stopping = true;
        }
        wake.notify_one();
        thread.join();
    }

    void add(Job job) {
        {
            const std::lock_guard guard(mutex);
            waiting.push_back(std::move(job));
        }
        wake.notify_one();
    }

    Result wait(Job job) {
        // Shared: the writer may still be inside set_value when the future is ready.
        const auto promise = std::make_shared<std::promise<Result>>();
        auto result = promise->get_future();
        job.done = [promise](Result outcome) { promise->set_value(std::move(outcome)); };
        add(std::move(job));
        return result.get();
    }

    void work() {
        std::vector<Job> jobs;
        while (next(jobs)) {
            writer.commit(jobs);
            const bool full = std::ranges::any_of(jobs, [](const Job& job) {
                return !job.result && job.result.error().kind == StoreError::Kind::Full;
            });
            for (auto& job : jobs)
                if (job.done) job.done(std::move(job.result));
            jobs.clear();
            writer.tidy(full);
        }
    }

    bool next(std::vector<Job>& jobs) {
        std::unique_lock guard(mutex);
        wake.wait(guard, [this] { return stopping || !waiting.empty(); });
        const auto alone = std::ranges::find(waiting, true, &Job::outside) - waiting.begin();
        const auto count = std::min({waiting.size(), kChangesPerTransaction,
                                     static_cast<std::size_t>(std::max(alone, std::ptrdiff_t{1}))});
        jobs.assign(std::make_move_iterator(waiting.begin()),
                    std::make_move_iterator(waiting.begin() + static_cast<std::ptrdiff_t>(count)));
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
        return count > 0;
    }

    FileLock lock;  // let go last
    Writer writer;
    std::filesystem::path file;
    std::filesystem::path log;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> waiting;
    bool stopping = false;
    std::thread thread;
};

Store::Store(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Store::~Store() = default;

std::expected<std::unique_ptr<Store>, StoreError> Store::open(const OpenOptions& options) {
    auto beside = options.file;
    beside += ".lock";
    auto lock = FileLock::take(beside);
    if (!lock) return std::unexpected(lock.error());
    auto database = openDatabase(options);
    if (!database) return std::unexpected(database.error());
    return std::unique_ptr<Store>(
        new Store(std::make_unique<Impl>(std::move(*lock), std::move(*database), options.file)));
}

void Store::submit(Change change, Done done) {
    m_impl->add({.change = std::move(change), .done = std::move(done)});
}

std::expected<void, StoreError> Store::run(Change change) {
    return m_impl->wait({.change = std::move(change), .done = {}});
}

std::expected<void, StoreError> Store::compact() {
    return m_impl->wait({.change = [](Database& database) -> Result {
                             if (auto done = database.execute("VACUUM"); !done) return done;
                             return database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                         },
                         .done = {},
                         .outside = true});
}

std::expected<void, StoreError> Store::read(Change query) { return run(std::move(query)); }

std::uint64_t Store::bytesOnDisk() const { return sizeOf(m_impl->file) + sizeOf(m_impl->log); }

}  // namespace gatepost::store
