// SPDX-License-Identifier: Apache-2.0
// Who may do what: every kind of credentials against every grant, and what a bad one gets.
#include <QTest>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

QStringList words(const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); }

constexpr std::string_view kConfig =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "auth: { tokens_file: tokens.yml, web_config_file: web.yml }\n"
    "auth_grants: { prometheus: [read], nobody: [] }\n"
    "admin_api: true\n"
    "limits: { failed_logins_per_minute_per_address: 1000 }\n";

}  // namespace

class TestProxyAuth : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void grants_data();
    void grants();
    void badCredentials_data();
    void badCredentials();
    void anotherTypeOfJwtIsTold();
    void decidedBeforeTheBody();
    void revokedTokensEnd();
    void jobsAndFamiliesOfAToken();
    void familiesOfOthersAreNotRemoved();
    void repeatedPushesKeepTheirUsersApart();
    void aLeaseEndsNoFamiliesOfOthers();
    void leasesOfATokensJobsAlone();
    void foreignUserid();
    void useridIsComparedDecoded_data();
    void useridIsComparedDecoded();
    void aLabelOfTheBodyIsNoIdentity();
    void healthNeedsNobody();
    void whoami();
    void cleanupTestCase();

private:
    ProxyProgram m_proxy;
    std::map<std::string, Fields> m_who;
    std::string m_tiny;
};

void TestProxyAuth::initTestCase() {
    m_proxy.write("web.yml", "basic_auth_users:\n  bob: '" + bcrypt("secret") +
                                 "'\n  prometheus: '" + bcrypt("scrape") + "'\n");
    m_who["push token"] = bearer(m_proxy.token(words("--user alice")));
    m_who["read token"] = bearer(m_proxy.token(words("--user carol --grants read")));
    m_who["admin token"] = bearer(m_proxy.token(words("--user root --grants admin")));
    m_who["token of a user with grants"] = bearer(m_proxy.token(words("--user prometheus")));
    m_who["token of a user without"] = bearer(m_proxy.token(words("--user nobody")));
    m_who["basic"] = basic("bob", "secret");
    m_who["basic with grants"] = basic("prometheus", "scrape");
    m_tiny = m_proxy.token(words("--user dave --jobs batch_.* --families app_.*"));
    m_who["token as a password"] = basic("dave", m_tiny);
    m_who["wrong password"] = basic("bob", "Secret");
    m_who["unknown user"] = basic("mallory", "secret");
    m_who["empty password"] = basic("bob", "");
    m_who["token of another as a password"] = basic("bob2", m_tiny);
    m_who["unknown token"] = bearer("gp_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    std::string changed = m_tiny;
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    m_who["token with a changed letter"] = bearer(changed);
    m_who["token cut short"] = bearer(m_tiny.substr(0, m_tiny.size() - 1));
    m_who["expired token"] = bearer(m_proxy.token(words("--user alice --expires 1s")));
    m_who["other scheme"] = {{"Authorization", "Digest username=\"bob\""}};
    m_who["two headers"] = {m_who["basic"][0], m_who["push token"][0]};
    m_who["nothing"] = {};
    QTest::qWait(1100);  // until the short-lived token has ended
    QVERIFY2(m_proxy.serve(kConfig), m_proxy.log().c_str());
}

void TestProxyAuth::grants_data() {
    QTest::addColumn<QString>("who");
    QTest::addColumn<int>("push");
    QTest::addColumn<int>("read");
    QTest::addColumn<int>("admin");
    QTest::newRow("push token") << "push token" << 200 << 403 << 403;
    QTest::newRow("read token") << "read token" << 403 << 200 << 403;
    QTest::newRow("admin token") << "admin token" << 403 << 403 << 202;
    QTest::newRow("user's grants") << "token of a user with grants" << 403 << 200 << 403;
    QTest::newRow("user without") << "token of a user without" << 403 << 403 << 403;
    QTest::newRow("basic") << "basic" << 200 << 200 << 403;
    QTest::newRow("basic with grants") << "basic with grants" << 403 << 200 << 403;
    QTest::newRow("nothing") << "nothing" << 401 << 401 << 401;
}

void TestProxyAuth::grants() {
    QFETCH(QString, who);
    const Fields& fields = m_who[who.toStdString()];
    const auto forbidden = [&] {
        return std::stoi(m_proxy.scraped("gatepost_proxy_pushes_total{verdict=\"forbidden\"}",
                                         m_who["read token"]));
    };
    const int before = forbidden();
    const auto push = m_proxy.put("/metrics/job/a", kGood, fields);
    QTEST(push.status, "push");
    QCOMPARE(forbidden() - before, push.status == 200 ? 0 : 1);
    QTEST(m_proxy.get("/metrics", fields).status, "read");
    QTEST(m_proxy.get("/api/v1/status", fields).status, "read");
    QTEST(m_proxy.get("/api/v1/metrics", fields).status, "read");
    QTEST(ask(m_proxy.port(), http::Method::Put, "/api/v1/admin/wipe", fields).status, "admin");
    QCOMPARE(fieldOf(push, "Gatepost-Verdict"), push.status == 200 ? "accepted" : "forbidden");
    const int anyone = push.status == 401 ? 401 : 200;
    QCOMPARE(m_proxy.post("/lint", kGood, fields).status, anyone);
    QCOMPARE(m_proxy.get("/api/v1/policy", fields).status, anyone);
    QCOMPARE(m_proxy.get("/api/v1/whoami", fields).status, anyone);
}

void TestProxyAuth::badCredentials_data() {
    QTest::addColumn<QString>("who");
    for (const char* who : {"wrong password", "unknown user", "empty password", "unknown token",
                            "token with a changed letter", "token cut short", "expired token",
                            "other scheme", "two headers", "token of another as a password"}) {
        QTest::newRow(who) << QString::fromLatin1(who);
    }
}

void TestProxyAuth::badCredentials() {
    QFETCH(QString, who);
    // Twice: what is remembered of the first must not let the second in.
    for (int i = 0; i < 2; ++i) {
        const auto answer = m_proxy.put("/metrics/job/a", kGood, m_who[who.toStdString()]);
        QCOMPARE(answer.status, 401);
        QCOMPARE(fieldOf(answer, "Gatepost-Verdict"), std::string("forbidden"));
        QVERIFY(fieldOf(answer, "WWW-Authenticate").starts_with("Bearer"));
    }
}

/// The key is that of RFC 7517's appendix A.1.
void TestProxyAuth::anotherTypeOfJwtIsTold() {
    ProxyProgram proxy;
    proxy.write("jwks.json", R"({"keys":[{"kty":"EC","crv":"P-256",)"
                             R"("x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
                             R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]})");
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                    "auth: { jwt: { issuer: i, audience: a, jwks_file: jwks.json } }\n"));
    const std::string logout = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImxvZ291dCtqd3QifQ";
    const auto refused = proxy.put("/metrics/job/a", kGood, bearer(logout + ".e30.AAAA"));
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.body, std::string("Unauthorized: the token's typ is not JWT or at+jwt\n"));
}

