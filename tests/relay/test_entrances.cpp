// SPDX-License-Identifier: Apache-2.0
// Who gets in: the user's own processes, and neither another user nor a web page. With a real
// second user (nobody), so this runs as root, and with a real browser.
#include <sys/stat.h>
#include <unistd.h>

#include <QJsonArray>
#include <QProcess>
#include <QTest>

#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"
#include "tests/support/free_port.h"

using namespace gatepost;
using namespace gatepost::testing;
using Reply = FakeUpstream::Reply;

namespace {

struct Ended {
    int code = -1;
    QByteArray out;
};

Ended run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60'000)) return {};
    return {process.exitCode(), process.readAllStandardOutput()};
}

Ended asNobody(const QStringList& command) {
    return run(QStringLiteral("setpriv"),
               QStringList{QStringLiteral("--reuid=65534"), QStringLiteral("--regid=65534"),
                           QStringLiteral("--clear-groups"), QStringLiteral("--")} +
                   command);
}

/// The status that nobody gets from loopback.
int statusForNobody(const QString& method, const QString& url, const QStringList& more = {}) {
    const QStringList curl{QStringLiteral("curl"),      QStringLiteral("-s"),
                           QStringLiteral("-o"),        QStringLiteral("/dev/null"),
                           QStringLiteral("--noproxy"), QStringLiteral("*"),
                           QStringLiteral("-w"),        QStringLiteral("%{http_code}"),
                           QStringLiteral("-X"),        method};
    return asNobody(curl + more + QStringList{url}).out.toInt();
}

/// A relay with its loopback listener open.
struct Loopback {
    Loopback() {
        relay.options.settings.loopback = true;
        relay.options.settings.loopbackPort = test::freePort();
    }
    [[nodiscard]] bool start() {
        return relay.start() && waitUntil([&] { return !relay.status().loopback.empty(); });
    }
    [[nodiscard]] std::uint16_t port() const { return relay.options.settings.loopbackPort; }
    [[nodiscard]] QString url(const char* path) const {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(port()).arg(QLatin1String(path));
    }
    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port()); }
    [[nodiscard]] http::Response ask(http::Method method, const std::string& path,
                                     const std::vector<http::Field>& fields = {}) const {
        const bool body = method == http::Method::Put || method == http::Method::Post;
        return exchange(RawClient::tcp(port()), method, path, body ? "m 1\n" : "", fields, host());
    }
    [[nodiscard]] QString tokenFile() const {
        return QString::fromStdString((relay.options.stateDirectory / "loopback.token").string());
    }
    RelayFixture relay;
};

}  // namespace

