// SPDX-License-Identifier: Apache-2.0
// SIGTERM to the real program: what was sent by then is answered, and a log that nobody reads does
// not keep it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTest>
#include <array>
#include <csignal>
#include <memory>
#include <vector>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

constexpr int kClients = 300;
const std::string kPut = "PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nv 1\n";

using Clients = std::vector<std::unique_ptr<WireSocket>>;

void tell(const ProxyProgram& proxy, int number) {
    ::kill(static_cast<pid_t>(proxy.pid()), number);
}

/// It wakes up with everything there at once: the requests and the wish to end.
void endOver(const ProxyProgram& proxy) {
    tell(proxy, SIGTERM);
    tell(proxy, SIGCONT);
}

int answered(Clients& clients) {
    int good = 0;
    for (auto& client : clients) {
        if (client->response(http::Method::Put).status == 200) ++good;
        client.reset();
    }
    return good;
}

/// A log that is read when has() is asked.
class LogPipe {
public:
    explicit LogPipe(ProxyProgram& proxy) {
        const std::string file = proxy.path("log");
        (void)::mkfifo(file.c_str(), 0600);
        m_fd = ::open(file.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        proxy.logTo(file);
    }
    ~LogPipe() { ::close(m_fd); }
    LogPipe(const LogPipe&) = delete;
    LogPipe& operator=(const LogPipe&) = delete;

    [[nodiscard]] bool has(std::string_view text) {
        std::array<char, 65536> room{};
        for (;;) {
            const ssize_t n = ::read(m_fd, room.data(), room.size());
            if (n <= 0) break;
            m_all.append(room.data(), static_cast<std::size_t>(n));
        }
        return m_all.find(text) != std::string::npos;
    }

private:
    int m_fd = -1;
    std::string m_all;
};

/// More lines than a pipe and a queue hold.
void askOften(const ProxyProgram& proxy) {
    constexpr int kRounds = 120;
    constexpr int kAtOnce = 100;
    std::string requests;
    for (int i = 0; i < kAtOnce; ++i) requests += "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
    WireSocket socket(proxy.port());
    for (int round = 0; round < kRounds; ++round) {
        socket.send(requests);
        for (int i = 0; i < kAtOnce; ++i) QCOMPARE(socket.response().status, 200);
    }
}

}  // namespace

class TestProxyEnding : public QObject {
    Q_OBJECT
private slots:
    void whoWaitsToBeAcceptedIsAnswered();
    void whatWasSentOnAnOpenConnectionIsAnswered();
    void idleConnectionsDoNotHoldItUp();
    void whoeverDoesNotReadTheLogDoesNotHoldItUp();
    void warningsDoNotDrownBehindRequests();
    void threadsAreBounded();
};

void TestProxyEnding::whoWaitsToBeAcceptedIsAnswered() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--no-access-log")}));
    tell(proxy, SIGSTOP);
    Clients clients;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<WireSocket>(proxy.port()));
        QVERIFY(clients.back()->send(kPut));
    }
    endOver(proxy);
    QCOMPARE(answered(clients), kClients);
    QCOMPARE(proxy.stop(), 0);
}

void TestProxyEnding::whatWasSentOnAnOpenConnectionIsAnswered() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kUndurable, {QStringLiteral("--no-access-log"), QStringLiteral("--threads"),
                                     QStringLiteral("1")}));
    Clients clients;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<WireSocket>(proxy.port()));
        QVERIFY(clients.back()->send(kPut));
        QCOMPARE(clients.back()->response(http::Method::Put).status, 200);
    }
    tell(proxy, SIGSTOP);
    for (auto& client : clients) QVERIFY(client->send(kPut));
    endOver(proxy);
    QCOMPARE(answered(clients), kClients);
    QCOMPARE(proxy.stop(), 0);
}

void TestProxyEnding::idleConnectionsDoNotHoldItUp() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--no-access-log")}));
    WireSocket fresh(proxy.port());
    WireSocket kept(proxy.port());
    kept.send(kPut);
    QCOMPARE(kept.response(http::Method::Put).status, 200);
    tell(proxy, SIGTERM);
    QCOMPARE(fresh.receiveUntilClosed(), std::optional<std::string>(""));
    QCOMPARE(kept.receiveUntilClosed(), std::optional<std::string>(""));
    QCOMPARE(proxy.stop(), 0);
}

void TestProxyEnding::whoeverDoesNotReadTheLogDoesNotHoldItUp() {
    ProxyProgram proxy;
    const LogPipe log(proxy);
    QVERIFY(proxy.serve(kOpen));
    askOften(proxy);
    QVERIFY(proxy.scraped("gatepost_proxy_log_lines_lost_total") != "0");
    QElapsedTimer since;
    since.start();
    QCOMPARE(proxy.stop(), 0);
    QVERIFY(since.elapsed() < 10000);
}

void TestProxyEnding::warningsDoNotDrownBehindRequests() {
    ProxyProgram proxy;
    LogPipe log(proxy);
    QVERIFY(proxy.serve(kOpen));
    askOften(proxy);
    proxy.write("proxy.yml", "listen: nowhere\n");
    const std::string file = proxy.path("proxy.yml");
    const std::string good = "gatepost_proxy_last_reload_successful{file=\"" +
                             file.substr(file.rfind('/', file.rfind('/') - 1) + 1) + "\"}";
    QVERIFY(ProxyProgram::eventually([&] { return proxy.scraped(good) == "0"; }));
    askOften(proxy);
    QVERIFY(ProxyProgram::eventually([&] { return log.has("level=warning msg=\"not reloaded"); }));
    QCOMPARE(proxy.stop(), 0);
}

void TestProxyEnding::threadsAreBounded() {
    ProxyProgram proxy;
    proxy.write("proxy.yml", kOpen);
    const auto ran = proxy.run({QStringLiteral("--config"), QStringLiteral("proxy.yml"),
                                QStringLiteral("--threads"), QStringLiteral("100000")});
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.find("--threads: Value 100000 not in range 0 to 256") != std::string::npos,
             ran.err.c_str());
}

QTEST_GUILESS_MAIN(TestProxyEnding)
#include "test_ending.moc"
