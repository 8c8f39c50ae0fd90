// SPDX-License-Identifier: Apache-2.0
// Invites: good once, for a while, and never worth guessing. And the status page.
#include <sys/stat.h>
#include <unistd.h>

#include <QTest>
#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "proxy/auth/token_file.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost::test;
namespace proxy = gatepost::proxy;

namespace {

constexpr std::string_view kLimited =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "auth: { tokens_file: tokens.yml }\n"
    "auth_grants: { carol: [push, read] }\n"
    "limits: { failed_logins_per_minute_per_address: 8 }\n";

QStringList words(const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); }

std::string lastLine(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

std::string member(const std::string& json, const std::string& name) {
    const std::string start = "\"" + name + "\":\"";
    const std::size_t at = json.find(start);
    if (at == std::string::npos) return {};
    const std::size_t value = at + start.size();
    return json.substr(value, json.find('"', value) - value);
}

}  // namespace

class TestProxyEnroll : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void anInviteIsGoodOnce();
    void anInviteComesAsALink();
    void anInviteEnds();
    void aLifeOfNothingIsRefused();
    void twoAtOnceGetOneToken();
    void aTokenIsGoodAtOnceWhateverIsReadMeanwhile();
    void aDeviceIsANameInOneLine_data();
    void aDeviceIsANameInOneLine();
    void aFileThatCannotBeWrittenIsNoBadInvite();
    void failedLoginsKeepNoInviteOut();
    void guessesAreLimited();
    void thePageLoadsNothingFromOutside();

private:
    /// Straight into the file, as many as are wanted.
    [[nodiscard]] std::vector<std::string> invites(int count) const;
    [[nodiscard]] std::string invite(const char* more) const {
        return lastLine(m_proxy.run(words("token invite --tokens tokens.yml") + words(more)).out);
    }
    [[nodiscard]] gatepost::http::Response redeem(const std::string& text) const {
        return m_proxy.post("/api/v1/enroll",
                            "{\"invite\":\"" + text + "\",\"device\":\"laptop\"}");
    }
    ProxyProgram m_proxy;
};

void TestProxyEnroll::initTestCase() { QVERIFY2(m_proxy.serve(kLimited), m_proxy.log().c_str()); }

void TestProxyEnroll::anInviteIsGoodOnce() {
    const std::string text = invite("--user carol --expires 30d");
    QVERIFY(text.starts_with("gi_"));
    QCOMPARE(m_proxy.put("/metrics/job/a", kGood, bearer(text)).status, 401);  // it is no token
    const auto answer = redeem(text);
    QVERIFY2(answer.status == 200, answer.body.c_str());
    QCOMPARE(fieldOf(answer, "Cache-Control"), std::string("no-store"));
    QCOMPARE(member(answer.body, "user"), std::string("carol"));
    QCOMPARE(member(answer.body, "device"), std::string("laptop"));
    QVERIFY(!member(answer.body, "expires").empty());
    const std::string token = member(answer.body, "token");
    QCOMPARE(m_proxy.put("/metrics/job/a", kGood, bearer(token)).status, 200);  // at once
    const auto again = redeem(text);
    QCOMPARE(again.status, 403);
    QCOMPARE(fieldOf(again, "Gatepost-Verdict"), std::string("forbidden"));
    std::ifstream file(m_proxy.path("tokens.yml"));
    std::ostringstream held;
    held << file.rdbuf();
    QVERIFY(held.str().find(token.substr(16)) == std::string::npos);
    QVERIFY(held.str().find("device: \"laptop\"") != std::string::npos);
    QTest::qWait(1500);  // over the reload that the change brings
    QCOMPARE(m_proxy.put("/metrics/job/a", kGood, bearer(token)).status, 200);
}

void TestProxyEnroll::anInviteComesAsALink() {
    const std::string link = invite("--user eve --url https://proxy.example:9092/a%20b");
    const std::string start = "gatepost://enroll?url=https://proxy.example:9092/a%2520b&invite=";
    QVERIFY2(link.starts_with(start), link.c_str());
    QCOMPARE(redeem(link.substr(start.size())).status, 200);
    for (const char* url : {"http://proxy.example", "proxy.example", "https://u@proxy.example"}) {
        const auto ran = m_proxy.run(words("token invite --tokens tokens.yml --user eve --url")
                                     << QString::fromLatin1(url));
        QCOMPARE(ran.code, 1);
        QVERIFY(ran.out.empty());
    }
}

