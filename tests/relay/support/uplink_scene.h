// SPDX-License-Identifier: Apache-2.0
// A whole relay against a server that says what the test wants, with clocks, a network and a lid of
// the test's own.
#pragma once

#include <QJsonObject>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "relay/sleep_watch.h"
#include "relay/uplink/connectivity.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

namespace gatepost::testing {

[[nodiscard]] bool isPush(const http::Request& request);
/// The reply to pushes and batches alone; whoami and policy stay friendly.
[[nodiscard]] FakeUpstream::Script toPushes(const FakeUpstream::Reply& reply);
/// A receipt for each line of a batch: accepted, but for the pushes to one path.
[[nodiscard]] std::vector<std::string> receiptsFor(const http::Request& batch,
                                                   std::string_view refused);
[[nodiscard]] FakeUpstream::Reply ndjson(std::string body);

/// The real time, put forward or back as a test wants.
class TestClock {
public:
    [[nodiscard]] relay::Clock clock() const;
    /// Somebody sets the clock on the wall.
    void set(std::chrono::milliseconds by) { *m_wall += by.count(); }
    /// Time passes, and no timer has noticed.
    void pass(std::chrono::milliseconds time) {
        *m_wall += time.count();
        *m_steady += time.count();
    }

private:
    using Offset = std::shared_ptr<std::atomic<std::int64_t>>;
    Offset m_wall = std::make_shared<std::atomic<std::int64_t>>(0);
    Offset m_steady = std::make_shared<std::atomic<std::int64_t>>(0);
};

/// Says what the test wants; told on the relay's thread.
class TestNetwork : public relay::Connectivity {
public:
    [[nodiscard]] bool online() const override { return isOnline; }
    [[nodiscard]] bool metered() const override { return isMetered; }
    std::atomic<bool> isOnline = true;
    std::atomic<bool> isMetered = false;
};

struct UplinkScene {
    explicit UplinkScene(relay::UplinkKind kind = relay::UplinkKind::Gatepost);

    /// False unless it is accepted.
    [[nodiscard]] bool push(const std::string& job, const std::string& body = "m 1\n") const;
    /// To groups j0, j1, ... while nothing is sent; resume() lets them go.
    [[nodiscard]] bool pushPaused(int groups);
    void resume() { relay.relay().resume(); }
    void networkChanges();
    /// The lid is closed for so long, and opened.
    void sleep(std::chrono::milliseconds time);

    [[nodiscard]] qint64 ledger(const char* what) const;
    [[nodiscard]] bool waitForLedger(const char* what, qint64 count) const;
    [[nodiscard]] bool waitForDelivered(qint64 count) const;
    [[nodiscard]] QJsonObject firstOf(const std::string& list) const;
    /// Requests to one path, or of one method.
    [[nodiscard]] std::size_t sent(std::string_view path) const;
    [[nodiscard]] std::size_t sent(http::Method method) const;

    TestClock clock;
    std::shared_ptr<TestNetwork> network = std::make_shared<TestNetwork>();
    std::shared_ptr<relay::SleepWatch> lid = std::make_shared<relay::SleepWatch>();
    FakeUpstream upstream;
    mutable RelayFixture relay;
};

}  // namespace gatepost::testing
