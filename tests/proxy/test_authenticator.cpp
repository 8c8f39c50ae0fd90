// SPDX-License-Identifier: Apache-2.0
// What is looked at, and what is not: of whoever has failed to log in too often, and of what was
// proved before.
#include <QTest>

#include "proxy/auth/authenticator.h"
#include "proxy/auth/jwt.h"

using namespace gatepost;
using namespace gatepost::proxy;

namespace {

/// Knows one token by heart, and counts how often it was asked.
class CountingVerifier final : public JwtVerifier {
public:
    Verified verify(std::string_view token, UtcTime) const override {
        ++asked;
        if (token == expired) return std::unexpected(JwtFailure::Expired);
        if (token == foreign) return std::unexpected(JwtFailure::Type);
        if (token != good) return std::unexpected(JwtFailure::Wrong);
        Identity identity;
        identity.subject = "jwt:7";
        identity.user = "ada";
        return identity;
    }
    std::string good = "header.payload.signature";
    std::string expired = "header.yesterday.signature";
    std::string foreign = "header-of-logout.payload.signature";
    mutable int asked = 0;
};

}  // namespace

class TestProxyAuthenticator : public QObject {
    Q_OBJECT
private slots:
    void init();
    void theCapIsAskedBeforeASignature();
    void whatWasGoodBeforeIsLookedAt();
    void anEndedTokenIsSaidToBeOne();
    void ourOwnTokensAreAlwaysLookedAt();
    void aProvenTokenIsNoOther();
    void aProvenTokenEnds();
    void anOlderFileTakesNoNewTokenAway();
    void aRevocationBesideAnEnrolmentCounts();

private:
    using Kind = AuthFailure::Kind;
    Authenticator::Outcome login(const std::string& token, Guessing guessing) {
        http::RequestHead head;
        head.fields.push_back({"Authorization", "Bearer " + token});
        const std::string none;
        const std::string address = "10.0.0.1";
        const std::function<Guessing(const std::string&)> mayGuess = [&](const std::string&) {
            return guessing;
        };
        Authenticator::Outcome outcome;
        m_authenticator->authenticate(
            {head, none, address, mayGuess},
            [&](Authenticator::Outcome got) { outcome = std::move(got); });
        return outcome;
    }

    UtcTime m_now{};
    std::shared_ptr<CountingVerifier> m_verifier;
    std::unique_ptr<Authenticator> m_authenticator;
};

void TestProxyAuthenticator::init() {
    m_now = {};
    m_verifier = std::make_shared<CountingVerifier>();
    m_authenticator = std::make_unique<Authenticator>(std::make_shared<PasswordCheck>(1),
                                                      [this] { return m_now; });
    Credentials credentials;
    credentials.jwt = m_verifier;
    m_authenticator->replace(std::move(credentials), m_authenticator->beginReading());
}

void TestProxyAuthenticator::theCapIsAskedBeforeASignature() {
    const auto wrong = login("a.b.c", Guessing::Allowed);
    QVERIFY(!wrong && wrong.error().kind == Kind::Wrong);
    QCOMPARE(m_verifier->asked, 1);
    for (const Guessing guessing : {Guessing::RememberedOnly, Guessing::Refused}) {
        for (const std::string& token : {std::string("a.b.c"), m_verifier->good}) {
            const auto limited = login(token, guessing);
            QVERIFY(!limited && limited.error().kind == Kind::Limited);
        }
    }
    QCOMPARE(m_verifier->asked, 1);
}

/// Many stand behind one address: those who were in stay in. Good once is not good for ever.
void TestProxyAuthenticator::whatWasGoodBeforeIsLookedAt() {
    const std::string token = m_verifier->good;
    QVERIFY(login(token, Guessing::Allowed));
    QVERIFY(login(token, Guessing::RememberedOnly));
    m_verifier->good = "of.other.keys";
    const auto wrong = login(token, Guessing::RememberedOnly);
    QVERIFY(!wrong && wrong.error().kind == Kind::Wrong);
    const auto limited = login(m_verifier->good, Guessing::RememberedOnly);
    QVERIFY(!limited && limited.error().kind == Kind::Limited);
}

