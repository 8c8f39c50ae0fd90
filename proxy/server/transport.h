// SPDX-License-Identifier: Apache-2.0
// A non-blocking socket, plain or with TLS by OpenSSL. Never waits: it says what to wait for. Does
// not own the descriptor. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace gatepost::proxy {

enum class Io : std::uint8_t { Done, WantRead, WantWrite, Eof, Error };

struct IoResult {
    Io io = Io::Error;
    std::size_t bytes = 0;
    bool drained = false;  // a read took all that had come: what comes next is an event again
};

class Transport {
public:
    /// `context` null: plain.
    Transport(int fd, ssl_ctx_st* context);
    /// The client's side: the peer must prove to be `host`, a name or an address.
    Transport(int fd, ssl_ctx_st* context, const std::string& host);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    [[nodiscard]] Io handshake();
    /// After a handshake that failed: whether the peer began a plain HTTP request instead. TLS is
    /// given up then, so that it can be told.
    [[nodiscard]] bool becamePlain();
    [[nodiscard]] IoResult read(std::span<char> room);
    [[nodiscard]] IoResult write(std::string_view bytes);
    /// No more is written; says so to the peer.
    void finishWriting();
    [[nodiscard]] bool tls() const { return m_ssl != nullptr; }
    /// Of a verified client certificate: its first e-mail SAN, else its CN; else empty.
    [[nodiscard]] std::string certificateUser() const;
    /// Why the last call failed: what is wrong with the peer's certificate, or what OpenSSL says.
    [[nodiscard]] std::string failure() const;

private:
    [[nodiscard]] Io explain(int result);
    struct Free {
        void operator()(ssl_st* ssl) const;
    };
    using Ssl = std::unique_ptr<ssl_st, Free>;
    [[nodiscard]] static Ssl sslOn(int fd, ssl_ctx_st* context);
    int m_fd;
    Ssl m_ssl;
    unsigned long m_error = 0;  // OpenSSL's, of the last call that failed
};

}  // namespace gatepost::proxy
