// SPDX-License-Identifier: Apache-2.0
// Kills an outbox under load, over and over, and looks at what is left: every push that was
// answered is there, and the far end saw each group's pushes in order. A round is a child process
// that pushes and sends until it is killed, at a random moment or at a named point; then this
// process opens the file, checks, and goes on where the file is. At the end everything drains.
//
// Usage: outbox_soak [--rounds N] [--seed N] [--directory DIR] [--pad BYTES] [--failing]
// [--ballast]
// `--failing`: the child's disk fails now and then as well. `--ballast`: in every other round DIR's
// file system is filled up while the child runs; for one that is small and nobody else's. Prints a
// line at the end; exits 1 with the seed and the round where something is wrong.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

namespace {

constexpr int kGroups = 8;
/// Where a child dies: by its parent's clock, or by its own hand at the point of that name.
constexpr std::array kPoints{"moment",   "moment", "moment", "write",
                             "answered", "taken",  "sent",   "settled"};

struct Options {
    int rounds = 50;
    unsigned seed = 1;
    std::string directory;
    std::size_t pad = 200;
    bool failing = false;
    bool ballast = false;
};

std::string jobOf(int group) { return "job" + std::to_string(group); }

metrics::PushMethod methodOf(std::uint64_t push) {
    if (push % 11 == 0) return metrics::PushMethod::Delete;
    return push % 5 == 0 ? metrics::PushMethod::Put : metrics::PushMethod::Post;
}

/// What the push-th push of a group carries: its number, and one of three families.
metrics::FamilySet familiesOf(std::uint64_t push, std::size_t pad) {
    if (methodOf(push) == metrics::PushMethod::Delete) return {};
    const auto number = std::to_string(push);
    return families("f" + std::to_string(push % 3) + ' ' + number + digits(push, pad) + ", push " +
                    number);
}

/// What a group holds after so many pushes; the last PUT or DELETE is never far back.
std::string heldAfter(std::uint64_t pushes, std::size_t pad) {
    metrics::FamilySet held;
    for (auto push = pushes > 12 ? pushes - 12 : 1; push <= pushes; ++push)
        held = metrics::applied(held, {methodOf(push), familiesOf(push, pad)});
    return show(held);
}

// ---- the child

class Child {
public:
    Child(const Options& options, std::string_view point, std::vector<std::uint64_t> pushes)
        : m_outbox(std::filesystem::path(options.directory) / "outbox.db"),
          m_options(options),
          m_point(point),
          m_pushes(std::move(pushes)),
          m_random(options.seed) {}

    [[noreturn]] void run() {
        using gatepost::test::FailingVfs;
        m_countdown = 1 + static_cast<int>(m_random() % 60);
        // A disk that is full when the relay starts: it tries again, as the relay does.
        for (auto opened = m_outbox.tryOpen(); !opened; opened = m_outbox.tryOpen()) {
            if (opened.error().kind != OutboxError::Kind::Full) std::abort();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        if (m_point == "write") m_outbox.disk.fail(FailingVfs::Failure::Kill, m_random() % 200, 1);
        for (int group = 0; group < kGroups; ++group) push(group);
        send();
        for (std::uint64_t turn = 0;; ++turn) {
            m_outbox.now.steady += 1;
            m_outbox.outbox->tick(m_outbox.now);
            if (m_options.failing && m_point != "write" && m_random() % 40 == 0)
                m_outbox.disk.fail(std::array{FailingVfs::Failure::Full, FailingVfs::Failure::Io,
                                              FailingVfs::Failure::Torn}[m_random() % 3],
                                   static_cast<std::int64_t>(m_random() % 4), 1 + m_random() % 5);
            const auto before = m_turns;
            if (!m_outbox.engine.until([&] { return m_turns > before + 8; })) std::abort();
        }
    }

private:
    void dieAt(std::string_view point) {
        if (m_point == point && --m_countdown == 0) ::kill(::getpid(), SIGKILL);
    }
    static void say(const std::string& line) {
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
    }

    /// One push of a group at a time, so that their order is beyond doubt.
    void push(int group) {
        const auto number = m_pushes[static_cast<std::size_t>(group)] + 1;
        m_outbox.outbox->accept({.method = methodOf(number),
                                 .key = key(jobOf(group)),
                                 .families = familiesOf(number, m_options.pad),
                                 .owner = OwnerProcess{},
                                 .ttl = {},
                                 .pushedAt = static_cast<std::int64_t>(number)},
                                m_outbox.now, [this, group, number](auto result) {
                                    ++m_turns;
                                    if (result) {
                                        m_pushes[static_cast<std::size_t>(group)] = number;
                                        say(fmt::format("A {} {}\n", group, number));
                                        dieAt("answered");
                                    } else {
                                        say(fmt::format("R {}\n", group));
                                    }
                                    push(group);
                                });
    }

    void send() {
        m_outbox.outbox->take({.count = 1 + m_random() % 4}, m_outbox.now, [this](auto taken) {
            ++m_turns;
            for (const auto& delivery : taken) {
                dieAt("taken");
                const auto what = m_random() % 8;
                if (what > 0)
                    say(fmt::format("S {} {} {} {} {}|{}\n", delivery.key.job().substr(3),
                                    delivery.n, static_cast<int>(delivery.method),
                                    delivery.pushedAt, delivery.relayId, show(delivery.families)));
                dieAt("sent");
                if (what > 1)
                    m_outbox.outbox->delivered(delivery.n, m_outbox.now);
                else
                    m_outbox.outbox->failed(delivery.n, "no answer", 0, m_outbox.now);
                dieAt("settled");
            }
            send();
        });
    }

    OutboxFixture m_outbox;
    const Options& m_options;
    std::string m_point;
    std::vector<std::uint64_t> m_pushes;
    std::mt19937 m_random;
    int m_countdown = 0;
    std::uint64_t m_turns = 0;
};

// ---- the parent

class Soak {
public:
    explicit Soak(Options options)
        : m_options(std::move(options)),
          m_random(m_options.seed),
          m_answered(kGroups),
          m_held(kGroups),
          m_last(kGroups),
          m_order(kGroups) {}

