// SPDX-License-Identifier: Apache-2.0
// SIGTERM to the real program: whatever was sent by then is answered, whoever reads.
#include <QTest>
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

}  // namespace

class TestProxyEnding : public QObject {
    Q_OBJECT
private slots:
    void whoWaitsToBeAcceptedIsAnswered();
    void whatWasSentOnAnOpenConnectionIsAnswered();
    void idleConnectionsDoNotHoldItUp();
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
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--no-access-log"), QStringLiteral("--threads"),
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

QTEST_GUILESS_MAIN(TestProxyEnding)
#include "test_ending.moc"