void TestProxyAuthenticator::anEndedTokenIsSaidToBeOne() {
    QCOMPARE(login(m_verifier->expired, Guessing::Allowed).error().kind, Kind::Expired);
    QCOMPARE(login(m_verifier->foreign, Guessing::Allowed).error().kind, Kind::WrongType);
    QCOMPARE(login("header.other.signature", Guessing::Allowed).error().kind, Kind::Wrong);
}

void TestProxyAuthenticator::ourOwnTokensAreAlwaysLookedAt() {
    const std::string unknown = "gp_0123456789ab_0123456789012345678901234567890123456789012";
    const auto wrong = login(unknown, Guessing::Refused);
    QVERIFY(!wrong && wrong.error().kind == Kind::Wrong);
    QCOMPARE(m_verifier->asked, 0);
}

/// The hash of what was good is kept in short: whatever else has its id stays wrong.
void TestProxyAuthenticator::aProvenTokenIsNoOther() {
    TokenRecord record;
    record.user = "ada";
    const std::string token = issue(record, kTokenPrefix);
    m_authenticator->add(record);
    for (int again = 0; again < 3; ++again) {
        const auto in = login(token, Guessing::Allowed);
        QVERIFY(in && in->user == "ada");
        for (std::size_t i = token.size() - 43; i < token.size(); ++i) {
            std::string other = token;
            other[i] = other[i] == 'A' ? 'B' : 'A';
            QVERIFY(!login(other, Guessing::Allowed));
        }
        QVERIFY(!login(token + "A", Guessing::Allowed));
        QVERIFY(!login(token.substr(0, token.size() - 1), Guessing::Allowed));
    }
    TokenRecord next = record;
    const std::string rotated = issue(next, kTokenPrefix);
    next.id = record.id;
    m_authenticator->add(next);  // another text for the same id
    QVERIFY(!login(token, Guessing::Allowed));
    QVERIFY(!login(rotated, Guessing::Allowed));  // whose id is another
}

void TestProxyAuthenticator::aProvenTokenEnds() {
    TokenRecord record;
    record.user = "ada";
    record.expires = UtcTime(std::chrono::seconds(10));
    const std::string token = issue(record, kTokenPrefix);
    m_authenticator->add(record);
    QVERIFY(login(token, Guessing::Allowed));
    QVERIFY(login(token, Guessing::Allowed));
    m_now = *record.expires;
    const auto late = login(token, Guessing::Allowed);
    QVERIFY(!late && late.error().kind == Kind::Expired);
    m_now = {};
    QVERIFY(login(token, Guessing::Allowed));
    m_authenticator->replaceTokens({}, m_authenticator->beginReading());
    const auto revoked = login(token, Guessing::Allowed);
    QVERIFY(!revoked && revoked.error().kind == Kind::Wrong);
}

/// The file was read before the token was written to it, and is put in force after.
void TestProxyAuthenticator::anOlderFileTakesNoNewTokenAway() {
    TokenRecord record;
    record.user = "ada";
    const auto older = m_authenticator->beginReading();
    const std::string token = issue(record, kTokenPrefix);
    m_authenticator->add(record);
    m_authenticator->replaceTokens({}, older);
    QVERIFY(login(token, Guessing::Allowed));
    Credentials credentials;
    credentials.grants = {{"ada", Grants::Read}};
    m_authenticator->replace(std::move(credentials), older);
    const auto in = login(token, Guessing::Allowed);
    QVERIFY(in && in->grants == Grants::Read);  // of the new settings
    // A file that was read since, and does not have it, is right.
    m_authenticator->replace({}, m_authenticator->beginReading());
    QVERIFY(!login(token, Guessing::Allowed));
}

/// The token was written, and revoked in the next file, which was read; only then was it added.
void TestProxyAuthenticator::aRevocationBesideAnEnrolmentCounts() {
    QVERIFY(!m_authenticator->mustRead());
    TokenRecord record;
    record.user = "ada";
    const std::string token = issue(record, kTokenPrefix);
    m_authenticator->replaceTokens({}, m_authenticator->beginReading());
    m_authenticator->add(record);
    QVERIFY(m_authenticator->mustRead());
    m_authenticator->replaceTokens({}, m_authenticator->beginReading());
    QVERIFY(!login(token, Guessing::Allowed));
    QVERIFY(!m_authenticator->mustRead());
}

QTEST_GUILESS_MAIN(TestProxyAuthenticator)
#include "test_authenticator.moc"
