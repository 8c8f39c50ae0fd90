// SPDX-License-Identifier: Apache-2.0
// What a try of an address and a token says stopped it: a whole relay against a server that says
// what the test wants, and against none.
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <mutex>

#include "http/answers.h"
#include "http/rules_json.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;
using Reply = FakeUpstream::Reply;
using relay::ConnectionTest;
using Stopped = ConnectionTest::Stopped;

Q_DECLARE_METATYPE(Stopped)

namespace {

FakeUpstream::Script to(const std::string& path, Reply reply) {
    return [path, reply](const http::Request& request) -> std::optional<Reply> {
        return request.head.path() == path ? std::optional(reply) : std::nullopt;
    };
}

std::string whoami(std::vector<std::string> grants) {
    http::WhoAmI who;
    who.user = "maria";
    who.grants = std::move(grants);
    return http::toJson(who);
}

/// Asks and waits for the one answer.
std::optional<ConnectionTest> tried(RelayFixture& relay, const std::string& url,
                                    const QString& token = QStringLiteral("gp_a_b")) {
    std::optional<ConnectionTest> found;
    std::mutex mutex;
    const auto link = QObject::connect(
        &relay.relay(), &relay::Relay::connectionTested, &relay.relay(),
        [&](const ConnectionTest& result) {
            const std::lock_guard lock(mutex);
            found = result;
        },
        Qt::DirectConnection);
    relay.relay().testConnection(QString::fromStdString(url), token);
    const bool answered = waitUntil([&] {
        const std::lock_guard lock(mutex);
        return found.has_value();
    });
    QObject::disconnect(link);
    return answered ? found : std::nullopt;
}

}  // namespace

class TestConnectionTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAnsweredIsTold_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Stopped>("stopped");
        const auto row = [](const char* name, const char* path, int status, const std::string& body,
                            Stopped stopped) {
            QTest::newRow(name) << QByteArray(path) << status << QByteArray::fromStdString(body)
                                << stopped;
        };
        const auto* const who = "/api/v1/whoami";
        const auto* const rules = "/api/v1/policy";
        row("well", who, 200, whoami({"push"}), Stopped::Nowhere);
        row("token", who, 401, "unknown token", Stopped::Token);
        row("forbidden", who, 403, "no", Stopped::Grant);
        row("reads only", who, 200, whoami({"read"}), Stopped::Grant);
        row("portal", who, 200, "<html>log in", Stopped::Stranger);
        row("other server", who, 404, "", Stopped::Stranger);
        row("broken", who, 500, "oh", Stopped::Answer);
        row("no rules", rules, 500, "oh", Stopped::Policy);
        row("rules of no sense", rules, 200, "{}", Stopped::Policy);
    }

    void whatIsAnsweredIsTold() {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(Stopped, stopped);
        FakeUpstream proxy;
        proxy.script(to(path.toStdString(), FakeUpstream::saying(status, {}, body.toStdString())));
        RelayFixture relay;
        QVERIFY(relay.start());
        const auto result = tried(relay, proxy.url());
        QVERIFY(result.has_value());
        QCOMPARE(static_cast<int>(result->stopped), static_cast<int>(stopped));
    }

    void whatIsNotAnsweredIsToldByPart() {
        FakeUpstream proxy;
        RelayFixture relay;
        QVERIFY(relay.start());
        const auto port = std::to_string(proxy.port());
        // TLS to a port that speaks none.
        const auto plain = tried(relay, "https://127.0.0.1:" + port);
        QVERIFY2(plain->stopped == Stopped::NoTls, plain->detail.c_str());
        QVERIFY(tried(relay, "http://metrics.example.org")->stopped == Stopped::Address);
        proxy.down();
        const auto nobody = tried(relay, proxy.url());
        QVERIFY(nobody->stopped == Stopped::Connect);
        QVERIFY(!nobody->detail.empty());
        QVERIFY(tried(relay, "https://no-such-host.invalid")->stopped == Stopped::Name);
    }

    void aCertificateThatIsNotTrustedIsToldFromNoTls() {
        QTemporaryDir directory;
        const auto key = directory.filePath(QStringLiteral("key"));
        const auto certificate = directory.filePath(QStringLiteral("crt"));
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-nodes"),
                       QStringLiteral("-newkey"), QStringLiteral("rsa:2048"),
                       QStringLiteral("-subj"), QStringLiteral("/CN=localhost"),
                       QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate});
        QVERIFY(openssl.waitForFinished(20'000) && openssl.exitCode() == 0);
        QFile keyFile(key);
        QVERIFY(keyFile.open(QIODevice::ReadOnly));
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
        tls.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        // In a thread of its own: this one waits without an event loop.
        QThread thread;
        QSslServer server;
        server.setSslConfiguration(tls);
        server.moveToThread(&thread);
        thread.start();
        const auto there = [&](const auto& what) {
            QMetaObject::invokeMethod(&server, what, Qt::BlockingQueuedConnection);
        };
        there([&] { server.listen(QHostAddress::LocalHost); });
        const auto end = qScopeGuard([&] {
            there([&] { server.close(); });
            thread.quit();
            thread.wait();
        });
        RelayFixture relay;
        QVERIFY(relay.start());
        const auto own = tried(relay, "https://localhost:" + std::to_string(server.serverPort()));
        QVERIFY(own);
        QVERIFY2(own->stopped == Stopped::Tls, own->detail.c_str());
    }

    void theStoredTokenIsForTheStoredAddressAlone() {
        FakeUpstream proxy;
        proxy.script([](const http::Request& request) -> std::optional<Reply> {
            const bool known = request.head.field("Authorization") == "Bearer gp_stored_x";
            return known ? std::nullopt : std::optional(FakeUpstream::saying(401));
        });
        RelayFixture relay;
        relay.options.settings.uplinkUrl = proxy.url();
        QVERIFY(relay.start());
        relay.relay().setToken(QStringLiteral("gp_stored_x"));
        QVERIFY(tried(relay, proxy.url(), {})->stopped == Stopped::Nowhere);
        QVERIFY(tried(relay, proxy.url() + "/elsewhere", {})->stopped == Stopped::Token);
        const auto elsewhere = "http://localhost:" + std::to_string(proxy.port());
        QVERIFY(tried(relay, elsewhere, {})->stopped == Stopped::Token);
    }
};

QTEST_MAIN(TestConnectionTest)
#include "test_connection_test.moc"
