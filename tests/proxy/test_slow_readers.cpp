// SPDX-License-Identifier: Apache-2.0
// Who reads a long answer slowly but steadily gets all of it, however long it takes; who stops
// reading is cut off after answer_seconds. Who is still reading when the program ends gets the
// rest.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTest>
#include <QThread>
#include <vector>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost::test;

namespace {

constexpr int kAnswerSeconds = 2;
constexpr int kGroups = 4;
constexpr int kSeries = 3000;
constexpr std::size_t kLabelBytes = 1000;

/// A client with a small window, so that the server notices how it reads.
class NarrowReader {
public:
    explicit NarrowReader(std::uint16_t port) : m_fd(::socket(AF_INET, SOCK_STREAM, 0)) {
        const int window = 64 * 1024;
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        m_connected =
            ::connect(m_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        constexpr std::string_view kScrape = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
        m_connected &= ::send(m_fd, kScrape.data(), kScrape.size(), MSG_NOSIGNAL) ==
                       static_cast<ssize_t>(kScrape.size());
    }
    ~NarrowReader() { ::close(m_fd); }
    NarrowReader(const NarrowReader&) = delete;
    NarrowReader& operator=(const NarrowReader&) = delete;

    [[nodiscard]] bool connected() const { return m_connected; }
    /// 0: the server has closed; -1: nothing came in five seconds, or the connection was reset.
    ssize_t read(std::size_t most) {
        pollfd poll{m_fd, POLLIN, 0};
        if (::poll(&poll, 1, 5000) != 1) return -1;
        m_room.resize(most);
        return ::recv(m_fd, m_room.data(), most, 0);
    }
    [[nodiscard]] std::string_view room() const { return {m_room.data(), m_room.size()}; }

private:
    int m_fd;
    bool m_connected = false;
    std::vector<char> m_room;
};

}  // namespace

class TestSlowReaders : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void steadyOnesGetAllOfIt();
    void whoStopsIsCutOff();
    void nobodyIsWaitedForOnceTheAnswerIsOut();

private:
    ProxyProgram m_proxy;
};

void TestSlowReaders::initTestCase() {
    QVERIFY(
        m_proxy.serve("listen: [{ address: '127.0.0.1:0' }]\nupstream: { kind: embedded, "
                      "data_dir: data, durability: 'off' }\nlimits: { answer_seconds: " +
                      std::to_string(kAnswerSeconds) + " }\n"));
    const std::string label(kLabelBytes, 'x');
    for (int group = 0; group < kGroups; ++group) {
        std::string body = "# TYPE long gauge\n";
        for (int i = 0; i < kSeries; ++i) {
            body += "long{text=\"" + label + "\",n=\"" + std::to_string(i) + "\"} 1\n";
        }
        const auto answer = m_proxy.put("/metrics/job/j/group/" + std::to_string(group), body);
        QCOMPARE(answer.status, 200);
    }
}

void TestSlowReaders::steadyOnesGetAllOfIt() {
    NarrowReader reader(m_proxy.port());
    QVERIFY(reader.connected());
    QElapsedTimer clock;
    clock.start();
    ssize_t got = reader.read(4096);
    QVERIFY(got > 0);
    const std::string_view start = reader.room();
    const std::size_t field = start.find("Content-Length: ");
    const std::size_t head = start.find("\r\n\r\n") + 4;
    QVERIFY(field != std::string_view::npos && head < 4096);
    const std::size_t whole = head + std::stoul(std::string(start.substr(field + 16, 12)));
    QVERIFY(whole > kGroups * kSeries * kLabelBytes);
    auto sum = static_cast<std::size_t>(got);
    while (sum < whole && got > 0) {
        QThread::msleep(10);
        got = reader.read(32 * 1024);
        sum += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    }
    QCOMPARE(sum, whole);
    QVERIFY2(clock.elapsed() > 1000 * (kAnswerSeconds + 1), "too quick to show anything");
}

void TestSlowReaders::whoStopsIsCutOff() {
    constexpr std::string_view kCut = "gatepost_proxy_limited_total{limit=\"answer_seconds\"}";
    const std::string before = m_proxy.scraped(kCut);
    NarrowReader reader(m_proxy.port());
    QVERIFY(reader.connected());
    QVERIFY(reader.read(4096) > 0);
    // What went into buffers at first counts for one term, so the second one ends it.
    QThread::sleep(2 * kAnswerSeconds + 2);
    std::size_t sum = 4096;
    ssize_t got = 0;
    while ((got = reader.read(1024 * 1024)) > 0) sum += static_cast<std::size_t>(got);
    QVERIFY2(sum < kGroups * kSeries * kLabelBytes, qPrintable(QString::number(sum)));
    QCOMPARE(m_proxy.get("/-/healthy").status, 200);
    QCOMPARE(before, std::string("0"));
    QCOMPARE(m_proxy.scraped(kCut), std::string("1"));
}

void TestSlowReaders::nobodyIsWaitedForOnceTheAnswerIsOut() {
    NarrowReader reader(m_proxy.port());
    QVERIFY(reader.connected());
    QVERIFY(reader.read(4096) > 0);
    ::kill(static_cast<pid_t>(m_proxy.pid()), SIGTERM);
    QThread::msleep(500);  // it is ending, and the answer still under way
    std::size_t sum = 4096;
    ssize_t got = 0;
    while ((got = reader.read(1024 * 1024)) > 0) sum += static_cast<std::size_t>(got);
    QCOMPARE(got, ssize_t{0});
    QVERIFY(sum > kGroups * kSeries * kLabelBytes);
}

QTEST_GUILESS_MAIN(TestSlowReaders)
#include "test_slow_readers.moc"