void TestProxyAuth::decidedBeforeTheBody() {
    WireSocket socket(m_proxy.port());
    socket.send(
        "PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
        "Expect: 100-continue\r\nAuthorization: Bearer gp_no\r\n\r\n");
    const auto answer = socket.receive();
    QVERIFY(answer.starts_with("HTTP/1.1 401 "));
    QVERIFY(answer.find("100 Continue") == std::string::npos);
}

void TestProxyAuth::revokedTokensEnd() {
    const std::string token = m_proxy.token(words("--user alice"));
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.put("/metrics/job/a", kGood, bearer(token)).status == 200; }));
    const auto revoked = m_proxy.run(words("token revoke --tokens tokens.yml")
                                     << QString::fromStdString(token.substr(3, 12)));
    QCOMPARE(revoked.code, 0);
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.put("/metrics/job/a", kGood, bearer(token)).status == 401; }));
}

void TestProxyAuth::jobsAndFamiliesOfAToken() {
    const Fields tiny = bearer(m_tiny);
    QCOMPARE(m_proxy.put("/metrics/job/batch_1", kGood, tiny).status, 200);
    QCOMPARE(m_proxy.put("/metrics/job/batch_1", kGood, m_who["token as a password"]).status, 200);
    const auto job = m_proxy.put("/metrics/job/other", kGood, tiny);
    QCOMPARE(job.status, 403);
    QCOMPARE(fieldOf(job, "Gatepost-Verdict"), std::string("rejected"));
    QCOMPARE(job.body, std::string("job \"other\" is outside what this token may push\n"));
    const auto family =
        m_proxy.put("/metrics/job/batch_1", "# HELP x X.\n# TYPE x gauge\nx 1\n", tiny);
    QCOMPARE(family.status, 403);
    QCOMPARE(m_proxy.del("/metrics/job/other", tiny).status, 403);
}

