// SPDX-License-Identifier: Apache-2.0
// An outbox with an engine of its own: tasks posted from any thread run when the test pumps. Time
// stands still unless the test moves it. Verbs wait for their answer.
#pragma once

#include <QTemporaryDir>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/outbox/outbox.h"
#include "tests/support/failing_vfs.h"

namespace gatepost::relay::test {

/// The engine thread's queue; whoever pumps is the engine.
class Engine {
public:
    void post(std::function<void()> task);
    /// Runs tasks until `done` holds; false after ten seconds.
    bool until(const std::function<bool()>& done);

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
};

/// "a 1" -> the family `a`, untyped, one sample; "a 1, b 2" two of them.
[[nodiscard]] metrics::FamilySet families(std::string_view samples);
/// The reverse, with the texts' values: "a 1, b 2".
[[nodiscard]] std::string show(const metrics::FamilySet& families);
[[nodiscard]] metrics::GroupingKey key(std::string_view job);
/// So many that no compression makes fewer: they are there to fill a disk.
[[nodiscard]] std::string digits(std::uint64_t seed, std::size_t count);

class OutboxFixture {
public:
    explicit OutboxFixture(std::filesystem::path path) : file(std::move(path)) {}

    OutboxOptions options();
    /// Fails the program where it cannot be opened; tryOpen says why instead.
    void open();
    std::expected<void, OutboxError> tryOpen();
    /// Why it cannot be opened; fails the program where it can.
    OutboxError::Kind whyNot();
    void close() { outbox.reset(); }
    void reopen();

    /// "PUT", "POST", "DELETE".
    std::expected<std::string, OutboxError> push(std::string_view method, std::string_view samples,
                                                 std::string_view job = "j");
    std::vector<Delivery> takeMany(TakeLimits limits);
    /// The next delivery; fails the program where there is none.
    Delivery take();
    bool nothingToTake() { return takeMany({}).empty(); }
    void deliver(const Delivery& delivery);
    void supersede(const Delivery& delivery);
    void fail(const Delivery& delivery, std::int64_t retryAt = 0);
    Rejected reject(const Delivery& delivery, int status = 422);
    Rejected tooLarge(const Delivery& delivery);
    void unsent(const Delivery& delivery);
    void lose(const Delivery& delivery, LossCause cause);
    std::expected<void, OutboxError> retryQuarantined(std::int64_t id);
    std::expected<void, OutboxError> dropQuarantined(std::int64_t id);
    std::expected<void, OutboxError> dropWaiting(std::string_view job);
    std::expected<void, OutboxError> flush();
    void tick();

    /// "POST a 1, b 2 (3)" per entry of the group's queue, in order, "*" before one in flight,
    /// "+" before a chain's; then "; quarantine ..." in the same words, newest first.
    [[nodiscard]] std::string shows(std::string_view job = "j") const;
    /// "5 = 1 delivered + 2 superseded + 2 waiting + 0 quarantined + 0 lost".
    [[nodiscard]] std::string ledger() const;

    std::filesystem::path file;
    Moment now{1'700'000'000'000, 5'000'000};
    std::uint64_t maxBytes = 256 * 1024 * 1024;
    std::int64_t maxAgeMs = 30LL * 24 * 3600 * 1000;
    std::optional<EncryptionKey> encryptionKey;
    bool encrypt = false;
    gatepost::test::FailingVfs disk;
    Engine engine;
    std::unique_ptr<Outbox> outbox;
    std::optional<OutboxRecovery> recovery;
    std::vector<std::filesystem::path> inClear;
    std::string relayId;  // as a test wants to remember it
    std::vector<metrics::GroupingKey> forgotten;
    std::map<std::string, std::uint64_t> toldLost;  // pushes by cause, as the ledger has them
    int work = 0;
    int trouble = 0;

private:
    std::expected<void, OutboxError> command(const std::function<void(Outbox::Done)>& start);
};

/// A place for outboxes that goes with the test, each in a folder of its own.
class OutboxFolder {
public:
    /// Not opened yet.
    std::unique_ptr<OutboxFixture> closed();
    std::unique_ptr<OutboxFixture> fresh();

private:
    QTemporaryDir m_folder;
    int m_outboxes = 0;
};

[[nodiscard]] std::string bytesOf(const std::filesystem::path& file);

}  // namespace gatepost::relay::test