/// After the day that its line tells of.
void TestProxyEnroll::anInviteEnds() {
    const auto day = std::chrono::hours(24);
    const auto now = [] {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    };
    const auto before = now() + day;
    const std::string told =
        m_proxy.run(words("token invite --tokens tokens.yml --user gail --expires 30d")).out;
    const auto after = now() + day;
    const std::string text = lastLine(told);
    const std::string until = "good once and until ";
    const auto end = proxy::parseTime(told.substr(told.find(until) + until.size(), 20));
    QVERIFY2(end && *end >= before && *end <= after, told.c_str());

    std::string late;
    const auto written =
        proxy::updateTokens(m_proxy.path("tokens.yml"), [&](proxy::TokenFile& file) {
            for (proxy::InviteRecord& record : file.invites) {
                if (!text.starts_with("gi_" + record.token.id)) continue;
                const auto kept = record.token.expires;
                // Another of the same kind, whose day is over.
                proxy::InviteRecord over = record;
                late = proxy::issue(over.token, proxy::kInvitePrefix);
                over.token.expires = now() - std::chrono::seconds(1);
                file.invites.push_back(over);
                return kept == end ? std::nullopt : std::optional<std::string>("told otherwise");
            }
            return std::optional<std::string>("not there");
        });
    QVERIFY2(written, written ? "" : written.error().c_str());
    const auto refused = redeem(late);
    QCOMPARE(refused.status, 403);
    QCOMPARE(refused.body, std::string("this invite is not good (any more)\n"));
    QCOMPARE(redeem(text).status, 200);
}

void TestProxyEnroll::aLifeOfNothingIsRefused() {
    const auto ran = m_proxy.run(words("token invite --tokens tokens.yml --user eve --expires 0"));
    QCOMPARE(ran.code, 1);
    QCOMPARE(m_proxy.run(words("token list --tokens tokens.yml")).code, 0);  // the file is whole
}

void TestProxyEnroll::twoAtOnceGetOneToken() {
    const std::string text = invite("--user dora");
    const std::string body = "{\"invite\":\"" + text + "\"}";
    const std::string request = "POST /api/v1/enroll HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    std::vector<std::unique_ptr<WireSocket>> sockets;
    for (int i = 0; i < 4; ++i) sockets.push_back(std::make_unique<WireSocket>(m_proxy.port()));
    for (const auto& socket : sockets) socket->send(request);
    int good = 0;
    for (const auto& socket : sockets) good += socket->response().status == 200 ? 1 : 0;
    QCOMPARE(good, 1);
}

std::vector<std::string> TestProxyEnroll::invites(int count) const {
    std::vector<std::string> out;
    (void)proxy::updateTokens(m_proxy.path("tokens.yml"), [&](proxy::TokenFile& file) {
        for (int i = 0; i < count; ++i) {
            proxy::InviteRecord record;
            record.token.user = "many";
            out.push_back(proxy::issue(record.token, proxy::kInvitePrefix));
            file.invites.push_back(record);
        }
        return std::optional<std::string>();
    });
    return out;
}