void TestProxyAuth::familiesOfOthersAreNotRemoved() {
    const Fields tiny = bearer(m_tiny);
    const Fields whole = bearer(m_proxy.token(words("--user dave")));
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.get("/api/v1/whoami", whole).status == 200; }));
    const std::string group = "/metrics/job/batch_shared";
    const std::string other = "# HELP other_total O.\n# TYPE other_total counter\nother_total 1\n";
    const auto holdsOther = [&] {
        return !m_proxy
                    .scraped("other_total{instance=\"\",job=\"batch_shared\",userid=\"dave\"}",
                             m_who["basic"])
                    .empty();
    };
    QCOMPARE(m_proxy.put(group, std::string(kGood) + other, whole).status, 200);
    const auto put = m_proxy.put(group, kGood, tiny);
    QCOMPARE(put.status, 403);
    QCOMPARE(put.body,
             std::string("the group holds metric \"other_total\", which is outside what this token "
                         "may push: a PUT or DELETE would remove it, a POST leaves it there\n"));
    QCOMPARE(fieldOf(put, "Gatepost-Verdict"), std::string("rejected"));
    QCOMPARE(m_proxy.del(group, tiny).status, 403);
    QCOMPARE(m_proxy.put(group, "", tiny).status, 403);
    QCOMPARE(m_proxy.post(group, kGood, tiny).status, 200);
    QVERIFY(holdsOther());
    // Without the other's there is nothing in the way.
    QCOMPARE(m_proxy.put(group, kGood, whole).status, 200);
    QVERIFY(!holdsOther());
    QCOMPARE(m_proxy.put(group, kGood, tiny).status, 200);
    QCOMPARE(m_proxy.put(group, "# HELP app_b B.\n# TYPE app_b gauge\napp_b 1\n", tiny).status,
             200);
    QCOMPARE(m_proxy.del(group, tiny).status, 202);
}

/// What is remembered of one user's pushes says nothing of another's by the same path, nor of what
/// the same user may by another token.
void TestProxyAuth::repeatedPushesKeepTheirUsersApart() {
    const Fields tiny = bearer(m_tiny);
    const auto text = [](int number) {
        return "# HELP repeated_total R.\n# TYPE repeated_total counter\nrepeated_total " +
               std::to_string(number) + "\n";
    };
    const auto held = [&](const char* user) {
        return m_proxy.scraped(
            "repeated_total{instance=\"\",job=\"batch_r\",userid=\"" + std::string(user) + "\"}",
            m_who["basic"]);
    };
    const Fields whole = bearer(m_proxy.token(words("--user dave")));
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.get("/api/v1/whoami", whole).status == 200; }));
    for (int i = 1; i <= 5; ++i) {
        QCOMPARE(m_proxy.put("/metrics/job/batch_r", text(i), m_who["push token"]).status, 200);
        QCOMPARE(m_proxy.put("/metrics/job/batch_r", text(10 * i), m_who["basic"]).status, 200);
        QCOMPARE(m_proxy.put("/metrics/job/batch_r", text(100 * i), whole).status, 200);
        QCOMPARE(m_proxy.put("/metrics/job/batch_r", text(i), tiny).status, 403);
        QCOMPARE(held("alice"), std::to_string(i));
        QCOMPARE(held("bob"), std::to_string(10 * i));
        QCOMPARE(held("dave"), std::to_string(100 * i));
    }
}

