// SPDX-License-Identifier: Apache-2.0
// Durable pushes of 4 KB from 16 submitters at once through the outbox, beside plain SQLite that
// inserts the same bytes by tens, both with synchronous=FULL on the same disk, in turns. Prints a
// Markdown table and the ratio. Usage: outbox_bench [SECONDS [DIRECTORY]]
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "relay/outbox/outbox.h"
#include "tests/bench/plain_sqlite.h"

using namespace gatepost;
using namespace gatepost::bench;
using namespace gatepost::relay;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kSubmitters = 16;
constexpr int kPerTransaction = 10;
constexpr int kRounds = 5;
constexpr std::size_t kBodyBytes = 4096;

void orDie(bool good, const std::string& what) {
    if (good) return;
    fmt::print(stderr, "outbox_bench: {}\n", what);
    std::exit(1);
}

/// Different each time, so that nothing is saved by what is there already.
std::string body(std::uint64_t number) {
    auto text = fmt::format("# TYPE a untyped\na {}\n# ", number);
    text.resize(kBodyBytes - 1, 'x');
    return text + '\n';
}

/// A thread with a queue, as the relay's engine is.
class Engine {
public:
    Engine() : m_thread([this] { work(); }) {}
    ~Engine() {
        post([this] { m_stop = true; });
        m_thread.join();
    }
    void post(std::function<void()> task) {
        {
            const std::lock_guard guard(m_mutex);
            m_tasks.push_back(std::move(task));
        }
        m_wake.notify_one();
    }

private:
    void work() {
        while (!m_stop) {
            std::deque<std::function<void()>> tasks;
            {
                std::unique_lock guard(m_mutex);
                m_wake.wait(guard, [this] { return !m_tasks.empty(); });
                tasks.swap(m_tasks);
            }
            for (auto& task : tasks) task();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    bool m_stop = false;
    std::thread m_thread;
};

/// Pushes answered per second; each submitter sends its next one when the last is on disk.
double throughOutbox(const std::filesystem::path& file, std::chrono::duration<double> time) {
    removeDatabase(file);
    Engine engine;
    auto opened =
        Outbox::open({.file = file, .post = [&](auto task) { engine.post(std::move(task)); }}, {});
    orDie(opened.has_value(), file);
    auto& outbox = *opened->outbox;
    std::atomic<std::uint64_t> count = 0;
    std::atomic<int> running = kSubmitters;
    const auto start = Clock::now();
    const auto end = start + time;
    std::function<void(int)> submit = [&](int submitter) {
        if (Clock::now() >= end) {
            --running;
            running.notify_one();
            return;
        }
        std::vector<metrics::FamilySet::Pointer> families{std::make_shared<metrics::FamilyText>(
            metrics::FamilyText{"a", metrics::MetricType::Untyped, body(++count), 1})};
        outbox.accept({.method = metrics::PushMethod::Put,
                       .key = metrics::GroupingKey({{"job", fmt::format("job{}", submitter)}}),
                       .families = metrics::FamilySet(std::move(families)),
                       .owner = OwnerProcess{},
                       .ttl = {}},
                      {}, [&, submitter](auto result) {
                          orDie(result.has_value(), "push refused");
                          submit(submitter);
                      });
    };
    for (int i = 0; i < kSubmitters; ++i) engine.post([&, i] { submit(i); });
    for (int left = running; left > 0; left = running) running.wait(left);
    const std::chrono::duration<double> taken = Clock::now() - start;
    std::atomic<bool> closed = false;
    engine.post([&] {
        opened->outbox.reset();
        closed = true;
        closed.notify_one();
    });
    closed.wait(false);
    removeDatabase(file);
    return static_cast<double>(count) / taken.count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    double seconds = 2;
    if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), seconds);
    const auto folder = std::filesystem::path(argc > 2 ? argv[2] : ".") / "outbox_bench.tmp";
    std::filesystem::create_directories(folder);
    const std::chrono::duration<double> time(seconds);
    std::vector<double> plain, outbox, ratios;
    for (int round = 0; round < kRounds; ++round) {
        plain.push_back(plainInserts(folder / "plain.db", kPerTransaction, time, body));
        outbox.push_back(throughOutbox(folder / "outbox.db", time));
        ratios.push_back(outbox.back() / plain.back());
    }
    std::filesystem::remove_all(folder);
    fmt::print("| durable, 4 KB each | pushes/s, median of {} |\n|---|---|\n", kRounds);
    fmt::print("| plain SQLite, {} inserts a commit | {:.0f} |\n", kPerTransaction, median(plain));
    fmt::print("| outbox, {} submitters | {:.0f} |\n", kSubmitters, median(outbox));
    fmt::print("| ratio, median of rounds | {:.2f} |\n", median(ratios));
    return 0;
}
