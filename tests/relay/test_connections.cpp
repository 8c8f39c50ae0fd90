// SPDX-License-Identifier: Apache-2.0
// The local listeners with raw bytes: framing, deadlines, caps, half-closed callers, and who is let
// in over loopback.
#include <QJsonArray>
#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <atomic>

#include "http/answers.h"
#include "relay/local/connection_pool.h"
#include "relay/local/local_listener.h"
#include "relay/local/loopback_listener.h"
#include "relay/local/paths.h"
#include "relay/local/tcp_owner.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;
using namespace std::chrono_literals;

namespace {

/// Answers with the body it got; /slow after 200 ms, /big with a megabyte.
class Echo : public relay::RequestHandler {
public:
    HeadDecision onHead(const relay::Caller&, const http::RequestHead& head) override {
        if (head.path() == "/never") return {http::notFound(), 0};
        return {std::nullopt, 100};
    }
    void onRequest(const relay::ExchangePointer& exchange) override {
        ++requests;
        http::Answer answer = http::plain(200, {});
        answer.body = exchange->request().body;
        if (exchange->request().head.path() == "/big") answer.body.assign(1024 * 1024, 'x');
        if (exchange->request().head.path() == "/slow") {
            QTimer::singleShot(200ms, [exchange, answer] { exchange->answer(answer); });
            return;
        }
        exchange->answer(answer);
    }
    std::atomic<int> requests = 0;
};

/// A pool behind a socket, on a thread of its own.
class Listening : public QThread {
public:
    explicit Listening(const relay::LocalLimits& limits = {}) : m_limits(limits) {
        path = (m_directory.path() + QStringLiteral("/run/s")).toStdString();
        start();
        m_ready.acquire();
    }
    ~Listening() override {
        quit();
        wait();
    }
    [[nodiscard]] RawClient client() const { return RawClient::local(path); }
    [[nodiscard]] std::size_t connections() const { return m_count; }

