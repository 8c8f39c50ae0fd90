// SPDX-License-Identifier: Apache-2.0
// An SQLite file system over the default one that fails on demand: the n-th write or flush of a
// database or log from now on, for a while or for good, cleanly or torn in the middle. Counts are
// shared by all files opened through it; use from one writer thread and one test thread. Flushes
// are counted, not done: no test can take the machine's power away, and they are what tests wait
// for.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace gatepost::test {

class FailingVfs {
public:
    /// Kill: the process dies in the middle of the write.
    enum class Failure : std::uint8_t { Full, Io, Torn, Kill };

    /// Registers itself with SQLite under name().
    FailingVfs();
    ~FailingVfs();
    FailingVfs(const FailingVfs&) = delete;
    FailingVfs& operator=(const FailingVfs&) = delete;

    [[nodiscard]] const std::string& name() const { return m_name; }
    /// After `after` good ones the next `count` writes, flushes and truncations fail; -1: all do.
    void fail(Failure failure, std::int64_t after, std::int64_t count = -1);
    void heal();
    /// Writes, flushes and truncations so far, failed ones included.
    [[nodiscard]] std::int64_t operations() const { return m_operations; }
    [[nodiscard]] std::int64_t failures() const { return m_failures; }

    /// For the file methods: whether this operation fails, and how.
    [[nodiscard]] bool failsNow();
    [[nodiscard]] Failure failure() const { return m_failure; }
    void dieIfAsked() const;

private:
    struct Registration;
    std::string m_name;
    Registration* m_registration;
    std::atomic<std::int64_t> m_operations{0};
    std::atomic<std::int64_t> m_failures{0};
    std::atomic<std::int64_t> m_from{-1};  // the operation that fails first; -1: none
    std::atomic<std::int64_t> m_until{-1};
    std::atomic<Failure> m_failure{Failure::Io};
};

}  // namespace gatepost::test