    int run() {
        const auto file = std::filesystem::path(m_options.directory) / "outbox.db";
        for (m_round = 0; m_round < m_options.rounds; ++m_round) {
            oneChild();
            OutboxFixture outbox(file);
            outbox.open();
            check(outbox);
        }
        OutboxFixture outbox(file);
        outbox.open();
        drain(outbox);
        fmt::print(
            "outbox_soak: {} rounds, seed {}: {} pushes answered, {} refused, {} deliveries; "
            "nothing lost, nothing out of order\n",
            m_options.rounds, m_options.seed, m_answers, m_refused, m_deliveries);
        return 0;
    }

private:
    [[noreturn]] void wrong(const std::string& what) const {
        fmt::print(stderr, "outbox_soak: seed {}, round {} ({}): {}\n", m_options.seed, m_round,
                   m_point, what);
        std::exit(1);
    }

    void oneChild() {
        m_point = kPoints[m_random() % kPoints.size()];
        const bool full = m_options.ballast && m_random() % 2 == 0;
        if (full) m_point = kPoints[0];
        std::array<int, 2> pipe{};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0) wrong("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
        std::vector<std::string> arguments{"outbox_soak",
                                           "--child",
                                           m_point,
                                           "--directory",
                                           m_options.directory,
                                           "--seed",
                                           std::to_string(m_random()),
                                           "--pad",
                                           std::to_string(m_options.pad)};
        if (m_options.failing) arguments.emplace_back("--failing");
        arguments.emplace_back("--pushes");
        for (const auto pushes : m_answered) arguments.push_back(std::to_string(pushes));
        std::vector<char*> argv;
        for (auto& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        pid_t child = 0;
        if (::posix_spawn(&child, "/proc/self/exe", &actions, nullptr, argv.data(), environ) != 0)
            wrong("no child");
        posix_spawn_file_actions_destroy(&actions);
        ::close(pipe[1]);
        const auto ballast = std::filesystem::path(m_options.directory) / "ballast";
        if (full) fill(ballast);
        read(pipe[0], child);
        std::filesystem::remove(ballast);
        ::close(pipe[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) wrong("the child ended by itself");
    }

    void fill(const std::filesystem::path& ballast) {
        std::this_thread::sleep_for(std::chrono::milliseconds(m_random() % 20));
        const int file = ::open(ballast.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        const std::string page(4096, 'x');
        while (::write(file, page.data(), page.size()) > 0) ++m_ballast;
        ::close(file);
    }

    /// Until the child is dead and the pipe is empty: what it said before counts.
    void read(int pipe, pid_t child) {
        using Clock = std::chrono::steady_clock;
        // One that waits for its own point gets longer, but not for ever.
        const auto span = m_point == std::string_view("moment") ? 5 + m_random() % 60 : 5000;
        const auto deadline = Clock::now() + std::chrono::milliseconds(span);
        std::string rest;
        bool killed = false;
        while (true) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
            pollfd wait{pipe, POLLIN, 0};
            if (!killed &&
                (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) == 0)) {
                ::kill(child, SIGKILL);
                killed = true;
            }
            std::array<char, 65536> buffer{};
            const auto count = ::read(pipe, buffer.data(), buffer.size());
            if (count <= 0) return;
            rest.append(buffer.data(), static_cast<std::size_t>(count));
            std::size_t end = 0;
            while ((end = rest.find('\n')) != std::string::npos) {
                heard(rest.substr(0, end));
                rest.erase(0, end + 1);
            }
        }
    }

    void heard(const std::string& line) {
        const auto bar = std::min(line.find('|'), line.size());
        std::vector<std::string> words;
        for (std::size_t at = 0; at < bar;) {
            const auto space = std::min(line.find(' ', at), bar);
            words.push_back(line.substr(at, space - at));
            at = space + 1;
        }
        const auto number = [&](std::size_t word) {
            return std::strtoull(words.at(word).c_str(), nullptr, 10);
        };
        const auto group = number(1);
        if (words[0] == "R") {
            ++m_refused;
            return;
        }
        if (words[0] == "A") {
            ++m_answers;
            m_answered.at(group) = number(2);
            return;
        }
        if (m_relay.empty()) m_relay = words.at(5);
        if (words.at(5) != m_relay) wrong("the relay id changed");
        arrive(group, number(2), static_cast<metrics::PushMethod>(number(3)), number(4),
               families(bar < line.size() ? line.substr(bar + 1) : ""));
    }

    /// As the proxy does: only a higher n is applied.
    void arrive(std::size_t group, std::uint64_t n, metrics::PushMethod method, std::uint64_t push,
                const metrics::FamilySet& sent) {
        ++m_deliveries;
        if (n <= m_last[group]) return;
        m_last[group] = n;
        m_held[group] = metrics::applied(m_held[group], {method, sent});
        if (push < m_order[group])
            wrong(fmt::format("group {}: push {} arrived after {}", group, push, m_order[group]));
        m_order[group] = push;
        if (show(m_held[group]) != heldAfter(push, m_options.pad))
            wrong(fmt::format("group {}: after push {} the far end has {}", group, push,
                              show(m_held[group])));
    }

    /// The file has what was answered; one push per group may have been on its way.
    void check(OutboxFixture& outbox) {
        if (outbox.recovery) wrong("the file was damaged");
        if (!outbox.outbox->ledgerBalances())
            wrong("the ledger does not balance: " + outbox.ledger());
        if (!outbox.outbox->ledger().lost.empty()) wrong("something was lost: " + outbox.ledger());
        for (std::size_t group = 0; group < kGroups; ++group) {
            const auto held =
                outbox.outbox->group(metrics::groupId(key(jobOf(static_cast<int>(group)))));
            const auto shown = held ? show(held->families) : "";
            auto& pushes = m_answered[group];
            if (shown == heldAfter(pushes, m_options.pad)) continue;
            if (shown != heldAfter(++pushes, m_options.pad))
                wrong(fmt::format("group {}: {} pushes were answered, the file has {}", group,
                                  pushes - 1, shown));
        }
    }

    void drain(OutboxFixture& outbox) {
        while (outbox.outbox->ledger().waiting > 0)
            for (const auto& delivery : outbox.takeMany({.count = 4})) {
                arrive(std::strtoull(delivery.key.job().substr(3).data(), nullptr, 10), delivery.n,
                       delivery.method, static_cast<std::uint64_t>(delivery.pushedAt),
                       delivery.families);
                outbox.deliver(delivery);
            }
        for (std::size_t group = 0; group < kGroups; ++group)
            if (show(m_held[group]) != heldAfter(m_answered[group], m_options.pad))
                wrong(fmt::format("group {}: drained, the far end has {}", group,
                                  show(m_held[group])));
    }

    Options m_options;
    std::mt19937 m_random;
    int m_round = 0;
    std::string m_point;
    std::string m_relay;
    std::vector<std::uint64_t> m_answered;   // by group: pushes that are on disk
    std::vector<metrics::FamilySet> m_held;  // by group: the far end
    std::vector<std::uint64_t> m_last;       // by group: the far end's last n
    std::vector<std::uint64_t> m_order;      // by group: the newest push that arrived
    std::uint64_t m_answers = 0;
    std::uint64_t m_deliveries = 0;
    std::uint64_t m_ballast = 0;
    std::uint64_t m_refused = 0;
};

}  // namespace

int main(int argc, char** argv) {
    Options options;
    std::string child;
    std::vector<std::uint64_t> pushes;
    const auto number = [&](int at) {
        return at < argc ? std::strtoull(argv[at], nullptr, 10) : 0;
    };
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--failing")
            options.failing = true;
        else if (argument == "--ballast")
            options.ballast = true;
        else if (argument == "--rounds")
            options.rounds = static_cast<int>(number(++i));
        else if (argument == "--seed")
            options.seed = static_cast<unsigned>(number(++i));
        else if (argument == "--pad")
            options.pad = number(++i);
        else if (argument == "--directory" && i + 1 < argc)
            options.directory = argv[++i];
        else if (argument == "--child" && i + 1 < argc)
            child = argv[++i];
        else if (argument == "--pushes")
            while (++i < argc) pushes.push_back(number(i));
        else
            return fmt::print(stderr, "outbox_soak: what is {}?\n", argument), 2;
    }
    if (!child.empty()) Child(options, child, std::move(pushes)).run();
    const bool own = options.directory.empty();
    if (own) {
        std::string name = std::filesystem::temp_directory_path() / "outbox_soak.XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) return 1;
        options.directory = name;
    }
    const auto directory = options.directory;
    const int result = Soak(std::move(options)).run();
    if (own) std::filesystem::remove_all(directory);
    return result;
}
