// SPDX-License-Identifier: Apache-2.0
// Groups of a process: with real processes that push over the socket, and end.
#include <QJsonArray>
#include <QProcess>
#include <QTest>

#include "http/answers.h"
#include "http/batch.h"
#include "relay/lifetime/session_key.h"
#include "relay/local/peer.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;

namespace {

/// Pushes as its own process and lives until it is told to end.
class Application {
public:
    Application(const std::string& socket, const std::string& path, bool process = true) {
        const char* const script =
            "import socket, sys\n"
            "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
            "b = b'm 1\\n'\n"
            "s.sendall(('PUT %s HTTP/1.1\\r\\nHost: x\\r\\nGatepost-Lifetime: %s\\r\\n'\n"
            "           'Content-Length: %d\\r\\n\\r\\n' % (sys.argv[2], sys.argv[3], "
            "len(b))).encode() + b)\n"
            "print(s.recv(4096).decode().split()[1], flush=True)\n"
            "sys.stdin.read()\n";
        m_process.start(qEnvironmentVariable("GATEPOST_PYTHON", QStringLiteral("/usr/bin/python3")),
                        {QStringLiteral("-c"), QString::fromLatin1(script),
                         QString::fromStdString(socket), QString::fromStdString(path),
                         process ? QStringLiteral("process") : QStringLiteral("persistent")});
        if (m_process.waitForReadyRead(10'000)) status = m_process.readLine().trimmed().toInt();
    }
    ~Application() { end(); }
    void end() {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    int status = 0;

private:
    QProcess m_process;
};

struct Setup {
    explicit Setup(std::uint32_t grace = 0) {
        relay.options.settings.uplinkUrl = upstream.url();
        relay.options.settings.graceSeconds = grace;
    }
    [[nodiscard]] std::string onlyPath() const {
        const QJsonArray groups = relay.data("/api/v1/groups").toArray();
        if (groups.size() != 1) return std::to_string(groups.size()) + " groups";
        return groups.at(0).toObject().value(QLatin1String("path")).toString().toStdString();
    }
    [[nodiscard]] std::size_t sent(http::Method method) const {
        std::size_t count = 0;
        for (const http::Request& request : upstream.requests())
            count += request.head.method == method ? 1 : 0;
        return count;
    }
    [[nodiscard]] std::size_t deletes() const { return sent(http::Method::Delete); }
    FakeUpstream upstream;
    RelayFixture relay;
};

}  // namespace

class TestLifetime : public QObject {
    Q_OBJECT
private slots:
    void aProcessGroupHasASessionKeyAndATtl() {
        Setup s;
        QVERIFY(s.relay.start());
        const Application application(s.relay.socket(), "/metrics/job/a");
        QCOMPARE(application.status, 202);
        const std::string key = relay::sessionKey(relay::describeProcess(application.pid()));
        QCOMPARE(s.onlyPath(), "/metrics/job/a/session_key/" + key);
        QVERIFY(s.upstream.waitForRequests(1));
        QCOMPARE(std::string(s.upstream.requests().front().head.field("Gatepost-TTL").value_or("")),
                 std::string("86400"));
    }

    void aKeyOfItsOwnIsKept() {
        Setup s;
        QVERIFY(s.relay.start());
        const Application application(s.relay.socket(), "/metrics/job/a/session_key/mine");
        QCOMPARE(application.status, 202);
        QCOMPARE(s.onlyPath(), std::string("/metrics/job/a/session_key/mine"));
    }

    void twoRunsDoNotOverwriteEachOther() {
        Setup s;
        QVERIFY(s.relay.start());
        const Application one(s.relay.socket(), "/metrics/job/a");
        const Application other(s.relay.socket(), "/metrics/job/a");
        QCOMPARE(s.relay.data("/api/v1/groups").toArray().size(), 2);
    }

    void theGroupGoesWhenItsOwnerHasEnded() {
        Setup s;
        QVERIFY(s.relay.start());
        Application application(s.relay.socket(), "/metrics/job/a");
        QCOMPARE(application.status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        QTest::qWait(200);
        QCOMPARE(s.deletes(), 0U);
        application.end();
        QVERIFY(waitUntil([&] { return s.deletes() == 1; }));
        QVERIFY(s.relay.waitUntilIdle());
        QCOMPARE(s.relay.data("/api/v1/groups").toArray().size(), 0);
        const http::Request last = s.upstream.requests().back();
        QVERIFY(last.head.path().starts_with("/metrics/job/a/session_key/"));
    }

    void graceIsGranted() {
        Setup s(1);
        QVERIFY(s.relay.start());
        Application application(s.relay.socket(), "/metrics/job/a");
        QVERIFY(s.relay.waitUntilIdle());
        QElapsedTimer sinceItsEnd;
        sinceItsEnd.start();
        application.end();
        QVERIFY(waitUntil([&] { return s.deletes() == 1; }));
        QVERIFY(sinceItsEnd.elapsed() >= 1000);
    }

    void aGroupThatBecamePersistentStays() {
        Setup s(3);
        QVERIFY(s.relay.start());
        const std::string path = "/metrics/job/a/session_key/mine";
        Application application(s.relay.socket(), path);
        QCOMPARE(application.status, 202);
        QVERIFY(s.relay.waitUntilIdle());
        application.end();
        QTest::qWait(200);
        QCOMPARE(s.relay.put(path, "m 2\n").status, 202);
        QTest::qWait(3500);
        QCOMPARE(s.deletes(), 0U);
        QCOMPARE(s.onlyPath(), path);
    }

    void graceDoesNotStartWhileSomethingWaits() {
        Setup s;
        s.relay.options.pace = 1.0;
        s.upstream.script([](const http::Request& request) -> std::optional<FakeUpstream::Reply> {
            if (request.head.method == http::Method::Get) return std::nullopt;
            return FakeUpstream::saying(503);
        });
        QVERIFY(s.relay.start());
        {
            const Application application(s.relay.socket(), "/metrics/job/a");
            QCOMPARE(application.status, 202);
            QVERIFY(s.upstream.waitForRequests(1));
        }
        QTest::qWait(300);
        // Had the DELETE been made, it would have folded the values away unseen.
        const QJsonArray queue = s.relay.data("/api/v1/queue").toArray();
        QCOMPARE(queue.size(), 1);
        QCOMPARE(queue.at(0).toObject().value(QLatin1String("method")).toString(),
                 QStringLiteral("PUT"));
        s.upstream.beFriendly();
        s.relay.relay().retryNow();
        QVERIFY(waitUntil([&] { return s.deletes() == 1; }));
    }

    void anOwnerThatEndedWhileTheRelayWasDownIsFoundOut() {
        Setup s;
        QVERIFY(s.relay.start());
        Application application(s.relay.socket(), "/metrics/job/a");
        QVERIFY(s.relay.waitUntilIdle());
        s.relay.stop();
        application.end();
        QVERIFY(s.relay.start());
        QVERIFY(waitUntil([&] { return s.deletes() == 1; }));
    }

    void anOwnerThatStillRunsKeepsItsGroupOverARestart() {
        Setup s;
        QVERIFY(s.relay.start());
        Application application(s.relay.socket(), "/metrics/job/a");
        QVERIFY(s.relay.waitUntilIdle());
        s.relay.stop();
        QVERIFY(s.relay.start());
        QTest::qWait(300);
        QCOMPARE(s.deletes(), 0U);
        application.end();
        QVERIFY(waitUntil([&] { return s.deletes() == 1; }));
    }

    void persistentGroupsStay() {
        Setup s;
        QVERIFY(s.relay.start());
        {
            const Application application(s.relay.socket(), "/metrics/job/a", false);
            QCOMPARE(application.status, 202);
        }
        QVERIFY(s.relay.waitUntilIdle());
        QTest::qWait(300);
        QCOMPARE(s.deletes(), 0U);
        QCOMPARE(s.onlyPath(), std::string("/metrics/job/a"));
    }

    void anExecutableCanHaveItByDefault() {
        Setup s;
        s.relay.options.settings.processExecutables = {
            QCoreApplication::applicationFilePath().toStdString()};
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.onlyPath().starts_with("/metrics/job/a/session_key/"));
        QCOMPARE(
            s.relay.put("/metrics/job/b", "n 1\n", {{"Gatepost-Lifetime", "persistent"}}).status,
            202);
        QCOMPARE(s.relay.data("/api/v1/groups").toArray().size(), 2);
    }

    void leasesAreRenewedAndUnknownOnesPushedAgain() {
        Setup s;
        s.relay.options.settings.processTtl = 3;  // a renewal each second
        std::atomic<int> renewals = 0;
        s.upstream.script([&](const http::Request& request) -> std::optional<FakeUpstream::Reply> {
            if (request.head.path() != "/api/v1/leases") return std::nullopt;
            const auto asked = http::readLeaseRequest(request.body);
            http::LeaseAnswer answer;
            if (++renewals == 1) answer.unknown = {asked->leases.at(0).path};
            return FakeUpstream::Reply{http::json(200, http::toJson(answer))};
        });
        QVERIFY(s.relay.start());
        const Application application(s.relay.socket(), "/metrics/job/a");
        QVERIFY(waitUntil([&] { return renewals >= 2 && s.sent(http::Method::Put) >= 2; }));
        QCOMPARE(s.sent(http::Method::Put), 2U);
    }

    void malformedFieldsAreRefused() {
        Setup s;
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n", {{"Gatepost-Lifetime", "forever"}}).status,
                 400);
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n", {{"Gatepost-TTL", "soon"}}).status, 400);
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n", {{"Gatepost-TTL", "60"}}).status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        QCOMPARE(std::string(s.upstream.requests().front().head.field("Gatepost-TTL").value_or("")),
                 std::string("60"));
    }

    void processesAreDescribed() {
        const relay::OwnerProcess self = relay::describeProcess(QCoreApplication::applicationPid());
        QVERIFY(self.startTime > 0);
        QCOMPARE(self.executable, QCoreApplication::applicationFilePath().toStdString());
        QVERIFY(relay::isAlive(self));
        relay::OwnerProcess other = self;
        other.startTime += 1;
        QVERIFY(!relay::isAlive(other));
        other = self;
        other.bootId = "another boot";
        QVERIFY(!relay::isAlive(other));
        QCOMPARE(relay::describeProcess(0).pid, 0);
        QVERIFY(relay::sessionKey(self) != relay::sessionKey(other));
        QCOMPARE(relay::sessionKey(self).size(), 16U);
    }
};

QTEST_GUILESS_MAIN(TestLifetime)
#include "test_lifetime.moc"