class TestEntrances : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        QVERIFY2(::geteuid() == 0, "a second user is needed: run this test as root");
        QCOMPARE(asNobody({QStringLiteral("id"), QStringLiteral("-u")}).out.trimmed(),
                 QByteArray("65534"));
    }

    void loopbackKnowsItsCaller() {
        Loopback l;
        QVERIFY(l.start());
        QCOMPARE(l.ask(http::Method::Put, "/metrics/job/a").status, 202);
        const QJsonObject owner = l.relay.data("/api/v1/groups")
                                      .toArray()
                                      .at(0)
                                      .toObject()
                                      .value(QLatin1String("owner"))
                                      .toObject();
        QCOMPARE(owner.value(QLatin1String("pid")).toInteger(), QCoreApplication::applicationPid());
        QVERIFY(!owner.value(QLatin1String("executable")).toString().isEmpty());
        QVERIFY(!owner.value(QLatin1String("user")).toString().isEmpty());
    }

    /// Java opens every socket for IPv6, and reaches IPv4 through it.
    void loopbackKnowsACallerThatSpeaksIPv4ByIPv6() {
        Loopback l;
        QVERIFY(l.start());
        QCOMPARE(exchange(RawClient::tcpMapped(l.port()), http::Method::Put, "/metrics/job/a",
                          "m 1\n", {}, l.host())
                     .status,
                 202);
        const QJsonValue owner = l.relay.data("/api/v1/groups").toArray().at(0)[u"owner"];
        QCOMPARE(owner[u"pid"].toInteger(), QCoreApplication::applicationPid());
        const QString url = QStringLiteral("http://[::ffff:127.0.0.1]:%1/-/healthy").arg(l.port());
        const QString host = QStringLiteral("Host: ") + QString::fromStdString(l.host());
        QCOMPARE(statusForNobody(QStringLiteral("GET"), url, {QStringLiteral("-H"), host}), 401);
    }

    void anotherUserIsRefusedOnLoopbackWithoutTheToken() {
        Loopback l;
        QVERIFY(l.start());
        const QString push = l.url("/metrics/job/theirs");
        const QStringList body{QStringLiteral("--data-binary"), QStringLiteral("m 1\n")};
        const auto bearer = [](const QByteArray& token) {
            return QStringList{QStringLiteral("-H"), QStringLiteral("Authorization: Bearer ") +
                                                         QString::fromLatin1(token)};
        };
        QCOMPARE(statusForNobody(QStringLiteral("PUT"), push, body), 401);
        QCOMPARE(statusForNobody(QStringLiteral("GET"), l.url("/metrics")), 401);
        QCOMPARE(statusForNobody(QStringLiteral("GET"), l.url("/-/healthy")), 401);
        QCOMPARE(statusForNobody(QStringLiteral("PUT"), push, bearer("wrong") + body), 401);
        QVERIFY(asNobody({QStringLiteral("cat"), l.tokenFile()}).code != 0);
        QCOMPARE(l.relay.data("/api/v1/groups").toArray().size(), 0);

        QFile file(l.tokenFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray token = file.readAll().trimmed();
        QVERIFY(token.size() >= 32);
        QCOMPARE(statusForNobody(QStringLiteral("PUT"), push, bearer(token) + body), 202);
        QCOMPARE(statusForNobody(QStringLiteral("GET"), l.url("/metrics"), bearer(token)), 200);
        QCOMPARE(l.ask(http::Method::Put, "/metrics/job/ours").status, 202);
    }

    void anotherUserIsRefusedOnTheSocketWhateverItsMode() {
        RelayFixture r;
        QVERIFY(r.start());
        const QStringList curl{QStringLiteral("curl"), QStringLiteral("-s"),
                               QStringLiteral("--unix-socket"), QString::fromStdString(r.socket()),
                               QStringLiteral("http://localhost/metrics")};
        QVERIFY(asNobody(curl).code != 0);
        // Somebody opens it to everybody: the kernel's word on the peer still decides.
        std::filesystem::path place = r.socket();
        QCOMPARE(::chmod(place.c_str(), 0777), 0);
        for (int up = 0; up < 2; ++up) {
            place = place.parent_path();
            QCOMPARE(::chmod(place.c_str(), 0755), 0);
        }
        const Ended theirs = asNobody(curl);
        QVERIFY(theirs.code != 0);
        QCOMPARE(theirs.out, QByteArray());
        QCOMPARE(run(curl.front(), curl.mid(1)).code, 0);
    }

    /// As raw as a rebound name, a form or a script could send it.
    void webPagesAreRefused_data() {
        QTest::addColumn<QByteArray>("head");  // %p: the port
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* head, int status) {
            QTest::newRow(name) << QByteArray(head) << status;
        };
        row("a program", "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%p", 200);
        row("by name", "GET /metrics HTTP/1.1\r\nHost: localhost:%p", 200);
        row("by name in capitals", "GET /metrics HTTP/1.1\r\nHost: LocalHost:%p", 200);
        row("as IPv6 has it", "GET /metrics HTTP/1.1\r\nHost: [::1]:%p", 200);
        row("a rebound name", "GET /metrics HTTP/1.1\r\nHost: evil.example:%p", 403);
        row("a rebound name without a port", "GET /metrics HTTP/1.1\r\nHost: evil.example", 403);
        row("another address", "GET /metrics HTTP/1.1\r\nHost: 127.0.0.2:%p", 403);
        row("everywhere", "GET /metrics HTTP/1.1\r\nHost: 0.0.0.0:%p", 403);
        row("another port", "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:1", 403);
        row("no port", "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1", 403);
        row("a name that only begins so", "GET /metrics HTTP/1.1\r\nHost: localhost.evil:%p", 403);
        row("a dot behind", "GET /metrics HTTP/1.1\r\nHost: localhost.:%p", 403);
        row("a user before", "GET /metrics HTTP/1.1\r\nHost: localhost:%p@evil.example", 400);
        row("no host", "GET /metrics HTTP/1.1\r\nAccept: */*", 400);
        row("an empty host", "GET /metrics HTTP/1.1\r\nHost: ", 403);
        row("a script",
            "GET /metrics HTTP/1.1\r\nHost: localhost:%p\r\nOrigin: http://evil.example", 403);
        row("a sandboxed frame", "GET /metrics HTTP/1.1\r\nHost: localhost:%p\r\nOrigin: null",
            403);
        row("our own origin",
            "GET /metrics HTTP/1.1\r\nHost: localhost:%p\r\nOrigin: "
            "http://localhost:%p",
            403);
        for (const char* site : {"cross-site", "same-site", "same-origin", "none"})
            QTest::addRow("Sec-Fetch-Site: %s", site)
                << QByteArray("GET /metrics HTTP/1.1\r\nHost: localhost:%p\r\nSec-Fetch-Site: ") +
                       site
                << 403;
        row("a form",
            "POST /metrics/job/evil HTTP/1.1\r\nHost: localhost:%p\r\nOrigin: "
            "http://evil.example\r\nContent-Type: text/plain\r\nContent-Length: 0",
            403);
        row("a preflight",
            "OPTIONS /metrics/job/evil HTTP/1.1\r\nHost: localhost:%p\r\nOrigin: "
            "http://evil.example\r\nAccess-Control-Request-Method: PUT",
            403);
        row("a preflight for a private network",
            "OPTIONS /metrics HTTP/1.1\r\nHost: localhost:%p\r\nOrigin: http://evil.example\r\n"
            "Access-Control-Request-Private-Network: true",
            403);
        row("a preflight without an origin",
            "OPTIONS /metrics HTTP/1.1\r\nHost: localhost:%p\r\nAccess-Control-Request-Method: PUT",
            405);
    }
    void webPagesAreRefused() {
        QFETCH(QByteArray, head);
        QFETCH(int, status);
        Loopback l;
        QVERIFY(l.start());
        RawClient client = RawClient::tcp(l.port());
        client.send((head.replace("%p", QByteArray::number(l.port())) + "\r\n\r\n").toStdString());
        const http::Response answer = client.receive();
        QCOMPARE(answer.status, status);
        for (const http::Field& field : answer.fields)
            QVERIFY2(!field.name.starts_with("Access-Control"), field.name.c_str());
        QCOMPARE(l.relay.data("/api/v1/groups").toArray().size(), 0);
    }

    void whatChangesMoreThanOnesOwnPushesDoesNotExistOnLoopback_data() {
        QTest::addColumn<int>("method");
        QTest::addColumn<QByteArray>("path");
        const auto row = [](http::Method method, const char* path) {
            QTest::newRow(path) << static_cast<int>(method) << QByteArray(path);
        };
        row(http::Method::Delete, "/api/v1/groups/x");
        for (const char* path :
             {"/api/v1/applications/x/pause", "/api/v1/applications/x/resume",
              "/api/v1/applications/x/purge", "/api/v1/pause", "/api/v1/resume", "/-/quit"})
            row(http::Method::Post, path);
        row(http::Method::Get, "/api/v1/queue/1");
        row(http::Method::Delete, "/api/v1/quarantine/1");
        row(http::Method::Put, "/api/v1/targets/x");
    }
    void whatChangesMoreThanOnesOwnPushesDoesNotExistOnLoopback() {
        QFETCH(int, method);
        QFETCH(QByteArray, path);
        Loopback l;
        QVERIFY(l.start());
        QCOMPARE(l.ask(static_cast<http::Method>(method), path.toStdString()).status, 404);
    }

    void aPageInARealBrowserPushesNothingAndReadsNothing() {
        Loopback l;
        QVERIFY(l.start());
        QVERIFY(l.relay.put("/metrics/job/secret", "secret 1\n").status == 202);
        FakeUpstream site;
        const std::string relay = l.url("").toStdString();
        site.script([&](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/page") return std::nullopt;
            Reply page = FakeUpstream::saying(
                200, {},
                "<!doctype html><title>x</title><body><script>"
                "const at = '" +
                    relay +
                    "';"
                    "const post = {method: 'POST', mode: 'no-cors', body: 'm 1\\n'};"
                    "(async () => {"
                    "  await fetch(at + '/metrics/job/evil', post).catch(() => {});"
                    "  await fetch(at + '/metrics/job/evil', {method: 'PUT', body: 'm 1\\n'})"
                    "    .catch(() => {});"
                    "  const read = await fetch(at + '/metrics').then(r => r.text())"
                    "    .catch(() => 'refused');"
                    "  await fetch('/metrics/job/done', {method: 'POST', body: read});"
                    "})();</script>");
            page.answer.set("Content-Type", "text/html");
            return page;
        });
        QTemporaryDir profile;
        QProcess browser;
        browser.setStandardErrorFile(QProcess::nullDevice());
        browser.start(QStringLiteral("chromium"),
                      {QStringLiteral("--headless"), QStringLiteral("--no-sandbox"),
                       QStringLiteral("--disable-gpu"), QStringLiteral("--no-first-run"),
                       QStringLiteral("--user-data-dir=") + profile.path(),
                       // So that it stays until it is told to go.
                       QStringLiteral("--remote-debugging-port=0"),
                       QString::fromStdString(site.url() + "/page")});
        const bool done = site.waitForRequests(1, 60);
        browser.terminate();
        if (!browser.waitForFinished(5000)) browser.kill();
        browser.waitForFinished();
        QVERIFY2(done, "the page did not run");
        QCOMPARE(site.requests().front().body, std::string("refused"));
        QCOMPARE(l.relay.data("/api/v1/groups").toArray().size(), 1);
    }

    void loopbackIsOffUnlessSwitchedOn() {
        RelayFixture r;
        r.options.settings.loopbackPort = test::freePort();
        QVERIFY(r.start());
        QVERIFY(!RawClient::tcp(r.options.settings.loopbackPort).connected());
        relay::Settings settings = r.options.settings;
        settings.loopback = true;
        r.relay().applySettings(settings);
        QVERIFY(waitUntil([&] { return RawClient::tcp(settings.loopbackPort).connected(); }));
        settings.loopbackAddress = "0.0.0.0";
        r.relay().applySettings(settings);
        QVERIFY(waitUntil([&] { return !r.status().loopbackError.empty(); }));
        QVERIFY(!RawClient::tcp(settings.loopbackPort).connected());
    }
};

QTEST_GUILESS_MAIN(TestEntrances)
#include "test_entrances.moc"
