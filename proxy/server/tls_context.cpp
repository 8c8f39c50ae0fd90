// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string_view>
#include <system_error>

namespace gatepost::proxy {
namespace {

ConfigError failed(const std::filesystem::path& file, std::string_view expected) {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = ERR_reason_error_string(code);
    // ERR_reason_error_string() has no words for what the system refused.
    std::string text = ERR_SYSTEM_ERROR(code)
                           ? fmt::format("cannot be read: {}",
                                         std::generic_category().message(ERR_GET_REASON(code)))
                           : fmt::format("{}; expected {}",
                                         reason != nullptr ? reason : "not understood", expected);
    return {.file = file.string(), .line = 0, .column = 0, .text = std::move(text)};
}

/// OpenSSL would ask the terminal for a passphrase, and wait.
int noPassphrase(char*, int, int, void*) { return -1; }

constexpr const char* kTls13 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kTls12 = "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20";

TlsContext makeContext(const SSL_METHOD* method) {
    ERR_clear_error();  // whatever else was read before: failed() tells the oldest
    TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
    SSL_CTX* raw = context.get();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    // Whoever puts ChaCha20 first has no AES in its processor.
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    // An idle connection then costs 16 KB rather than 32.
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A record's head and what follows it come with one call of the system.
    SSL_CTX_set_read_ahead(raw, 1);
    // Without OpenSSL's finite fields: ffdhe2048 is weak, ffdhe8192 a flood's lever.
    SSL_CTX_set_default_passwd_cb(raw, noPassphrase);
    // The ciphers in the order of Mozilla's "intermediate": AES-128 is as sound as it is fast.
    if (SSL_CTX_set_ciphersuites(raw, kTls13) == 1 && SSL_CTX_set_cipher_list(raw, kTls12) == 1 &&
        SSL_CTX_set1_groups_list(raw, "X25519:P-256:X448:P-384:P-521") == 1) {
        return context;
    }
    return nullptr;
}

void askForCertificates(SSL_CTX* context, const TlsFiles& files, ConfigErrors& errors) {
    const char* ca = files.clientCaFile.c_str();
    if (SSL_CTX_load_verify_locations(context, ca, nullptr) != 1) {
        errors.push_back(failed(files.clientCaFile, "PEM"));
        return;
    }
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(ca));
    constexpr std::string_view kSessions = "gatepost";
    SSL_CTX_set_session_id_context(
        context, reinterpret_cast<const unsigned char*>(kSessions.data()), kSessions.size());
    SSL_CTX_set_verify(context,
                       files.clientAuth == ClientAuth::Require
                           ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                           : SSL_VERIFY_PEER,
                       nullptr);
}

constexpr std::string_view kNoOpenSsl = "an OpenSSL with ECDHE on X25519 and P-256";

void useCertificate(SSL_CTX* context, const std::filesystem::path& cert,
                    const std::filesystem::path& key, ConfigErrors& errors) {
    const bool certified = SSL_CTX_use_certificate_chain_file(context, cert.c_str()) == 1;
    if (!certified) errors.push_back(failed(cert, "PEM"));
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        (certified && SSL_CTX_check_private_key(context) != 1)) {
        errors.push_back(
            failed(key, fmt::format("the key of {}, PEM, no passphrase", cert.string())));
    }
}

int numberOf(TlsVersion version) {
    return version == TlsVersion::Tls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

TlsContext contextOf(const TlsFiles& files, ConfigErrors& errors) {
    TlsContext context = makeContext(TLS_server_method());
    SSL_CTX* raw = context.get();
    if (!context) {
        errors.push_back(failed(files.certFile, kNoOpenSsl));
        return context;
    }
    SSL_CTX_set_min_proto_version(raw, numberOf(files.least));
    SSL_CTX_set_max_proto_version(raw, numberOf(files.most));
    useCertificate(raw, files.certFile, files.keyFile, errors);
    if (files.clientAuth != ClientAuth::None) askForCertificates(raw, files, errors);
    return context;
}

}  // namespace

std::expected<std::vector<TlsContext>, ConfigErrors> makeTlsContexts(
    const std::vector<ListenAddress>& addresses) {
    std::vector<TlsContext> out;
    ConfigErrors errors;
    for (const ListenAddress& address : addresses) {
        out.push_back(address.tls ? contextOf(*address.tls, errors) : nullptr);
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return out;
}

std::expected<TlsContext, ConfigErrors> makeUpstreamTlsContext(const UpstreamConfig& upstream) {
    if (!upstream.url.starts_with("https://")) return nullptr;
    const UpstreamTls& files = upstream.tls;
    ConfigErrors errors;
    TlsContext context = makeContext(TLS_client_method());
    SSL_CTX* raw = context.get();
    if (!context) return std::unexpected(ConfigErrors{failed(files.caFile, kNoOpenSsl)});
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    const bool trusts = files.caFile.empty() ? SSL_CTX_set_default_verify_paths(raw) == 1
                                             : SSL_CTX_load_verify_locations(
                                                   raw, files.caFile.c_str(), nullptr) == 1;
    if (!trusts) errors.push_back(failed(files.caFile, "PEM"));
    if (!files.certFile.empty()) useCertificate(raw, files.certFile, files.keyFile, errors);
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return context;
}

}  // namespace gatepost::proxy