void TestProxyAuth::aLeaseEndsNoFamiliesOfOthers() {
    const Fields tiny = bearer(m_tiny);
    const Fields whole = bearer(m_proxy.token(words("--user dave")));
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.get("/api/v1/whoami", whole).status == 200; }));
    const std::string other = "# HELP other_total O.\n# TYPE other_total counter\nother_total 1\n";
    const auto pushes = [&](const char* job, std::string_view text, Fields who, const char* ttl) {
        if (*ttl != '\0') who.push_back({"Gatepost-TTL", ttl});
        return m_proxy.post(std::string("/metrics/job/") + job, text, who).status;
    };
    const auto renews = [&](const char* job, const char* ttl) {
        return m_proxy
            .post("/api/v1/leases",
                  std::string("{\"relay\":\"r\",\"leases\":[{\"path\":\"/metrics/job/") + job +
                      "\",\"ttl\":" + ttl + "}]}",
                  tiny)
            .body;
    };
    const auto holds = [&](const std::string& job) {
        return !m_proxy
                    .scraped("other_total{instance=\"\",job=\"" + job + "\",userid=\"dave\"}",
                             m_who["basic"])
                    .empty();
    };
    const std::string renewed = "{\"renewed\":1,\"unknown\":[]}";
    // None is set where there was none.
    for (const char* job : {"batch_pushed", "batch_renewed"})
        QCOMPARE(pushes(job, other, whole, ""), 200);
    QCOMPARE(pushes("batch_pushed", kGood, tiny, "1"), 200);
    QCOMPARE(renews("batch_renewed", "1"), renewed);
    // None is shortened.
    for (const char* job : {"batch_pushed_60", "batch_renewed_60"})
        QCOMPARE(pushes(job, other, whole, "60"), 200);
    QCOMPARE(pushes("batch_pushed_60", kGood, tiny, "1"), 200);
    QCOMPARE(renews("batch_renewed_60", "1"), renewed);
    // Nor taken away; made longer it may be.
    for (const char* job : {"batch_kept", "batch_pushed_longer", "batch_renewed_longer"})
        QCOMPARE(pushes(job, other, whole, "6"), 200);
    QCOMPARE(pushes("batch_kept", kGood, tiny, ""), 200);
    QCOMPARE(pushes("batch_pushed_longer", kGood, tiny, "60"), 200);
    QCOMPARE(renews("batch_renewed_longer", "60"), renewed);
    // A group of its own families is its own to end.
    QCOMPARE(pushes("batch_own", kGood, tiny, "3"), 200);
    const auto own = [&] {
        return m_proxy.scraped(
            "app_requests_total{instance=\"\",job=\"batch_own\",path=\"/\",userid=\"dave\"}",
            m_who["basic"]);
    };
    QCOMPARE(own(), std::string("3"));
    QVERIFY(ProxyProgram::eventually([&] { return own().empty() && !holds("batch_kept"); }));
    QTest::qWait(1500);  // another sweep
    for (const char* job : {"batch_pushed", "batch_renewed", "batch_pushed_60", "batch_renewed_60",
                            "batch_pushed_longer", "batch_renewed_longer"})
        QVERIFY2(holds(job), job);
}

void TestProxyAuth::leasesOfATokensJobsAlone() {
    const Fields whole = bearer(m_proxy.token(words("--user dave")));
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.put("/metrics/job/other", kGood, whole).status == 200; }));
    QCOMPARE(m_proxy.put("/metrics/job/batch_2", kGood, whole).status, 200);
    const std::string leases =
        "{\"relay\":\"r\",\"leases\":[{\"path\":\"/metrics/job/other\",\"ttl\":60},"
        "{\"path\":\"/metrics/job/batch_2\",\"ttl\":60}]}";
    QCOMPARE(m_proxy.post("/api/v1/leases", leases, bearer(m_tiny)).body,
             std::string("{\"renewed\":1,\"unknown\":[\"/metrics/job/other\"]}"));
    QCOMPARE(m_proxy.post("/api/v1/leases", leases, whole).body,
             std::string("{\"renewed\":2,\"unknown\":[]}"));
    // Nor those of anybody else.
    QCOMPARE(m_proxy.post("/api/v1/leases", leases, m_who["basic"]).body,
             std::string("{\"renewed\":0,\"unknown\":[\"/metrics/job/other\","
                         "\"/metrics/job/batch_2\"]}"));
}

void TestProxyAuth::foreignUserid() {
    const Fields alice = m_who["push token"];
    QCOMPARE(m_proxy.put("/metrics/job/u/userid/alice", kGood, alice).status, 200);
    QCOMPARE(
        m_proxy.scraped("app_requests_total{instance=\"\",job=\"u\",path=\"/\",userid=\"alice\"}",
                        m_who["basic"]),
        std::string("3"));
    const auto foreign = m_proxy.put("/metrics/job/u/userid/bob", kGood, alice);
    QCOMPARE(foreign.status, 403);
    QCOMPARE(fieldOf(foreign, "Gatepost-Verdict"), std::string("rejected"));
    QCOMPARE(m_proxy.del("/metrics/job/u/userid/bob", alice).status, 403);
}