    std::string path;
    Echo echo;

protected:
    void run() override {
        relay::ConnectionPool pool(echo, m_limits);
        relay::LocalListener listener([&](int fd, relay::Caller caller) {
            pool.add(fd, std::move(caller));
            m_count = pool.size();
        });
        connect(&pool, &relay::ConnectionPool::connectionEnded, &pool,
                [&] { m_count = pool.size(); });
        m_opened = listener.open(path).has_value();
        m_ready.release();
        exec();
    }

private:
    QTemporaryDir m_directory;
    relay::LocalLimits m_limits;
    QSemaphore m_ready;
    std::atomic<std::size_t> m_count = 0;
    bool m_opened = false;
};

relay::LocalLimits quick() {
    relay::LocalLimits limits;
    limits.header = 150ms;
    limits.body = 150ms;
    limits.idle = 300ms;
    limits.linger = 100ms;
    limits.write = 300ms;
    limits.connections = 4;
    return limits;
}

std::string request(const std::string& path, const std::string& body,
                    const std::string& more = {}) {
    return "PUT " + path + " HTTP/1.1\r\nHost: x\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

class TestConnections : public QObject {
    Q_OBJECT
private slots:
    void aConnectionIsKept() {
        Listening l;
        RawClient client = l.client();
        for (int i = 0; i < 3; ++i) {
            client.send(request("/a", "body"));
            QCOMPARE(client.receive().body, std::string("body"));
        }
        QCOMPARE(l.connections(), 1U);
    }

    void requestsMayBePipelined() {
        Listening l;
        RawClient client = l.client();
        client.send(request("/slow", "1") + request("/a", "2") + request("/a", "3"));
        for (const char* body : {"1", "2", "3"}) QCOMPARE(client.receive().body, std::string(body));
    }

    void bytesMayComeOneByOne() {
        Listening l;
        RawClient client = l.client();
        for (const char c : request("/a", "body")) {
            client.send(std::string_view(&c, 1));
            QThread::usleep(300);
        }
        QCOMPARE(client.receive().body, std::string("body"));
    }

    void aHalfClosedCallerGetsItsAnswer() {
        Listening l;
        RawClient client = l.client();
        client.send(request("/slow", "late"));
        client.finishWriting();
        QCOMPARE(client.receive().body, std::string("late"));
        QVERIFY(waitUntil([&] { return l.connections() == 0; }));
    }

    void aHalfClosedCallerGetsAllItsAnswers() {
        Listening l;
        RawClient client = l.client();
        client.send(request("/slow", "1") + request("/slow", "2") + request("/a", "3"));
        client.finishWriting();
        for (const char* body : {"1", "2", "3"}) QCOMPARE(client.receive().body, std::string(body));
        QCOMPARE(client.receiveAll(), std::string());
    }

    void aCallerThatGoesBeforeItsAnswerHarmsNothing() {
        Listening l;
        {
            RawClient client = l.client();
            client.send(request("/slow", "x"));
            QVERIFY(waitUntil([&] { return l.echo.requests == 1; }));
        }
        RawClient other = l.client();
        other.send(request("/slow", "y"));
        QCOMPARE(other.receive().body, std::string("y"));
        QVERIFY(waitUntil([&] { return l.connections() == 1; }));
    }

    void continueIsSaidOnce() {
        Listening l;
        RawClient client = l.client();
        client.send(
            "PUT /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        std::string got;
        QVERIFY(client.receiveUntil("100 Continue\r\n\r\n", got));
        client.send("body");
        QCOMPARE(client.receive().body, std::string("body"));
    }

    void tooLargeIsRefusedBeforeTheBody() {
        Listening l;
        RawClient client = l.client();
        client.send(
            "PUT /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n");
        const std::string all = client.receiveAll();
        QVERIFY2(all.starts_with("HTTP/1.1 413"), all.c_str());
        QCOMPARE(l.echo.requests.load(), 0);
    }

    void tooLargeIsReadByACallerThatJustSends() {
        Listening l;
        for (int i = 0; i < 5; ++i) {
            RawClient client = l.client();
            client.send(request("/a", std::string(5'000'000, 'x')));
            QCOMPARE(client.receive().status, 413);
        }
    }

    void aChunkedBodyCountsToo() {
        Listening l;
        RawClient client = l.client();
        client.send(
            "PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
            "chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
        QCOMPARE(client.receive().body, std::string("body"));
        client.send("PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                    std::string(101, 'x') + "\r\n0\r\n\r\n");
        QCOMPARE(client.receive().status, 413);
    }

    void whatIsRefusedAtTheHeadEndsTheConnection() {
        Listening l;
        RawClient client = l.client();
        client.send(request("/never", "body"));
        QCOMPARE(client.receive().status, 404);
        QCOMPARE(client.receiveAll(), std::string());
        QVERIFY(waitUntil([&] { return l.connections() == 0; }));
    }

    void rubbishIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << 400;
        QTest::newRow("both lengths")
            << QByteArray(
                   "PUT / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
            << 400;
        QTest::newRow("a huge field")
            << QByteArray("GET / HTTP/1.1\r\nX: ") + QByteArray(20'000, 'x') + "\r\n\r\n"
            << 431;
    }
    void rubbishIsRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        Listening l;
        RawClient client = l.client();
        client.send(bytes.toStdString());
        QCOMPARE(client.receive().status, status);
    }

    void deadlinesEndWhoStalls_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("nothing at all") << QByteArray() << QByteArray();
        QTest::newRow("half a head") << QByteArray("PUT /a HTT") << QByteArray("HTTP/1.1 408");
        QTest::newRow("half a body")
            << QByteArray("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nbo")
            << QByteArray("HTTP/1.1 408");
        QTest::newRow("idle after a request")
            << QByteArray("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nbo")
            << QByteArray("HTTP/1.1 200");
    }
    void deadlinesEndWhoStalls() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, answer);
        Listening l(quick());
        RawClient client = l.client();
        client.send(bytes.toStdString());
        QElapsedTimer took;
        took.start();
        const std::string all = client.receiveAll(5);
        QVERIFY(all.starts_with(answer.toStdString()));
        QCOMPARE(all.empty(), answer.isEmpty());
        QVERIFY(took.elapsed() < 3000);
        QVERIFY(waitUntil([&] { return l.connections() == 0; }));
    }

    void whoDoesNotReadIsDropped() {
        Listening l(quick());
        RawClient client = l.client();
        for (int i = 0; i < 20; ++i) client.send(request("/big", ""));
        QVERIFY(waitUntil([&] { return l.echo.requests > 0; }));
        QVERIFY(waitUntil([&] { return l.connections() == 0; }));
        QVERIFY(l.echo.requests < 20);
    }

    void tooManyConnectionsAreTurnedAway() {
        auto limits = quick();
        limits.idle = std::chrono::seconds(30);
        Listening l(limits);
        std::vector<RawClient> clients;
        for (int i = 0; i < 4; ++i) {
            clients.push_back(l.client());
            clients.back().send(request("/a", "x"));
            QCOMPARE(clients.back().receive().status, 200);
        }
        RawClient extra = l.client();
        const http::Response refused = extra.receive();
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.field("Retry-After").has_value());
        clients.clear();
        QVERIFY(waitUntil([&] { return l.connections() == 0; }));
        RawClient again = l.client();
        again.send(request("/a", "x"));
        QCOMPARE(again.receive().status, 200);
    }

    void theSocketIsTheUsersAlone() {
        Listening l;
        const QString socket = QString::fromStdString(l.path);
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                            QFileDevice::ReadOther | QFileDevice::WriteOther |
                            QFileDevice::ExeGroup | QFileDevice::ExeOther;
        QVERIFY(!(QFile::permissions(socket) & others));
        const QString directory = QFileInfo(socket).path();
        QVERIFY(!(QFile::permissions(directory) & others));
    }

    void aSocketLeftBehindIsTakenOver() {
        QTemporaryDir dir;
        const std::string path = (dir.path() + QStringLiteral("/run/s")).toStdString();
        QVERIFY(relay::makePrivateDirectory((dir.path() + QStringLiteral("/run")).toStdString())
                    .empty());
        QFile stale(QString::fromStdString(path));
        QVERIFY(stale.open(QIODevice::WriteOnly));
        stale.close();
        relay::LocalListener listener([](int, relay::Caller) {});
        const auto opened = listener.open(path);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().text.c_str());
    }

