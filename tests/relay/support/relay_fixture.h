// SPDX-License-Identifier: Apache-2.0
// A whole relay in a directory of its own, on a thread of its own, with verbs for tests.
#pragma once

#include <QJsonObject>
#include <QTemporaryDir>
#include <QThread>
#include <functional>
#include <memory>
#include <string>

#include "relay/facade/relay_options.h"
#include "tests/relay/support/raw_client.h"
#include "tests/support/failing_vfs.h"

namespace gatepost::testing {

/// Looks every 10 ms, at most so long.
[[nodiscard]] bool waitUntil(const std::function<bool()>& condition, int milliseconds = 10'000);

class RelayFixture {
public:
    RelayFixture();
    ~RelayFixture();

    /// Quick backoff, no uplink, a disk that flushes nothing; change before start().
    relay::RelayOptions options;

    /// Returns when it listens; false where it does not.
    [[nodiscard]] bool start();
    void stop();
    [[nodiscard]] relay::Relay& relay() { return *m_relay; }
    [[nodiscard]] std::string socket() const { return options.socketPath.string(); }
    [[nodiscard]] relay::RelayStatus status() const;

    [[nodiscard]] http::Response ask(http::Method method, const std::string& target,
                                     const std::string& body = {},
                                     const std::vector<http::Field>& fields = {}) const;
    [[nodiscard]] http::Response put(const std::string& path, const std::string& body,
                                     const std::vector<http::Field>& fields = {}) const;
    [[nodiscard]] http::Response post(const std::string& path, const std::string& body = {}) const;
    [[nodiscard]] http::Response get(const std::string& path) const;
    [[nodiscard]] http::Response remove(const std::string& path) const;
    /// `data` of an answer of the relay's own.
    [[nodiscard]] QJsonValue data(const std::string& path) const;
    [[nodiscard]] QJsonObject ledger() const;
    /// The uplink's state reaches this.
    [[nodiscard]] bool waitForUpstream(relay::Upstream upstream, int milliseconds = 10'000) const;
    /// Nothing waits or is in flight any more.
    [[nodiscard]] bool waitUntilIdle(int milliseconds = 10'000) const;

private:
    QTemporaryDir m_directory;
    gatepost::test::FailingVfs m_disk;
    QThread m_thread;
    std::unique_ptr<relay::Relay> m_relay;
    mutable std::mutex m_mutex;
    relay::RelayStatus m_status;
};

}  // namespace gatepost::testing
