// SPDX-License-Identifier: Apache-2.0
// Behind a balancer (PROXY protocol) and behind systemd (socket activation).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

#include "proxy/server/proxy_header.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;
using gatepost::proxy::Networks;
using gatepost::proxy::ProxyHeader;
using gatepost::proxy::readProxyHeader;

namespace {

constexpr std::string_view kGet = "GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

std::string binary(char command, char family, std::string_view addresses) {
    std::string out("\r\n\r\n\0\r\nQUIT\n", 12);
    out += command;
    out += family;
    out += static_cast<char>(addresses.size() >> 8);
    out += static_cast<char>(addresses.size() & 0xff);
    return out + std::string(addresses);
}

std::string v4() {
    return binary('\x21', '\x11', {"\xc0\x00\x02\x07\x7f\x00\x00\x01\x30\x39\x23\x84", 12});
}

}  // namespace

class TestProxyBalancers : public QObject {
    Q_OBJECT
private slots:
    void headers_data();
    void headers();
    void everyPrefixIsIncomplete();
    void networks();
    void theClientIsWhoTheBalancerSays();
    void nobodyElseMaySaySo();
    void socketsOfSystemd();
    void startedByItsFirstConnection();
};

void TestProxyBalancers::headers_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<int>("port");
    const auto row = [](const char* name, const std::string& bytes, bool good, const char* address,
                        int port) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << good << QByteArray(address)
                            << port;
    };
    row("tcp4", "PROXY TCP4 192.0.2.7 127.0.0.1 12345 9092\r\nGET", true, "192.0.2.7", 12345);
    row("tcp6", "PROXY TCP6 2001:DB8::0:7 ::1 1 2\r\n", true, "2001:db8::7", 1);
    row("four as six", "PROXY TCP6 ::ffff:192.0.2.7 ::ffff:127.0.0.1 1 2\r\n", true, "192.0.2.7",
        1);
    row("unknown", "PROXY UNKNOWN\r\n", true, "", 0);
    row("unknown with more", "PROXY UNKNOWN a b c d\r\n", true, "", 0);
    row("binary", v4() + "GET", true, "192.0.2.7", 12345);
    row("binary local", binary('\x20', '\x00', ""), true, "", 0);
    row("binary six",
        binary('\x21', '\x21',
               std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\x07" +
                   std::string(16, '\0') + std::string("\x00\x50\x00\x50", 4)),
        true, "2001:db8::7", 80);
    row("binary four as six",
        binary('\x21', '\x21',
               std::string(10, '\0') + std::string("\xff\xff\xc0\x00\x02\x07", 6) +
                   std::string(16, '\0') + std::string("\x00\x50\x00\x50", 4)),
        true, "192.0.2.7", 80);
    row("binary with more", binary('\x21', '\x11', std::string(12, '\1') + "\x04\0\1x"), true,
        "1.1.1.1", 257);
    row("binary, unspecified", binary('\x21', '\x00', "whatever"), true, "", 0);
    row("no header", "GET / HTTP/1.1\r\n", false, "", 0);
    row("not an address", "PROXY TCP4 192.0.2.256 127.0.0.1 1 2\r\n", false, "", 0);
    row("six as four", "PROXY TCP4 ::1 ::1 1 2\r\n", false, "", 0);
    row("big port", "PROXY TCP4 1.1.1.1 1.1.1.1 65536 2\r\n", false, "", 0);
    row("no destination", "PROXY TCP4 1.1.1.1 x 1 2\r\n", false, "", 0);
    row("big destination port", "PROXY TCP4 1.1.1.1 1.1.1.1 1 65536\r\n", false, "", 0);
    row("two blanks", "PROXY TCP4  1.1.1.1 1.1.1.1 1 2\r\n", false, "", 0);
    row("word too many", "PROXY TCP4 1.1.1.1 1.1.1.1 1 2 3\r\n", false, "", 0);
    row("blank at the end", "PROXY TCP4 1.1.1.1 1.1.1.1 1 2 \r\n", false, "", 0);
    row("negative port", "PROXY TCP4 1.1.1.1 1.1.1.1 -1 2\r\n", false, "", 0);
    row("lower case", "proxy TCP4 1.1.1.1 1.1.1.1 1 2\r\n", false, "", 0);
    row("other protocol", "PROXY UDP4 1.1.1.1 1.1.1.1 1 2\r\n", false, "", 0);
    row("few words", "PROXY TCP4 1.1.1.1\r\n", false, "", 0);
    row("endless line", "PROXY TCP4 " + std::string(200, '1'), false, "", 0);
    row("binary, other version", binary('\x31', '\x11', std::string(12, '\0')), false, "", 0);
    row("binary, other command", binary('\x22', '\x11', std::string(12, '\0')), false, "", 0);
    row("binary, datagrams", binary('\x21', '\x12', std::string(12, '\0')), false, "", 0);
    row("binary, unix", binary('\x21', '\x31', std::string(216, '\0')), false, "", 0);
    row("binary, six in the room of four", binary('\x21', '\x21', std::string(12, '\0')), false, "",
        0);
    row("binary, short addresses", binary('\x21', '\x11', "\x01\x02"), false, "", 0);
    row("binary, too long", binary('\x21', '\x11', std::string(1000, 'x')), false, "", 0);
}