void TestProxyAuth::useridIsComparedDecoded_data() {
    QTest::addColumn<QByteArray>("labels");
    QTest::addColumn<int>("status");
    const auto row = [](const char* labels, int status) {
        QTest::newRow(labels) << QByteArray(labels) << status;
    };
    row("userid/%61lice", 200);
    row("userid/%61%6C%69%63%65", 200);
    row("%75serid/alice", 200);
    row("userid@base64/YWxpY2U", 200);
    row("userid@base64/YWxpY2U=", 200);
    row("userid%40base64/YWxpY2U", 200);
    row("userid@base64/%59WxpY2U", 200);
    row("userid/%62ob", 403);
    row("userid/b%6fb", 403);
    row("%75serid/bob", 403);
    row("%75%73%65%72%69%64/%62%6F%62", 403);
    row("userid@base64/Ym9i", 403);
    row("userid%40base64/Ym9i", 403);
    row("%75serid@base64/%59m9i", 403);
    row("userid/Alice", 403);
    row("userid/alice%20", 403);
    row("userid/alice%00", 403);
    row("userid/YWxpY2U", 403);
    row("userid@base64/YWxpY2UK", 403);
    // The last of a label counts, as in a Pushgateway.
    row("userid/alice/userid/bob", 403);
    row("userid/alice/%75serid@base64/Ym9i", 403);
    row("userid/bob/userid/alice", 200);
}

void TestProxyAuth::useridIsComparedDecoded() {
    QFETCH(QByteArray, labels);
    QFETCH(int, status);
    const Fields alice = m_who["push token"];
    const std::string path = "/metrics/job/decoded/" + labels.toStdString();
    const std::string own =
        "app_requests_total{instance=\"\",job=\"decoded\",path=\"/\",userid=\"alice\"}";
    QCOMPARE(m_proxy.put(path, kGood, alice).status, status);
    QCOMPARE(m_proxy.scraped(own, m_who["basic"]), std::string(status == 200 ? "3" : ""));
    const std::string foreign =
        "app_requests_total{instance=\"\",job=\"decoded\",path=\"/\",userid=\"bob\"}";
    QCOMPARE(m_proxy.scraped(foreign, m_who["basic"]), std::string());
    QCOMPARE(m_proxy.del(path, alice).status, status == 200 ? 202 : status);
    QCOMPARE(m_proxy.scraped(own, m_who["basic"]), std::string());
}

void TestProxyAuth::aLabelOfTheBodyIsNoIdentity() {
    const Fields alice = m_who["push token"];
    const std::string_view foreign = "# HELP v V.\n# TYPE v gauge\nv{userid=\"bob\"} 1\n";
    QCOMPARE(m_proxy.put("/metrics/job/body", foreign, alice).status, 200);
    QCOMPARE(m_proxy.scraped("v{instance=\"\",job=\"body\",userid=\"alice\"}", m_who["basic"]),
             std::string("1"));
    QCOMPARE(m_proxy.scraped("v{instance=\"\",job=\"body\",userid=\"bob\"}", m_who["basic"]),
             std::string());
}

void TestProxyAuth::healthNeedsNobody() {
    for (const char* path : {"/-/healthy", "/-/ready", "/health"}) {
        const auto answer = m_proxy.get(path);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string("OK"));
    }
}

void TestProxyAuth::whoami() {
    const auto answer = m_proxy.get("/api/v1/whoami", m_who["basic"]);
    QVERIFY(answer.body.find("\"user\":\"bob\"") != std::string::npos);
    QVERIFY(answer.body.find("\"grants\":[\"push\",\"read\"]") != std::string::npos);
    Fields again = m_who["basic"];
    again.push_back({"If-None-Match", fieldOf(answer, "ETag")});
    QCOMPARE(m_proxy.get("/api/v1/whoami", again).status, 304);
}

void TestProxyAuth::cleanupTestCase() {
    QCOMPARE(m_proxy.stop(), 0);
    const std::string log = m_proxy.log();
    QVERIFY(log.find("user=alice") != std::string::npos);
    const std::string secret = m_tiny.substr(m_tiny.find('_', std::string_view("gp_").size()));
    QVERIFY2(log.find(secret) == std::string::npos, "a token is logged");
    QVERIFY2(log.find("Basic ") == std::string::npos, "credentials are logged");
}

QTEST_GUILESS_MAIN(TestProxyAuth)
#include "test_auth.moc"
