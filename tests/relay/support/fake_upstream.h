// SPDX-License-Identifier: Apache-2.0
// The far end of the uplink as tests want it: a blocking HTTP server on loopback, a thread a
// connection, that remembers what came and answers what it is told, or misbehaves. By default it is
// a proxy that knows the caller as `ada` and accepts everything.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/message.h"

namespace gatepost::testing {

class FakeUpstream {
public:
    struct Reply {
        http::Answer answer;
        enum class Trouble {
            None,
            Hang,           // says nothing
            HangAfterHead,  // and nothing of the body comes
            EndInBody,
            ResetInBody,
            CloseAtOnce
        } trouble = Trouble::None;
    };
    /// nullopt: what a friendly proxy would say.
    using Script = std::function<std::optional<Reply>(const http::Request&)>;

    FakeUpstream();
    ~FakeUpstream();

    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    void script(Script script);
    void beFriendly() { script({}); }
    /// Stops listening, so that connections are refused; listen() undoes it.
    void down();
    void listen();

    /// Pushes, batches, leases: all but whoami and policy.
    [[nodiscard]] std::vector<http::Request> requests() const;
    [[nodiscard]] std::size_t asked(const std::string& path) const;
    [[nodiscard]] bool waitForRequests(std::size_t count, int seconds = 10) const;
    void forget();

    [[nodiscard]] static Reply accepted();
    [[nodiscard]] static Reply saying(int status, const std::string& verdict = {},
                                      const std::string& body = {});

private:
    void accept(int listener);
    void serve(int descriptor);
    [[nodiscard]] Reply replyTo(const http::Request& request);
    [[nodiscard]] static Reply friendly(const http::Request& request);

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_arrived;
    Script m_script;
    std::vector<http::Request> m_requests;
    std::vector<std::string> m_asked;
    std::list<std::thread> m_threads;
    std::vector<int> m_open;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    bool m_ending = false;
};

}  // namespace gatepost::testing
