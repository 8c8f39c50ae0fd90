// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens: what a good one says, and every way not to be one.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <QTest>
#include <array>

#include "http/base64.h"
#include "proxy/auth/jwt.h"

using namespace gatepost;
using namespace gatepost::proxy;

namespace {

/// Long ago: what counts is the time that is passed in.
constexpr std::int64_t kNow = 1'700'000'000;

std::string base64Url(std::string_view bytes) {
    std::string out = http::encodeBase64(bytes);
    for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    while (out.ends_with('=')) out.pop_back();
    return out;
}

struct Signer {
    explicit Signer(EVP_PKEY* made) : key(made) {}
    ~Signer() { EVP_PKEY_free(key); }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;
    EVP_PKEY* key;

    [[nodiscard]] std::string number(const char* name, int width = 0) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key, name, &value);
        std::string out(static_cast<std::size_t>(std::max(width, BN_num_bytes(value))), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()),
                     static_cast<int>(out.size()));
        BN_free(value);
        return base64Url(out);
    }
    [[nodiscard]] std::string pem() const {
        BIO* bio = BIO_new(BIO_s_mem());
        PEM_write_bio_PUBKEY(bio, key);
        char* bytes = nullptr;
        const long size = BIO_get_mem_data(bio, &bytes);
        std::string out(bytes, static_cast<std::size_t>(size));
        BIO_free_all(bio);
        return out;
    }
    [[nodiscard]] std::string sign(const std::string& text, const EVP_MD* hash) const {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        std::size_t size = 0;
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        EVP_DigestSignInit(context, nullptr, hash, nullptr, key);
        EVP_DigestSign(context, nullptr, &size, bytes, text.size());
        std::string out(size, '\0');
        EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                       text.size());
        out.resize(size);
        EVP_MD_CTX_free(context);
        if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return out;
        // JOSE wants r and s side by side, not in DER.
        const auto* der = reinterpret_cast<const unsigned char*>(out.data());
        ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(out.size()));
        std::array<unsigned char, 64> flat{};
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), flat.data(), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), flat.data() + 32, 32);
        ECDSA_SIG_free(pair);
        return {reinterpret_cast<const char*>(flat.data()), flat.size()};
    }
};

std::string jwk(const Signer& rsa, const std::string& id) {
    return "{\"kty\":\"RSA\",\"kid\":\"" + id + "\",\"n\":\"" + rsa.number("n") + "\",\"e\":\"" +
           rsa.number("e") + "\"}";
}

std::string token(const std::string& header, const std::string& payload, const Signer& signer,
                  const EVP_MD* hash = EVP_sha256()) {
    const std::string text = base64Url(header) + "." + base64Url(payload);
    return text + "." + base64Url(signer.sign(text, hash));
}

constexpr const char* kRsHeader = "{\"alg\":\"RS256\",\"kid\":\"one\"}";

std::string claims(const std::string& more = {}, std::int64_t expires = kNow + 600) {
    return "{\"iss\":\"https://login.example.org\",\"aud\":\"gatepost\",\"sub\":\"7\","
           "\"email\":\"alice@example.org\",\"exp\":" +
           std::to_string(expires) + more + "}";
}

}  // namespace

class TestProxyJwt : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void goodOnes();
    void types_data();
    void types();
    void timesThatCannotBeRead_data();
    void timesThatCannotBeRead();
    void badOnes_data();
    void badOnes();
    void endedOnesAreSaidToBe();
    void keysRotate();
    void badKeySets();

private:
    [[nodiscard]] JwtVerifier::Verified verify(const std::string& text) const {
        return m_verifier->verify(text, UtcTime(std::chrono::seconds(kNow)));
    }
    Signer m_rsa{EVP_RSA_gen(2048)};
    Signer m_other{EVP_RSA_gen(2048)};
    Signer m_ec{EVP_EC_gen("P-256")};
    JwtConfig m_config{"https://login.example.org", "gatepost", "jwks.json", "email"};
    std::shared_ptr<const JwtVerifier> m_verifier;
};

