// SPDX-License-Identifier: Apache-2.0
// What a server asks of the program: whether a request may come in, and what its answer is.
// Called on io threads: nothing here may block. Replies may come from any thread, once; a reply
// that comes after its connection has gone is dropped.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/message.h"
#include "proxy/config/config.h"

namespace gatepost::proxy {

/// The other end of a connection and the door it came through.
struct Peer {
    std::string address;  // without a port; of the client behind a PROXY header, where there is one
    std::uint16_t port = 0;
    Serves serves = Serves::All;
    bool tls = false;
    std::string certificateUser;  // of a verified client certificate: first e-mail SAN, else CN
};

/// Goes with a request from its head to its answer; made by admit().
struct Admission {
    virtual ~Admission() = default;
    /// Brings an answer of the server's own (408, 413, 503) into the shape of the request's route.
    virtual void dress(http::Answer&) const {}
};

struct Admitted {
    std::uint64_t bodyBytes = 0;  // at most, as sent
    std::shared_ptr<Admission> admission;
};

/// A refusal that knows who it refuses, for the log.
struct Denied {
    http::Answer answer;
    std::shared_ptr<Admission> admission;
};

/// One line of the access log. `head` has no fields; the admission may be null.
struct Exchange {
    const http::RequestHead& head;
    const Peer& peer;
    int status = 0;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::chrono::steady_clock::duration took{};
    const Admission* admission = nullptr;
};

enum class From : std::uint8_t { Client, Balancer };

/// A cap that a connection itself keeps, by its setting's name.
enum class OwnCap : std::uint8_t {
    HeaderBytes,
    BodyBytes,
    HeaderSeconds,
    BodySeconds,
    AnswerSeconds
};

class Service {
public:
    using AdmitReply = std::function<void(std::expected<Admitted, Denied>)>;
    using AnswerReply = std::function<void(http::Answer)>;

    virtual ~Service() = default;
    /// A connection wants in from `address`; an answer refuses it, nothing is followed by closed().
    /// A balancer's address counts among all connections, but not among those of one address.
    [[nodiscard]] virtual std::optional<http::Answer> opened(const std::string& address,
                                                             From from) = 0;
    /// The balancer has said whose connection it is: nothing counts it as that address's too.
    [[nodiscard]] virtual std::optional<http::Answer> named(const std::string& address) = 0;
    /// `countedAs`: the address it counted among; empty where none.
    virtual void closed(const std::string& countedAs) = 0;
    /// At the head, before a body is asked for.
    virtual void admit(const http::RequestHead& head, const Peer& peer, AdmitReply reply) = 0;
    virtual void handle(http::Request request, std::shared_ptr<Admission> admission,
                        const Peer& peer, AnswerReply reply) = 0;
    virtual void finished(const Exchange& exchange) = 0;
    /// A request has gone over a cap, and is told so where its client still listens.
    virtual void capped(OwnCap) {}
};

}  // namespace gatepost::proxy
