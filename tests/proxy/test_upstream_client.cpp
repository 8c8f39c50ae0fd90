// SPDX-License-Identifier: Apache-2.0
// The client of an upstream against servers that misbehave: early answers, broken connections,
// full queues.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QTest>
#include <array>
#include <atomic>
#include <future>
#include <thread>

#include "proxy/upstream/upstream_client.h"

using namespace gatepost;
using namespace gatepost::proxy;

namespace {

using Outcome = std::expected<http::Response, UpstreamFailure>;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

UpstreamRequest request(std::size_t bytes) {
    return {http::Method::Put,
            http::requestHead(http::Method::Put, "/metrics/job/a", "Host: x\r\n", bytes),
            std::string(bytes, '\n')};
}

/// Accepts on a free port and gives every connection a thread of its own.
class Server {
public:
    using Talk = std::function<void(int fd, int number)>;

    explicit Server(Talk talk)
        : m_talk(std::move(talk)),
          m_door(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* any = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        (void)::bind(m_door, any, size);
        (void)::listen(m_door, 64);
        (void)::getsockname(m_door, any, &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { accept(); });
    }
    ~Server() {
        ::shutdown(m_door, SHUT_RDWR);
        m_thread.join();
        ::close(m_door);
        for (std::thread& each : m_talks) each.join();
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] int mostAtOnce() const { return m_most.load(); }

private:
    void accept() {
        for (int number = 0;; ++number) {
            const int fd = ::accept(m_door, nullptr, nullptr);
            if (fd < 0) return;
            const int now = ++m_open;
            m_most = std::max(m_most.load(), now);
            m_talks.emplace_back([this, fd, number] {
                m_talk(fd, number);
                --m_open;
                ::close(fd);
            });
        }
    }

    Talk m_talk;
    int m_door;
    std::uint16_t m_port = 0;
    std::atomic<int> m_open{0};
    std::atomic<int> m_most{0};
    std::vector<std::thread> m_talks;
    std::thread m_thread;
};

/// What has come, at least one byte; empty at the end, or when nothing comes for a while.
std::string heard(int fd, int milliseconds = 5000) {
    pollfd wait{fd, POLLIN, 0};
    std::array<char, 4096> room{};
    if (::poll(&wait, 1, milliseconds) <= 0) return {};
    const ssize_t got = ::recv(fd, room.data(), room.size(), 0);
    return got > 0 ? std::string(room.data(), static_cast<std::size_t>(got)) : std::string();
}

void say(int fd, std::string_view text) {
    (void)::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

/// One loop on a thread, and a client on it.
class Client {
public:
    explicit Client(std::uint16_t port, std::size_t waiting = 1000) {
        m_loops.push_back(std::make_unique<EventLoop>());
        UpstreamClient::Options options;
        options.host = "127.0.0.1";
        options.port = port;
        options.connections = 2;
        options.waiting = waiting;
        m_client = std::make_unique<UpstreamClient>(options, m_loops);
        m_thread = std::thread([this] { m_loops.front()->run(); });
    }
    ~Client() {
        m_loops.front()->stop();
        m_thread.join();
    }
    [[nodiscard]] EventLoop& loop() { return *m_loops.front(); }
    [[nodiscard]] UpstreamClient& operator*() { return *m_client; }
    /// In one round of the loop.
    std::vector<std::future<Outcome>> sendAll(int count) {
        std::promise<std::vector<std::future<Outcome>>> sent;
        loop().post([&] {
            std::vector<std::future<Outcome>> all;
            for (int i = 0; i < count; ++i) all.push_back(send(request(0)));
            sent.set_value(std::move(all));
        });
        return sent.get_future().get();
    }
    std::future<Outcome> send(UpstreamRequest request) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        m_client->send(std::move(request),
                       [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
        return promise->get_future();
    }

private:
    EventLoops m_loops;
    std::unique_ptr<UpstreamClient> m_client;
    std::thread m_thread;
};

/// Its status; 0 where the request failed or is not done in time.
int statusOf(std::future<Outcome>& outcome) {
    if (outcome.wait_for(std::chrono::seconds(10)) != std::future_status::ready) return 0;
    const Outcome got = outcome.get();
    return got ? got->status : 0;
}

}  // namespace

class TestUpstreamClient : public QObject {
    Q_OBJECT
private slots:
    void anEarlyAnswerIsSeenThoughSendingBreaks();
    void whatIsSentAgainKeepsToTheConnections();
    void refusalsOfAFullQueueDoNotNest();
};

void TestUpstreamClient::anEarlyAnswerIsSeenThoughSendingBreaks() {
    const Server server([](int fd, int) {
        (void)heard(fd);
        say(fd, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        // The rest of the request lies unread: closing resets the connection.
    });
    Client client(server.port());
    // Again and again, for the reset has to come between two writes.
    for (int i = 0; i < 20; ++i) {
        auto outcome = client.send(request(32 << 20));
        QCOMPARE(statusOf(outcome), 413);
    }
}

void TestUpstreamClient::whatIsSentAgainKeepsToTheConnections() {
    std::atomic<bool> toBreak{true};
    const Server server([&](int fd, int) {
        for (bool first = true;; first = false) {
            const std::string requests = heard(fd);
            if (requests.empty() || (!first && toBreak.exchange(false))) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(250));
            for (std::size_t at = 0; (at = requests.find("PUT ", at)) != std::string::npos; ++at) {
                say(fd, kOk);
            }
        }
    });
    Client client(server.port());
    for (auto& each : client.sendAll(1)) QCOMPARE(statusOf(each), 200);
    // All of them on the one connection that there is; it breaks, and they are sent again.
    for (auto& each : client.sendAll(7)) QCOMPARE(statusOf(each), 200);
    QVERIFY(!toBreak.load());
    // Two, and two that the client has closed and the server not yet.
    QVERIFY2(server.mostAtOnce() <= 4, std::to_string(server.mostAtOnce()).c_str());
}

void TestUpstreamClient::refusalsOfAFullQueueDoNotNest() {
    constexpr int kRefusals = 1000;
    struct Chain {
        UpstreamClient& client;
        int depth = 0;
        int deepest = 0;
        int left = kRefusals;
        std::promise<int> over;

        void next() {
            deepest = std::max(deepest, ++depth);
            client.send(request(0), [this](const Outcome& outcome) {
                if (outcome || outcome.error().kind != UpstreamFailure::Kind::Busy) left = 1;
                if (--left > 0) return next();
                over.set_value(deepest);
            });
            --depth;
        }
    };
    const Server server([](int, int) {});
    Client client(server.port(), 0);
    Chain chain{*client, 0, 0, kRefusals, {}};
    client.loop().post([&chain] { chain.next(); });
    auto over = chain.over.get_future();
    QVERIFY(over.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    QCOMPARE(over.get(), 1);
    QCOMPARE(chain.left, 0);
}

QTEST_GUILESS_MAIN(TestUpstreamClient)
#include "test_upstream_client.moc"