void TestProxyJwt::initTestCase() {
    const std::string ec = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"two\",\"x\":\"" +
                           m_ec.number(OSSL_PKEY_PARAM_EC_PUB_X, 32) + "\",\"y\":\"" +
                           m_ec.number(OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"}";
    const auto made =
        makeJwtVerifier(m_config, "{\"keys\":[" + jwk(m_rsa, "one") + "," + ec +
                                      ",{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"three\"}]}");
    QVERIFY(made);
    m_verifier = *made;
}

void TestProxyJwt::goodOnes() {
    const auto rsa = verify(token(kRsHeader, claims(), m_rsa));
    QVERIFY(rsa);
    QCOMPARE(rsa->user, std::string("alice@example.org"));
    QCOMPARE(rsa->subject, std::string("jwt:7"));
    QVERIFY(verify(token("{\"alg\":\"RS256\"}", claims(), m_rsa)));
    QVERIFY(verify(token("{\"alg\":\"ES256\",\"kid\":\"two\"}", claims(), m_ec)));
    std::string many = claims();
    many.replace(many.find("\"gatepost\""), 10, "[\"x\",\"gatepost\"]");
    QVERIFY(verify(token(kRsHeader, many, m_rsa)));
    // A minute of leeway for clocks that differ, and no more: see badOnes().
    QVERIFY(verify(token(kRsHeader, claims({}, kNow - 59), m_rsa)));
    QVERIFY(verify(token(kRsHeader, claims(",\"nbf\":" + std::to_string(kNow + 60)), m_rsa)));
}

void TestProxyJwt::types_data() {
    QTest::addColumn<QByteArray>("type");  // as in JSON
    QTest::addColumn<bool>("good");
    for (const char* good :
         {"\"JWT\"", "\"jwt\"", "\"Jwt\"", "\"at+jwt\"", "\"AT+JWT\"", "\"application/at+jwt\"",
          "\"Application/AT+jwt\"", "\"application/jwt\""}) {
        QTest::newRow(good) << QByteArray(good) << true;
    }
    for (const char* bad :
         {"\"\"", "\"application/\"", "\"JOSE\"", "\"logout+jwt\"", "\"secevent+jwt\"",
          "\"dpop+jwt\"", "\"at+jwt \"", "\"at+jwt\\u0000\"", "\"application/application/jwt\"",
          "\"text/jwt\"", "7", "null", "[\"JWT\"]"}) {
        QTest::newRow(bad) << QByteArray(bad) << false;
    }
}

void TestProxyJwt::types() {
    QFETCH(QByteArray, type);
    QFETCH(bool, good);
    for (const char* algorithm : {"RS256", "ES256"}) {
        const bool rsa = std::string_view(algorithm) == "RS256";
        const auto verified = verify(
            token("{\"alg\":\"" + std::string(algorithm) + "\",\"typ\":" + type.toStdString() + "}",
                  claims(), rsa ? m_rsa : m_ec));
        QCOMPARE(verified.has_value(), good);
        if (!good) QCOMPARE(verified.error(), JwtFailure::Type);
    }
    // Whatever it is called, it is signed.
    const std::string header = "{\"alg\":\"RS256\",\"typ\":" + type.toStdString() + "}";
    QVERIFY(!verify(token(header, claims(), m_other)));
}

/// They do not count as times that are not there.
void TestProxyJwt::timesThatCannotBeRead_data() {
    QTest::addColumn<QByteArray>("time");
    for (const char* time : {"\"soon\"", "\"1600000000\"", "-1", "-1e300", "1e15", "1e300",
                             "18446744073709551615", "null", "true", "[1600000000]", "{}"}) {
        QTest::newRow(time) << QByteArray(time);
    }
}

void TestProxyJwt::timesThatCannotBeRead() {
    QFETCH(QByteArray, time);
    for (const char* name : {"nbf", "iat", "exp"}) {
        // The last of one name counts.
        const std::string more = ",\"" + std::string(name) + "\":";
        const auto verified = verify(token(kRsHeader, claims(more + time.toStdString()), m_rsa));
        QVERIFY2(!verified, name);
        QCOMPARE(verified.error(), JwtFailure::Wrong);
        QVERIFY2(verify(token(kRsHeader, claims(more + "1700000030.5"), m_rsa)), name);
    }
}

void TestProxyJwt::badOnes_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    const auto replaced = [](std::string text, const std::string& what, const std::string& by) {
        text.replace(text.find(what), what.size(), by);
        return text;
    };
    const std::string good = token(kRsHeader, claims(), m_rsa);
    row("empty", "");
    row("dots", "..");
    row("noise", "a.b.c");
    row("cut", good.substr(0, good.size() - 10));
    row("four parts", good + ".x");
    row("header is a list", token("[\"alg\",\"RS256\"]", claims(), m_rsa));
    row("payload is a list", token(kRsHeader, "[" + claims() + "]", m_rsa));
    row("payload is noise", token(kRsHeader, "noise", m_rsa));
    row("no signature", good.substr(0, good.rfind('.') + 1));
    row("none", base64Url("{\"alg\":\"none\"}") + "." + base64Url(claims()) + ".");
    row("None", base64Url("{\"alg\":\"None\"}") + "." + base64Url(claims()) + ".x");
    row("other key", token(kRsHeader, claims(), m_other));
    row("kid of another", token("{\"alg\":\"RS256\",\"kid\":\"two\"}", claims(), m_rsa));
    row("unknown kid", token("{\"alg\":\"RS256\",\"kid\":\"x\"}", claims(), m_rsa));
    row("crit", token("{\"alg\":\"RS256\",\"crit\":[\"b64\"]}", claims(), m_rsa));
    row("brings its own key",
        token("{\"alg\":\"RS256\",\"kid\":\"one\",\"jwk\":" + jwk(m_rsa, "one") + "}", claims(),
              m_rsa));
    for (const char* name : {"jku", "x5u"}) {
        row(name, token("{\"alg\":\"RS256\",\"kid\":\"one\",\"" + std::string(name) +
                            "\":\"https://evil.example/keys\"}",
                        claims(), m_rsa));
    }
    row("x5c", token("{\"alg\":\"RS256\",\"kid\":\"one\",\"x5c\":[\"AAAA\"]}", claims(), m_rsa));
    row("expired", token(kRsHeader, claims({}, kNow - 61), m_rsa));
    row("no expiry", token(kRsHeader, replaced(claims(), "\"exp\":", "\"xep\":"), m_rsa));
    row("expiry as text", token(kRsHeader, claims(",\"exp\":\"soon\"", kNow), m_rsa));
    row("not yet", token(kRsHeader, claims(",\"nbf\":" + std::to_string(kNow + 120)), m_rsa));
    row("just not yet", token(kRsHeader, claims(",\"nbf\":" + std::to_string(kNow + 61)), m_rsa));
    row("just expired", token(kRsHeader, claims({}, kNow - 60), m_rsa));
    row("other audiences",
        token(kRsHeader, replaced(claims(), "\"gatepost\"", "[\"x\",\"gatepos\"]"), m_rsa));
    row("audience in an object",
        token(kRsHeader, replaced(claims(), "\"gatepost\"", "{\"gatepost\":1}"), m_rsa));
    // The key says how long its hash is, and of what kind it is, whatever the token says.
    row("another hash",
        token("{\"alg\":\"RS512\",\"kid\":\"one\"}", claims(), m_rsa, EVP_sha512()));
    row("another kind", token("{\"alg\":\"ES256\",\"kid\":\"one\"}", claims(), m_ec));
    row("other issuer", token(kRsHeader, replaced(claims(), "login", "l0gin"), m_rsa));
    row("other audience", token(kRsHeader, replaced(claims(), "\"gatepost\"", "\"x\""), m_rsa));
    row("no user", token(kRsHeader, replaced(claims(), "\"email\"", "\"mail\""), m_rsa));
    row("user is a list",
        token(kRsHeader, replaced(claims(), "\"alice@example.org\"", "[\"alice\"]"), m_rsa));
    // The public key as an HMAC secret: the classic confusion of algorithms.
    const std::string text =
        base64Url("{\"alg\":\"HS256\",\"kid\":\"one\"}") + "." + base64Url(claims());
    const std::string secret = m_rsa.pem();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.data(), secret.size(),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
              digest.size(), &size);
    row("hmac by the public key",
        text + "." + base64Url({reinterpret_cast<const char*>(digest.data()), size}));
    std::string changed = good;
    changed[good.find('.') + 5] = changed[good.find('.') + 5] == 'A' ? 'B' : 'A';
    row("changed payload", changed);
}

