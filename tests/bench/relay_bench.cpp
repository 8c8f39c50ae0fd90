// SPDX-License-Identifier: Apache-2.0
// A whole `gatepost relay` under load on its local socket, beside SQLite alone on the same disk, in
// turns in one run; then what it costs while it has little to do. Prints Markdown, every figure
// with the ratio that matters. Usage: relay_bench GATEPOST [DIRECTORY [SECONDS [IDLE_SECONDS]]]
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/plain_sqlite.h"
#include "tests/bench/relay_load.h"

using namespace gatepost::bench;
using Seconds = std::chrono::duration<double>;
namespace fs = std::filesystem;

namespace {

constexpr int kClients = 16;
constexpr int kPerCommit = 10;
constexpr int kRounds = 3;
/// About what SQLite's log gets of one: three pages.
constexpr std::size_t kBytesOfAPush = 3 * 4120;

/// `gatepost relay` in a directory of its own; ends with the object.
class Relay {
public:
    Relay(const std::string& program, const fs::path& directory) : m_directory(directory) {
        fs::remove_all(directory);
        std::array<int, 2> pipe{};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0) std::exit(1);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
        std::string path = program, where = directory;
        std::array<char, 6> verb{"relay"};
        std::array<char, 11> flag{"--portable"};
        const std::array<char*, 5> argv{path.data(), verb.data(), flag.data(), where.data(),
                                        nullptr};
        if (::posix_spawn(&m_pid, path.c_str(), &actions, nullptr, argv.data(), environ) != 0)
            std::exit(1);
        posix_spawn_file_actions_destroy(&actions);
        ::close(pipe[1]);
        std::array<char, 4096> line{};
        if (::read(pipe[0], line.data(), line.size()) <= 0) std::exit(1);
        ::close(pipe[0]);
    }
    ~Relay() {
        ::kill(m_pid, SIGTERM);
        ::waitpid(m_pid, nullptr, 0);
        fs::remove_all(m_directory);
    }
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    [[nodiscard]] std::string socket() const { return m_directory / "run" / "relay.sock"; }
    [[nodiscard]] double cpuSeconds() const {
        std::ifstream in(proc() / "stat");
        std::string text{std::istreambuf_iterator<char>(in), {}};
        std::istringstream fields(text.substr(text.rfind(')') + 1));
        std::string skipped;
        for (int i = 0; i < 11; ++i) fields >> skipped;
        double user = 0, system = 0;
        fields >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    /// Of all threads.
    [[nodiscard]] long voluntarySwitches() const {
        long sum = 0;
        for (const auto& thread : fs::directory_iterator(proc() / "task"))
            sum += field(thread.path() / "status", "voluntary_ctxt_switches:");
        return sum;
    }
    [[nodiscard]] double anonymousMiB() const {
        return static_cast<double>(field(proc() / "status", "RssAnon:")) / 1024;
    }

private:
    [[nodiscard]] fs::path proc() const { return fs::path("/proc") / std::to_string(m_pid); }
    static long field(const fs::path& file, std::string_view name) {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);)
            if (line.starts_with(name)) return std::strtol(line.c_str() + name.size(), nullptr, 10);
        return 0;
    }

    fs::path m_directory;
    pid_t m_pid = 0;
};

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

double percentile(const std::vector<double>& sorted, double part) {
    return sorted.at(static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1)));
}