void TestProxyBalancers::headers() {
    QFETCH(QByteArray, bytes);
    QFETCH(bool, good);
    const ProxyHeader header = readProxyHeader(bytes.toStdString());
    QCOMPARE(header.state, good ? ProxyHeader::State::Done : ProxyHeader::State::Wrong);
    if (!good) return;
    QTEST(QByteArray::fromStdString(header.address), "address");
    QTEST(int(header.port), "port");
    if (bytes.endsWith("GET")) QCOMPARE(qsizetype(header.bytes), bytes.size() - 3);
}

void TestProxyBalancers::everyPrefixIsIncomplete() {
    for (const std::string& whole :
         {std::string("PROXY TCP4 192.0.2.7 127.0.0.1 12345 9092\r\n"), v4()}) {
        for (std::size_t i = 0; i < whole.size(); ++i) {
            QCOMPARE(readProxyHeader(std::string_view(whole).substr(0, i)).state,
                     ProxyHeader::State::Incomplete);
        }
    }
}

void TestProxyBalancers::networks() {
    const Networks some({"10.0.0.0/8", "192.0.2.7", "2001:db8::/33"});
    for (const char* in : {"10.255.0.1", "192.0.2.7", "2001:db8:7fff::1"}) {
        QVERIFY2(some.contains(in), in);
    }
    for (const char* out : {"11.0.0.1", "192.0.2.8", "2001:db8:8000::1", "::1", "nonsense"}) {
        QVERIFY2(!some.contains(out), out);
    }
    QVERIFY(Networks({"0.0.0.0/0"}).contains("1.2.3.4") && !Networks().contains("1.2.3.4"));
}

void TestProxyBalancers::theClientIsWhoTheBalancerSays() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "proxy_protocol_from: [127.0.0.0/8]\n"
                                             "limits: { connections_per_address: 1 }\n"));
    for (const std::string& header :
         {std::string("PROXY TCP4 192.0.2.8 127.0.0.1 12345 9092\r\n"), v4()}) {
        WireSocket first(proxy.port());
        WireSocket socket(proxy.port());  // one address' cap is not the balancer's
        socket.send(header.substr(0, 9));
        QTest::qSleep(50);
        socket.send(header.substr(9) + std::string(kGet));
        QCOMPARE(socket.response().status, 200);
    }
    QVERIFY(ProxyProgram::eventually([&] {
        const std::string log = proxy.log();
        return log.find("remote=192.0.2.7 ") != std::string::npos &&
               log.find("remote=192.0.2.8 ") != std::string::npos;
    }));
    // A balancer that does not say is not let in.
    WireSocket silent(proxy.port());
    silent.send(kGet);
    QCOMPARE(silent.receiveUntilClosed(), std::optional<std::string>(""));
}

