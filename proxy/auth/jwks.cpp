// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/jwks.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>

#include "http/base64.h"

namespace gatepost::proxy {
namespace {

constexpr int kLeastRsaBits = 2048;

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

std::string textOf(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

std::optional<std::string> decodeBase64Url(std::string text) {
    for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    while (text.size() % 4 != 0) text += '=';
    return http::decodeBase64(text);
}

Number numberOf(const boost::json::object& object, std::string_view name) {
    const auto bytes = decodeBase64Url(textOf(object, name));
    if (!bytes || bytes->empty()) return nullptr;
    return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes->data()),
                            static_cast<int>(bytes->size()), nullptr));
}

std::optional<std::string> pemOf(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* raw = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return std::nullopt;
    }
    const Key key(raw);
    const Bio bio(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1) return std::nullopt;
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
}

std::optional<JwtKey> rsaKey(const boost::json::object& object) {
    const Number n = numberOf(object, "n");
    const Number e = numberOf(object, "e");
    if (!n || !e || BN_num_bits(n.get()) < kLeastRsaBits) return std::nullopt;
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    auto pem = pemOf("RSA", builder.get());
    std::string algorithm = textOf(object, "alg");
    if (algorithm.empty()) algorithm = "RS256";
    const bool known = algorithm == "RS256" || algorithm == "RS384" || algorithm == "RS512";
    if (!pem || !known) return std::nullopt;
    return JwtKey{textOf(object, "kid"), std::move(algorithm), std::move(*pem)};
}

std::optional<JwtKey> ecKey(const boost::json::object& object) {
    const std::string curve = textOf(object, "crv");
    const bool p256 = curve == "P-256";
    if (!p256 && curve != "P-384") return std::nullopt;
    const auto x = decodeBase64Url(textOf(object, "x"));
    const auto y = decodeBase64Url(textOf(object, "y"));
    const std::size_t length = p256 ? 32 : 48;
    if (!x || !y || x->size() != length || y->size() != length) return std::nullopt;
    const std::string point = '\x04' + *x + *y;
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                    p256 ? "prime256v1" : "secp384r1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    auto pem = pemOf("EC", builder.get());
    if (!pem) return std::nullopt;
    return JwtKey{textOf(object, "kid"), p256 ? "ES256" : "ES384", std::move(*pem)};
}

/// What is wrong behind `good`, which is what could be read.
ConfigError at(std::string_view good, const std::string& file, const std::string& what) {
    const std::size_t start = good.rfind('\n') + 1;  // npos + 1 is 0
    return {.file = file,
            .line = static_cast<int>(std::ranges::count(good, '\n')) + 1,
            .column = static_cast<int>(good.size() - start) + 1,
            .text = "not JSON: " + what};
}

}  // namespace

std::expected<std::vector<JwtKey>, ConfigError> readJwks(std::string_view text,
                                                         const std::string& file) {
    const auto wrong = [&file](std::string what) {
        return std::unexpected(
            ConfigError{.file = file, .line = 0, .column = 0, .text = std::move(what)});
    };
    boost::json::stream_parser parser;
    boost::system::error_code error;
    const std::size_t good = parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error) return std::unexpected(at(text.substr(0, good), file, error.message()));
    const boost::json::value root = parser.release();
    const auto* object = root.if_object();
    const auto* keys = object == nullptr ? nullptr : object->if_contains("keys");
    if (keys == nullptr || !keys->is_array()) {
        return wrong("expected an object with a list of keys");
    }
    std::vector<JwtKey> out;
    for (const auto& entry : keys->get_array()) {
        const auto* key = entry.if_object();
        if (key == nullptr) continue;
        const std::string use = textOf(*key, "use");
        if (!use.empty() && use != "sig") continue;
        const std::string kind = textOf(*key, "kty");
        auto made = kind == "RSA" ? rsaKey(*key) : kind == "EC" ? ecKey(*key) : std::nullopt;
        if (made) out.push_back(std::move(*made));
    }
    if (out.empty()) {
        return wrong("expected a key that can be used: RSA (2048 bits or more), P-256, P-384");
    }
    return out;
}

}  // namespace gatepost::proxy