    void pathsThatCannotBeAreRefused() {
        QTemporaryDir dir;
        relay::LocalListener listener([](int, relay::Caller) {});
        const std::string longPath = dir.path().toStdString() + "/" + std::string(100, 'x') + "/s";
        QVERIFY(!listener.open(longPath));
        QFile file(dir.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!listener.open((dir.path() + QStringLiteral("/file/s")).toStdString()));
    }

    void socketPathsFollowTheEnvironment() {
        std::map<std::string, std::string> set{{"HOME", "/home/ada"}};
        const auto environment = [&set](const char* name) {
            return set.contains(name) ? set[name] : std::string();
        };
        QCOMPARE(relay::defaultSocketPath(environment).string(),
                 std::string("/home/ada/.local/state/gatepost/run/relay.sock"));
        set["XDG_STATE_HOME"] = "relative";
        QCOMPARE(relay::defaultStateDirectory(environment).string(),
                 std::string("/home/ada/.local/state/gatepost"));
        set["XDG_STATE_HOME"] = "/state";
        QCOMPARE(relay::defaultSocketPath(environment).string(),
                 std::string("/state/gatepost/run/relay.sock"));
        set["XDG_RUNTIME_DIR"] = "/run/user/7";
        QCOMPARE(relay::defaultSocketPath(environment).string(),
                 std::string("/run/user/7/gatepost/relay.sock"));
        set["GATEPOST_SOCKET"] = "/elsewhere/s";
        QCOMPARE(relay::defaultSocketPath(environment).string(), std::string("/elsewhere/s"));
    }

    void theKernelsTableIsRead() {
        const std::string table =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
            "timeout inode\n"
            "   0: 0100007F:2383 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000     "
            "   0 111 1\n"
            "   1: 0100007F:2383 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000     "
            "   0 222 1\n"
            "  10: 0100007F:D431 0100007F:2383 01 00000000:00000000 02:00000A1B 00000000  1001     "
            "   0 333 1\n";
        const auto row = relay::findTcpRow(table, "0100007F:D431", "0100007F:2383");
        QVERIFY(row.has_value());
        QCOMPARE(row->uid, 1001U);
        QCOMPARE(row->inode, 333U);
        QVERIFY(!relay::findTcpRow(table, "0100007F:D432", "0100007F:2383"));
        QVERIFY(!relay::findTcpRow({}, "0100007F:D431", "0100007F:2383"));
    }
};

QTEST_GUILESS_MAIN(TestConnections)
#include "test_connections.moc"