void TestProxyJwt::badOnes() {
    QFETCH(QByteArray, text);
    QVERIFY(!verify(text.toStdString()));
}

/// To whoever shows one that was good, and to nobody else.
void TestProxyJwt::endedOnesAreSaidToBe() {
    const auto failure = [&](const std::string& text) { return verify(text).error(); };
    QCOMPARE(failure(token(kRsHeader, claims({}, kNow - 61), m_rsa)), JwtFailure::Expired);
    QCOMPARE(failure(token(kRsHeader, claims({}, kNow - 61), m_other)), JwtFailure::Wrong);
    std::string others = claims({}, kNow - 61);
    others.replace(others.find("\"gatepost\""), 10, "\"another\"");
    QCOMPARE(failure(token(kRsHeader, others, m_rsa)), JwtFailure::Wrong);
}

void TestProxyJwt::keysRotate() {
    const std::string old = token(kRsHeader, claims(), m_rsa);
    const std::string fresh = token("{\"alg\":\"RS256\",\"kid\":\"new\"}", claims(), m_other);
    const UtcTime now{std::chrono::seconds(kNow)};
    const auto both = makeJwtVerifier(
        m_config, "{\"keys\":[" + jwk(m_rsa, "one") + "," + jwk(m_other, "new") + "]}");
    QVERIFY((*both)->verify(old, now) && (*both)->verify(fresh, now));
    const auto after = makeJwtVerifier(m_config, "{\"keys\":[" + jwk(m_other, "new") + "]}");
    QVERIFY(!(*after)->verify(old, now) && (*after)->verify(fresh, now));
}

void TestProxyJwt::badKeySets() {
    const Signer weak(EVP_RSA_gen(1024));
    for (const std::string& text :
         {std::string("nonsense"), std::string("[]"), std::string("{\"keys\":[]}"),
          "{\"keys\":[" + jwk(weak, "weak") + "]}",
          std::string("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")}) {
        const auto made = makeJwtVerifier(m_config, text);
        QVERIFY2(!made, text.c_str());
        QCOMPARE(made.error().front().file, std::string("jwks.json"));
    }
}

QTEST_GUILESS_MAIN(TestProxyJwt)
#include "test_jwt.moc"