void TestProxyEnroll::aTokenIsGoodAtOnceWhateverIsReadMeanwhile() {
    const std::vector<std::string> all = invites(60);
    std::atomic<bool> over = false;
    std::thread reloads([&] {
        while (!over) {
            m_proxy.hangUp();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    int enrolled = 0;
    int refused = 0;
    for (const std::string& text : all) {
        const auto answer = redeem(text);
        enrolled += answer.status == 200 ? 1 : 0;
        const std::string token = member(answer.body, "token");
        // A while, over the end of the reload that was under way.
        for (int i = 0; i < 5; ++i) {
            refused += m_proxy.get("/api/v1/whoami", bearer(token)).status == 200 ? 0 : 1;
        }
    }
    over = true;
    reloads.join();
    QCOMPARE(refused, 0);
    QCOMPARE(enrolled, 60);
}

void TestProxyEnroll::aDeviceIsANameInOneLine_data() {
    QTest::addColumn<QByteArray>("device");  // as in JSON
    QTest::newRow("two lines") << QByteArray("x\\ntoken deadbeef0000 user=admin grants=admin");
    QTest::newRow("carriage return") << QByteArray("x\\ry");
    QTest::newRow("colours a terminal") << QByteArray("\\u001b[31m");
    QTest::newRow("nul") << QByteArray("a\\u0000b");
    QTest::newRow("delete") << QByteArray("a\x7f");
    QTest::newRow("control of eight bits") << QByteArray("\\u009b31m");
    QTest::newRow("comes back otherwise") << QByteArray("a\\uffff");
    QTest::newRow("too long") << QByteArray(129, 'a');
}

void TestProxyEnroll::aDeviceIsANameInOneLine() {
    QFETCH(QByteArray, device);
    const std::string text = invites(1).front();
    const auto refused =
        m_proxy.post("/api/v1/enroll",
                     "{\"invite\":\"" + text + "\",\"device\":\"" + device.toStdString() + "\"}");
    QCOMPARE(refused.status, 400);
    QVERIFY2(refused.body.starts_with("device: expected a name in UTF-8 without control "),
             refused.body.c_str());
    QCOMPARE(redeem(text).status, 200);  // the invite is as good as it was
}

void TestProxyEnroll::aFileThatCannotBeWrittenIsNoBadInvite() {
    const std::string text = invite("--user flora");
    const std::string lock = m_proxy.path("tokens.yml.lock");
    QCOMPARE(::unlink(lock.c_str()), 0);
    QCOMPARE(::mkdir(lock.c_str(), 0700), 0);
    const auto refused = redeem(text);
    QCOMPARE(refused.status, 503);
    QVERIFY(!fieldOf(refused, "Retry-After").empty());
    QVERIFY(ProxyProgram::eventually([this] {
        return m_proxy.log().find("an invite could not be redeemed: ") != std::string::npos;
    }));
    QCOMPARE(::rmdir(lock.c_str()), 0);
    QCOMPARE(redeem(text).status, 200);
}

/// A client with a token that has ended shares its address with whoever comes to enrol.
void TestProxyEnroll::failedLoginsKeepNoInviteOut() {
    const std::string ended = "gp_000000000000_ended";
    int status = 0;
    for (int i = 0; i < 12 && status != 429; ++i) {
        status = m_proxy.put("/metrics/job/a", kGood, bearer(ended)).status;
    }
    QCOMPARE(status, 429);
    const auto answer = redeem(invites(1).front());
    QVERIFY2(answer.status == 200, answer.body.c_str());
}

void TestProxyEnroll::guessesAreLimited() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kLimited));
    const std::string guess = "{\"invite\":\"gi_000000000000_guess\"}";
    gatepost::http::Response last;
    for (int i = 0; i < 12 && last.status != 429; ++i) {
        last = proxy.post("/api/v1/enroll", guess);
    }
    QCOMPARE(last.status, 429);
    QVERIFY(!fieldOf(last, "Retry-After").empty());
    QCOMPARE(proxy.post("/api/v1/enroll", "[]").status, 429);
    // Nor do they keep anything else from being looked at.
    QCOMPARE(proxy.put("/metrics/job/a", kGood, bearer("gp_000000000000_guess")).status, 401);
}

void TestProxyEnroll::thePageLoadsNothingFromOutside() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    const auto page = proxy.get("/");
    QCOMPARE(page.status, 200);
    QCOMPARE(fieldOf(page, "Content-Type"), std::string("text/html; charset=utf-8"));
    const std::string policy = fieldOf(page, "Content-Security-Policy");
    QVERIFY(policy.starts_with("default-src 'none'"));
    QVERIFY(policy.find("unsafe") == std::string::npos);
    for (const char* outside : {"http://", "https://", "src=", "@import", "url("}) {
        QVERIFY2(page.body.find(outside) == std::string::npos, outside);
    }
    QVERIFY(page.body.find("name=\"viewport\"") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestProxyEnroll)
#include "test_enroll.moc"