void TestProxyBalancers::nobodyElseMaySaySo() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "proxy_protocol_from: [192.0.2.1]\n"));
    WireSocket socket(proxy.port());
    socket.send("PROXY TCP4 192.0.2.8 127.0.0.1 12345 9092\r\n" + std::string(kGet));
    const auto all = socket.receiveUntilClosed();
    QVERIFY(all && all->starts_with("HTTP/1.1 400 "));
}

void TestProxyBalancers::socketsOfSystemd() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    QCOMPARE(::bind(fd, reinterpret_cast<sockaddr*>(&address), length), 0);
    QCOMPARE(::listen(fd, 16), 0);
    QCOMPARE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length), 0);
    ProxyProgram proxy;
    proxy.inherit(fd, "front");
    // A socket that is handed over may be reached from anywhere, so there must be an auth section.
    const std::string config = "listen: [{ address: 'systemd:front' }]\n";
    QVERIFY(!proxy.serve(config));
    QVERIFY2(proxy.serve(config + "auth: { tokens_file: tokens.yml }\n"), proxy.log().c_str());
    QCOMPARE(proxy.port(), ntohs(address.sin_port));
    QCOMPARE(proxy.get("/-/healthy").status, 200);
    ProxyProgram other;
    QVERIFY(!other.serve(config + "auth: { tokens_file: tokens.yml }\n"));
    QVERIFY(other.log().find("no socket named front was passed in") != std::string::npos);
    // As a socket unit with two addresses passes them in, both under one name.
    ProxyProgram both;
    both.inherit(fd, "front:front");
    QVERIFY(!both.serve(config + "auth: { tokens_file: tokens.yml }\n"));
    QVERIFY(both.log().find("2 sockets named front were passed in; expected one") !=
            std::string::npos);
    ::close(fd);
    ProxyProgram local;
    const int unixSocket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    local.inherit(unixSocket, "front");
    QVERIFY(!local.serve(config + "auth: { tokens_file: tokens.yml }\n"));
    ::close(unixSocket);
    QVERIFY(local.log().find("the socket named front that was passed in is no TCP socket") !=
            std::string::npos);
}

void TestProxyBalancers::startedByItsFirstConnection() {
    ProxyProgram proxy;  // its directory
    proxy.write("proxy.yml",
                "listen: [{ address: 'systemd:front' }]\n"
                "auth: { tokens_file: tokens.yml }\nupstream: { data_dir: data }\n");
    const std::string token =
        proxy.token({QStringLiteral("--user"), QStringLiteral("ada"), QStringLiteral("--grants"),
                     QStringLiteral("push,read")});
    const QString config = QString::fromStdString(proxy.path("proxy.yml"));
    Neighbour activated(QStringLiteral("systemd-socket-activate"),
                        {QStringLiteral("--listen=127.0.0.1:%1"), QStringLiteral("--fdname=front"),
                         ProxyProgram::program(), QStringLiteral("--config"), config});
    QVERIFY(activated.up());
    const auto push = [&](const std::string& who) {
        return ask(activated.port(), http::Method::Put, "/metrics/job/a", bearer(who), kGood)
            .status;
    };
    QCOMPARE(push(token), 200);
    QCOMPARE(push("gp_wrong"), 401);
    const auto all = ask(activated.port(), http::Method::Get, "/metrics", bearer(token)).body;
    QVERIFY(all.find("app_requests_total{instance=\"\",job=\"a\",path=\"/\",userid=\"ada\"} 3") !=
            std::string::npos);
}

QTEST_GUILESS_MAIN(TestProxyBalancers)
#include "test_balancers.moc"
