// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string_view>
#include <system_error>

namespace gatepost::proxy {
namespace {

std::unexpected<ConfigError> failed(const std::filesystem::path& file) {
    const auto because = [&file](std::string text) {
        return std::unexpected(
            ConfigError{.file = file.string(), .line = 0, .column = 0, .text = std::move(text)});
    };
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    // ERR_reason_error_string() has no words for what the system refused.
    if (ERR_SYSTEM_ERROR(code)) {
        return because(fmt::format("cannot be read: {}",
                                   std::generic_category().message(ERR_GET_REASON(code))));
    }
    const char* reason = ERR_reason_error_string(code);
    return because(fmt::format("{}; expected PEM", reason != nullptr ? reason : "not understood"));
}

}  // namespace

std::expected<TlsContext, ConfigError> makeTlsContext(const TlsFiles& files) {
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX* raw = context.get();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_options(
        raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // An idle connection then costs 16 KB rather than 32.
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Without OpenSSL's finite fields: ffdhe2048 is weak, ffdhe8192 a flood's lever.
    if (SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
        SSL_CTX_set1_groups_list(raw, "X25519:P-256:X448:P-384:P-521") != 1) {
        return failed(files.certFile);
    }
    if (SSL_CTX_use_certificate_chain_file(raw, files.certFile.c_str()) != 1) {
        return failed(files.certFile);
    }
    if (SSL_CTX_use_PrivateKey_file(raw, files.keyFile.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(raw) != 1) {
        return failed(files.keyFile);
    }
    if (files.clientAuth == ClientAuth::None) return context;
    const char* ca = files.clientCaFile.c_str();
    if (SSL_CTX_load_verify_locations(raw, ca, nullptr) != 1) return failed(files.clientCaFile);
    SSL_CTX_set_client_CA_list(raw, SSL_load_client_CA_file(ca));
    constexpr std::string_view kSessions = "gatepost";
    SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>(kSessions.data()),
                                   kSessions.size());
    SSL_CTX_set_verify(raw,
                       files.clientAuth == ClientAuth::Require
                           ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                           : SSL_VERIFY_PEER,
                       nullptr);
    return context;
}

}  // namespace gatepost::proxy
