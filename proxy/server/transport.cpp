// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "proxy/server/socket_bio.h"

namespace gatepost::proxy {
namespace {

Io explainErrno(Io blocked) {
    return errno == EAGAIN || errno == EWOULDBLOCK ? blocked : Io::Error;
}

/// OpenSSL wants the thread's list of errors to be empty before a call whose result is looked at:
/// somebody else's, such as of a JWT's signature, would pass for this connection's. Clearing it
/// costs, and it nearly always is.
void forgetErrors() {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

int capped(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

std::string textOf(const ASN1_STRING* text) {
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
    std::string out(bytes, static_cast<std::size_t>(ASN1_STRING_length(text)));
    // "alice\0.evil" names nobody.
    return out.find('\0') == std::string::npos ? out : std::string();
}

std::string firstEmail(const X509* certificate) {
    auto* names = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    std::string out;
    for (int i = 0; names != nullptr && out.empty() && i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_EMAIL) out = textOf(name->d.rfc822Name);
    }
    GENERAL_NAMES_free(names);
    return out;
}

std::string commonName(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (place < 0) return {};
    return textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)));
}

}  // namespace

void Transport::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Transport::Ssl Transport::sslOn(int fd, ssl_ctx_st* context) {
    Ssl ssl(SSL_new(context));
    BIO* const socket = makeSocketBio(fd);
    SSL_set_bio(ssl.get(), socket, socket);
    return ssl;
}

Transport::Transport(int fd, ssl_ctx_st* context) : m_fd(fd) {
    if (context == nullptr) return;
    m_ssl = sslOn(fd, context);
    SSL_set_accept_state(m_ssl.get());
}

Transport::Transport(int fd, ssl_ctx_st* context, const std::string& host) : m_fd(fd) {
    if (context == nullptr) return;
    m_ssl = sslOn(fd, context);
    SSL* ssl = m_ssl.get();
    SSL_set_connect_state(ssl);
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1) return;
    ERR_clear_error();
    SSL_set1_host(ssl, host.c_str());
    // SSL_set_tlsext_host_name(), whose macro has a cast of C's in it.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
}

Transport::~Transport() = default;

Io Transport::explain(int result) {
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_SSL) m_error = ERR_peek_error();
    switch (error) {
        case SSL_ERROR_WANT_READ: return Io::WantRead;
        case SSL_ERROR_WANT_WRITE: return Io::WantWrite;
        case SSL_ERROR_ZERO_RETURN: return Io::Eof;
        default: return Io::Error;
    }
}

Io Transport::handshake() {
    if (!m_ssl) return Io::Done;
    forgetErrors();
    const int result = SSL_do_handshake(m_ssl.get());
    return result == 1 ? Io::Done : explain(result);
}

bool Transport::becamePlain() {
    if (!m_ssl) return false;
    const std::string_view came = beginning(SSL_get_rbio(m_ssl.get()));
    const bool isMethod = !came.empty() && came[0] >= 'A' && came[0] <= 'Z';
    if (!isMethod || came.starts_with("PROXY ")) return false;
    m_ssl.reset();
    return true;
}

IoResult Transport::read(std::span<char> room) {
    if (m_ssl) {
        forgetErrors();
        BIO* const socket = SSL_get_rbio(m_ssl.get());
        beginRead(socket);
        const int n = SSL_read(m_ssl.get(), room.data(), capped(room.size()));
        if (n <= 0) return {explain(n), 0};
        const bool drained = isDrained(socket) && SSL_has_pending(m_ssl.get()) == 0;
        return {Io::Done, static_cast<std::size_t>(n), drained};
    }
    for (;;) {
        const ssize_t n = ::recv(m_fd, room.data(), room.size(), 0);
        if (n > 0) {
            const auto bytes = static_cast<std::size_t>(n);
            return {Io::Done, bytes, bytes < room.size()};
        }
        if (n == 0) return {Io::Eof, 0};
        if (errno != EINTR) return {explainErrno(Io::WantRead), 0};
    }
}

IoResult Transport::write(std::string_view bytes) {
    if (m_ssl) {
        forgetErrors();
        const int n = SSL_write(m_ssl.get(), bytes.data(), capped(bytes.size()));
        if (n <= 0) return {explain(n), 0};
        return {Io::Done, static_cast<std::size_t>(n)};
    }
    for (;;) {
        const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) return {Io::Done, static_cast<std::size_t>(n)};
        if (errno != EINTR) return {explainErrno(Io::WantWrite), 0};
    }
}

void Transport::finishWriting() {
    if (m_ssl && SSL_is_init_finished(m_ssl.get()) == 1) {
        SSL_shutdown(m_ssl.get());
    }
    ::shutdown(m_fd, SHUT_WR);
}

std::string Transport::failure() const {
    const long verified = m_ssl ? SSL_get_verify_result(m_ssl.get()) : X509_V_OK;
    if (verified == X509_V_OK) {
        const char* reason = ERR_reason_error_string(m_error);
        return reason != nullptr ? reason : "the connection was closed";
    }
    return std::string("its certificate: ") + X509_verify_cert_error_string(verified);
}

std::string Transport::certificateUser() const {
    if (!m_ssl || SSL_get_verify_result(m_ssl.get()) != X509_V_OK) return {};
    const X509* certificate = SSL_get0_peer_certificate(m_ssl.get());
    if (certificate == nullptr) return {};
    std::string user = firstEmail(certificate);
    return user.empty() ? commonName(certificate) : user;
}

}  // namespace gatepost::proxy