void durablePushes(const std::string& program, const fs::path& folder, Seconds time) {
    std::vector<double> plain, pushes, ratios, cpu;
    for (int round = 0; round < kRounds; ++round) {
        plain.push_back(plainInserts(folder / "plain.db", kPerCommit, time, pushBody));
        const Relay relay(program, folder / "relay");
        RelayLoad load(relay.socket(), kClients);
        static_cast<void>(load.closedLoop(Seconds(0.2)));
        const auto before = relay.cpuSeconds();
        pushes.push_back(load.closedLoop(time));
        cpu.push_back((relay.cpuSeconds() - before) / (pushes.back() * time.count()) * 1e6);
        ratios.push_back(pushes.back() / plain.back());
    }
    const double rate = median(pushes);
    fmt::print("| durable pushes of {} bytes, median of {} | a second | ratio |\n|---|---|---|\n",
               pushBody(1).size(), kRounds);
    fmt::print("| plain SQLite, {} inserts a commit | {:.0f} | |\n", kPerCommit, median(plain));
    fmt::print("| plain SQLite, one by one | {:.0f} | |\n",
               plainInserts(folder / "plain.db", 1, time, pushBody));
    fmt::print("| relay, {} keep-alive clients | {:.0f} | {:.2f} of plain by tens |\n", kClients,
               rate, median(ratios));
    fmt::print("| CPU of the relay a push | {:.0f} µs | |\n\n", median(cpu));

    std::vector<double> flushes, tails, middles, times, alone;
    for (int round = 0; round < kRounds; ++round) {
        alone.push_back(percentile(flushedOpenLoop(folder, rate / 4, time, kBytesOfAPush), 0.99));
        const Relay relay(program, folder / "relay");
        RelayLoad load(relay.socket(), kClients);
        static_cast<void>(load.closedLoop(Seconds(0.2)));
        flushes.push_back(oneFlush(folder).count());
        const auto took = load.openLoop(rate / 4, time);
        middles.push_back(percentile(took, 0.5));
        tails.push_back(percentile(took, 0.99));
        times.push_back(tails.back() / flushes.back());
    }
    fmt::print("| at a quarter of that rate, open loop | µs | in fdatasyncs |\n|---|---|---|\n");
    fmt::print("| one fdatasync of 4 KB | {:.0f} | 1 |\n", median(flushes) * 1e6);
    fmt::print("| push, p50 | {:.0f} | {:.1f} |\n", median(middles) * 1e6,
               median(middles) / median(flushes));
    fmt::print("| push, p99 | {:.0f} | {:.1f} |\n", median(tails) * 1e6, median(times));
    fmt::print(
        "| the same arrivals, written and flushed without a relay, p99 | {:.0f} | {:.1f} |\n\n",
        median(alone) * 1e6, median(alone) / median(flushes));
}

void littleToDo(const std::string& program, const fs::path& folder, Seconds idle) {
    fmt::print("| with little to do | | bound |\n|---|---|---|\n");
    {
        const Relay relay(program, folder / "relay");
        {
            RelayLoad load(relay.socket(), 3);
            static_cast<void>(load.openLoop(30, Seconds(0.5)));
        }
        std::this_thread::sleep_for(Seconds(2));
        const auto before = relay.voluntarySwitches();
        std::this_thread::sleep_for(idle);
        fmt::print("| idle for {:.0f} s, 3 groups held: voluntary context switches | {} | 10 |\n",
                   idle.count(), relay.voluntarySwitches() - before);
        fmt::print("| anonymous resident memory | {:.1f} MiB | 16 MiB |\n", relay.anonymousMiB());
    }
    const Relay relay(program, folder / "relay");
    RelayLoad load(relay.socket(), 200);
    static_cast<void>(load.openLoop(200, Seconds(2)));
    const auto before = relay.cpuSeconds();
    static_cast<void>(load.openLoop(200, Seconds(10)));
    fmt::print("| 200 clients, a push a second each: CPU of one core | {:.1f} % | 10 % |\n",
               (relay.cpuSeconds() - before) / 10 * 100);
    fmt::print("| anonymous resident memory with them | {:.1f} MiB | |\n", relay.anonymousMiB());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2)
        return fmt::print(stderr, "relay_bench GATEPOST [DIRECTORY [SECONDS [IDLE]]]\n"), 2;
    const auto folder = fs::absolute(argc > 2 ? argv[2] : ".") / "relay_bench.tmp";
    fs::create_directories(folder);
    const Seconds time(argc > 3 ? std::strtod(argv[3], nullptr) : 3);
    durablePushes(argv[1], folder, time);
    littleToDo(argv[1], folder, Seconds(argc > 4 ? std::strtod(argv[4], nullptr) : 60));
    fs::remove_all(folder);
    return 0;
}
