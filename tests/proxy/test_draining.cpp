// SPDX-License-Identifier: Apache-2.0
// The end of a server whose loops carry one another's requests.
#include <QTest>
#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include "http/answers.h"
#include "proxy/server/server.h"
#include "tests/proxy/wire_client.h"

using namespace gatepost;
using namespace gatepost::proxy;
using namespace gatepost::test;

namespace {

/// Answers "/loop" with the loop that it runs on, and keeps "/wait" for the test to answer.
class TwoLoops final : public Service {
public:
    explicit TwoLoops(const EventLoops& loops) : m_loops(loops) {}

    std::optional<http::Answer> opened(const std::string&, From) override { return std::nullopt; }
    std::optional<http::Answer> named(const std::string&) override { return std::nullopt; }
    void closed(const std::string&) override {}
    void admit(const http::RequestHead&, const Peer&, AdmitReply reply) override {
        reply(Admitted{});
    }
    void handle(http::Request request, std::shared_ptr<Admission>, const Peer&,
                AnswerReply reply) override {
        if (request.head.target == "/loop") {
            const bool first = EventLoop::running() == m_loops.front().get();
            return reply(http::plain(200, first ? "0" : "1"));
        }
        m_waiting.set_value(std::move(reply));
    }
    void finished(const Exchange&) override {}
    void capped(OwnCap cap) override { m_capped = cap; }
    [[nodiscard]] std::optional<OwnCap> cappedBy() const { return m_capped; }
    [[nodiscard]] std::future<AnswerReply> waiting() { return m_waiting.get_future(); }

private:
    const EventLoops& m_loops;
    std::promise<AnswerReply> m_waiting;
    std::atomic<std::optional<OwnCap>> m_capped;
};

/// A started server whose service is TwoLoops.
class Served {
public:
    explicit Served(int loopCount, std::chrono::seconds answer = Limits().answer)
        : loops(made(loopCount)),
          service(loops) {
        Config config;
        config.listen.emplace_back().host = "127.0.0.1";
        config.limits.answer = answer;
        server = Server::bind(config, loops, service).value();
        server->start();
    }
    [[nodiscard]] std::uint16_t port() const { return server->addresses().front().port; }
    /// Elsewhere, for the test to go on meanwhile; that thread is at it already.
    [[nodiscard]] std::thread stopping() {
        std::promise<void> began;
        const auto isAtIt = began.get_future();
        std::thread thread([this, began = std::move(began)]() mutable {
            began.set_value();
            server->stop(std::chrono::seconds(10));
        });
        isAtIt.wait();
        return thread;
    }

    EventLoops loops;
    TwoLoops service;
    std::unique_ptr<Server> server;

private:
    static EventLoops made(int count) {
        EventLoops loops;
        while (count-- > 0) loops.push_back(std::make_unique<EventLoop>());
        return loops;
    }
};

}  // namespace

class TestDraining : public QObject {
    Q_OBJECT
private slots:
    void aLoopLivesWhileAnotherWaitsForIt();
    void aServerMayGoWithoutStop();
    void whatTakesTooLongIsToldSo();
    void whoeverCameIsToldThatItEnds();
};

void TestDraining::aLoopLivesWhileAnotherWaitsForIt() {
    Served served(2);

    // The kernel chooses the loop of a connection.
    std::unique_ptr<WireSocket> client;
    for (int tries = 0; tries < 1000 && !client; ++tries) {
        auto each = std::make_unique<WireSocket>(served.port());
        each->send("GET /loop HTTP/1.1\r\nHost: x\r\n\r\n");
        if (each->response().body == "1\n") client = std::move(each);
    }
    QVERIFY(client != nullptr);
    auto waiting = served.service.waiting();
    client->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(waiting.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
    const Service::AnswerReply reply = waiting.get();

    std::thread stopping = served.stopping();
    // By now the first loop has nobody left to serve.
    std::this_thread::sleep_for(std::chrono::seconds(1));
    served.loops.front()->post([&reply] { reply(http::plain(200, "carried")); });
    const http::Response response = client->response();
    client.reset();
    stopping.join();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, std::string("carried\n"));
}

/// As where a start fails behind it, or a test before its end: nobody waits for it then.
void TestDraining::aServerMayGoWithoutStop() {
    Served served(2);
    WireSocket client(served.port());
    client.send("GET /loop HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.response().status, 200);
    served.server.reset();
    QVERIFY(client.receiveUntilClosed());
}

void TestDraining::whatTakesTooLongIsToldSo() {
    Served served(1, std::chrono::seconds(1));
    WireSocket client(served.port());
    client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    const http::Response response = client.response();
    QCOMPARE(response.status, 503);
    QCOMPARE(response.body, std::string("the answer took too long\n"));
    QCOMPARE(served.service.cappedBy(), std::optional(OwnCap::AnswerSeconds));
}

/// More than a round accepts.
void TestDraining::whoeverCameIsToldThatItEnds() {
    Served served(1);
    std::promise<void> held;
    std::promise<void> goOn;
    served.loops.front()->post([&] {
        held.set_value();
        goOn.get_future().wait();
    });
    held.get_future().wait();
    std::vector<std::unique_ptr<WireSocket>> clients;
    for (int i = 0; i < 200; ++i) {
        clients.push_back(std::make_unique<WireSocket>(served.port()));
        clients.back()->send("GET /loop HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    std::thread stopping = served.stopping();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    goOn.set_value();
    int told = 0;
    for (auto& client : clients) {
        const http::Response response = client->response();
        if (response.status == 200 && fieldOf(response, "Connection") == "close") ++told;
        client.reset();
    }
    stopping.join();
    QCOMPARE(told, 200);
}

QTEST_GUILESS_MAIN(TestDraining)
#include "test_draining.moc"
