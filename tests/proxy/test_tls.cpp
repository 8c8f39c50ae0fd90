// SPDX-License-Identifier: Apache-2.0
// TLS with openssl's certificates and curl: who is let in, by which certificate, and reload.
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include "tests/proxy/tls_tool.h"

using namespace gatepost::test;

namespace {

/// A TLS 1.2 hello (RFC 5246, 7.4.1.2) with these compression methods.
std::string hello(std::string_view compressions) {
    using namespace std::string_view_literals;
    constexpr auto kExtensions =
        "\x00\x0a\x00\x04\x00\x02\x00\x17"     // the curve P-256
        "\x00\x0b\x00\x02\x01\x00"             // its points uncompressed
        "\x00\x0d\x00\x04\x00\x02\x04\x03"sv;  // ECDSA with SHA-256
    std::string body("\x03\x03", 2);
    body += std::string(32, '\x5a') + '\0';  // random, no session
    body += "\x00\x02\xc0\x2b"sv;            // ECDHE-ECDSA-AES128-GCM-SHA256
    body += static_cast<char>(compressions.size());
    body += compressions;
    body += '\0';
    body += static_cast<char>(kExtensions.size());
    body += kExtensions;
    const auto size = static_cast<char>(body.size());
    const auto more = static_cast<char>(body.size() + 4);
    return std::string("\x16\x03\x01\0", 4) + more + std::string("\x01\0\0", 3) + size + body;
}

/// What an answer to hello() chose, -1 where it is no ServerHello.
int chosenCompression(WireSocket& socket) {
    constexpr std::size_t kSession = 5 + 4 + 2 + 32;  // record, message, version, random
    std::string answer;
    for (;;) {
        const std::string more = socket.receive();
        answer += more;
        if (more.empty() || !answer.starts_with('\x16')) return -1;
        if (answer.size() <= kSession) continue;
        const std::size_t at = kSession + 1 + static_cast<unsigned char>(answer[kSession]) + 2;
        if (answer.size() > at) return static_cast<unsigned char>(answer[at]);
    }
}

}  // namespace

class TestProxyTls : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void versions();
    void nothingIsCompressed();
    void nothingIsRenegotiated();
    void sslscanFindsNothingWeak();
    void certificatesSayWho();
    void aHeaderDecidesAlone();
    void plainHttpIsRefused();
    void largeBodiesAndAnswers();
    void newCertificatesAreUsed();
    void requiredCertificates();
    void versionsThatAreAskedFor_data();
    void versionsThatAreAskedFor();

private:
    ProxyProgram m_proxy;
    TlsTool m_tool{m_proxy};
    std::string m_token;
};

void TestProxyTls::initTestCase() {
    m_tool.authority("ca");
    m_tool.authority("other");
    m_tool.certificate("server", "/CN=localhost", "DNS:localhost", "ca");
    m_tool.certificate("alice", "/CN=Alice A.", "email:alice@example.org,email:second@example.org",
                       "ca");
    m_tool.certificate("device", "/CN=device-7", "DNS:device-7", "ca");
    m_tool.certificate("stranger", "/CN=stranger", "email:alice@example.org", "other");
    m_token = m_proxy.token({QStringLiteral("--user"), QStringLiteral("bob"),
                             QStringLiteral("--grants"), QStringLiteral("push,read")});
    QVERIFY2(m_proxy.serve("listen:\n"
                           "  - address: '127.0.0.1:0'\n"
                           "    tls: { cert_file: server.crt, key_file: server.key, "
                           "client_ca_file: ca.crt, client_auth: verify_if_given }\n"
                           "auth: { tokens_file: tokens.yml }\n"),
             m_proxy.log().c_str());
}

void TestProxyTls::versions() {
    QCOMPARE(m_tool.curl({"--tlsv1.3"}, "/-/healthy"), 200);
    QCOMPARE(m_tool.curl({"--tls-max", "1.2"}, "/-/healthy"), 200);
    QCOMPARE(m_tool.curl({"--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"}, "/-/healthy"), 0);
}

void TestProxyTls::nothingIsCompressed() {
    using namespace std::string_view_literals;
    for (const auto offered : {"\x01\x00"sv, "\x00\x01"sv, "\x00"sv}) {
        WireSocket socket(m_proxy.port());
        socket.send(hello(offered));
        QCOMPARE(chosenCompression(socket), 0);
    }
    WireSocket only(m_proxy.port());
    only.send(hello("\x01"));
    QVERIFY(only.receive().starts_with("\x15\x03\x03\x00\x02\x02"sv));  // a fatal alert
}

void TestProxyTls::nothingIsRenegotiated() {
    QProcess client;
    client.setProcessChannelMode(QProcess::MergedChannels);
    client.start(QStringLiteral("openssl"),
                 {QStringLiteral("s_client"), QStringLiteral("-tls1_2"), QStringLiteral("-connect"),
                  QStringLiteral("127.0.0.1:") + QString::number(m_proxy.port())});
    client.write("R\n");
    const bool ended = client.waitForFinished(10000);  // it gives up when it is refused
    client.kill();
    client.waitForFinished();
    const QByteArray output = client.readAll();
    QVERIFY2(output.contains("Compression: NONE"), output.constData());
    QVERIFY2(output.contains("RENEGOTIATING"), output.constData());
    QVERIFY2(ended && output.contains("no renegotiation"), output.constData());
}

void TestProxyTls::sslscanFindsNothingWeak() {
    const std::string found = m_tool.run(
        "sslscan",
        {"--no-colour", "--renegotiation", "127.0.0.1:" + std::to_string(m_proxy.port())});
    for (const char* line :
         {"SSLv2     disabled", "SSLv3     disabled", "TLSv1.0   disabled", "TLSv1.1   disabled",
          "TLSv1.2   enabled", "TLSv1.3   enabled", "Session renegotiation not supported",
          "TLSv1.3 not vulnerable to heartbleed", "TLSv1.2 not vulnerable to heartbleed"}) {
        QVERIFY2(found.find(line) != std::string::npos, (line + ("\n" + found)).c_str());
    }
    // Every suite: forward secrecy and authenticated encryption, 128 bits or more.
    int suites = 0;
    for (const QString& line : QString::fromStdString(found).split(QLatin1Char('\n'))) {
        if (!line.startsWith(QStringLiteral("Accepted")) &&
            !line.startsWith(QStringLiteral("Preferred"))) {
            continue;
        }
        ++suites;
        static const QRegularExpression good(QStringLiteral(
            "^(Accepted|Preferred) +TLSv1\\.(3  +(128|256) bits  TLS_|2  +(128|256) bits  "
            "ECDHE-)[A-Z0-9_-]*(GCM|POLY1305)[A-Z0-9_-]* "));
        QVERIFY2(good.match(line).hasMatch(), qPrintable(line));
    }
    QVERIFY2(suites >= 4, found.c_str());
    for (const char* weak :
         {"RC4", "3DES", "CBC", "NULL", "EXPORT", "MD5", "anon", "ffdhe", "112 bits"}) {
        QVERIFY2(found.find(weak) == std::string::npos, weak);
    }
}

void TestProxyTls::certificatesSayWho() {
    QCOMPARE(m_tool.put({}), 401);
    QCOMPARE(m_tool.put(TlsTool::as("alice")), 200);
    QCOMPARE(m_tool.put(TlsTool::as("device")), 200);
    QCOMPARE(m_tool.put(TlsTool::as("stranger")), 0);
    QCOMPARE(m_tool.curl(TlsTool::as("alice"), "/metrics"), 403);  // certificates push, no more
    QCOMPARE(m_tool.curl({"-H", "Authorization: Bearer " + m_token}, "/metrics"), 200);
    const std::string scrape = m_tool.run("cat", {"answer"});
    for (const char* user : {"userid=\"alice@example.org\"", "userid=\"device-7\""}) {
        QVERIFY(scrape.find(user) != std::string::npos);
    }
    QVERIFY(scrape.find("stranger") == std::string::npos);
}

void TestProxyTls::aHeaderDecidesAlone() {
    auto arguments = TlsTool::as("alice");
    arguments.insert(arguments.end(), {"-H", "Authorization: Bearer gp_wrong"});
    QCOMPARE(m_tool.put(arguments), 401);
}

/// The client is told, as Go's server tells it, instead of seeing a connection that ends.
void TestProxyTls::plainHttpIsRefused() {
    for (const std::string line : {"GET /-/healthy", "PUT /metrics/job/x", "POST /api/v1/push",
                                   "DELETE /metrics/job/x", "OPTIONS /metrics"}) {
        WireSocket socket(m_proxy.port());
        socket.send(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        const auto all = socket.receiveUntilClosed();
        QVERIFY2(all && all->starts_with("HTTP/1.1 400 Bad Request\r\n"), line.c_str());
        QVERIFY(all->find("\r\nConnection: close\r\n") != std::string::npos);
        QVERIFY(all->find("speaks https") != std::string::npos);
    }
    // The last is a balancer that is not listed: what it speaks is not the trouble.
    for (const std::string neither :
         {"neither of the two\r\n\r\n", "PROXY TCP4 127.0.0.9 127.0.0.1 1 2\r\n\r\n"}) {
        WireSocket other(m_proxy.port());
        other.send(neither);
        const auto all = other.receiveUntilClosed();
        QVERIFY(all && all->find("HTTP/1.1") == std::string::npos);
    }
}

void TestProxyTls::largeBodiesAndAnswers() {
    std::string text = "# HELP wide W.\n# TYPE wide gauge\n";
    for (int i = 0; i < 40000; ++i) text += "wide{i=\"" + std::to_string(i) + "\"} 1\n";
    m_proxy.write("wide.prom", text);
    const std::vector<std::string> with{"-H", "Authorization: Bearer " + m_token};
    QCOMPARE(m_tool.curl({"-T", "wide.prom", with[0], with[1]}, "/metrics/job/wide"), 200);
    QCOMPARE(m_tool.curl(with, "/metrics"), 200);
    QVERIFY(m_tool.run("grep", {"-c", "^wide{", "answer"}) == "40000\n");
}

void TestProxyTls::newCertificatesAreUsed() {
    const auto subject = [this] {
        return m_tool.run(
            "sh", {"-c", "openssl s_client -connect 127.0.0.1:" + std::to_string(m_proxy.port()) +
                             " </dev/null 2>/dev/null | openssl x509 -noout -subject"});
    };
    QVERIFY(subject().find("CN = localhost") != std::string::npos);
    m_tool.certificate("fresh", "/CN=fresh", "DNS:localhost", "ca");
    m_tool.run("sh", {"-c", "mv fresh.key server.key && mv fresh.crt server.crt"});
    QVERIFY(ProxyProgram::eventually(
        [&] { return subject().find("CN = fresh") != std::string::npos; }));
    // One that is broken is not taken.
    m_proxy.write("server.crt", "not a certificate\n");
    QVERIFY(ProxyProgram::eventually([&] {
        return m_proxy.log().find("not reloaded: what was read last stays") != std::string::npos;
    }));
    QVERIFY(subject().find("CN = fresh") != std::string::npos);
}

void TestProxyTls::requiredCertificates() {
    ProxyProgram proxy;
    const TlsTool tool{proxy};
    tool.authority("ca");
    tool.certificate("server", "/CN=localhost", "DNS:localhost", "ca");
    tool.certificate("alice", "/CN=alice", "DNS:alice", "ca");
    proxy.write("web.yml",
                "tls_server_config: { cert_file: server.crt, key_file: server.key, client_ca_file: "
                "ca.crt, client_auth_type: RequireAndVerifyClientCert }\n");
    QVERIFY2(proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                         "auth: { web_config_file: web.yml }\n"),
             proxy.log().c_str());
    QCOMPARE(tool.curl({}, "/-/healthy"), 0);
    QCOMPARE(tool.curl(TlsTool::as("alice"), "/-/healthy"), 200);
    QCOMPARE(tool.put(TlsTool::as("alice")), 200);
}

void TestProxyTls::versionsThatAreAskedFor_data() {
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<int>("old");
    QTest::addColumn<int>("fresh");
    QTest::newRow("least") << QByteArray("min_version: TLS13") << 0 << 200;
    QTest::newRow("most") << QByteArray("max_version: TLS12") << 200 << 0;
    QTest::newRow("both") << QByteArray("min_version: TLS12, max_version: TLS13") << 200 << 200;
}

void TestProxyTls::versionsThatAreAskedFor() {
    QFETCH(QByteArray, setting);
    QFETCH(int, old);
    QFETCH(int, fresh);
    ProxyProgram proxy;
    const TlsTool tool{proxy};
    tool.authority("ca");
    tool.certificate("server", "/CN=localhost", "DNS:localhost", "ca");
    proxy.write("web.yml", "tls_server_config: { cert_file: server.crt, key_file: server.key, " +
                               setting.toStdString() + " }\n");
    QVERIFY2(proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                         "auth: { web_config_file: web.yml }\n"),
             proxy.log().c_str());
    QCOMPARE(tool.curl({"--tls-max", "1.2"}, "/-/healthy"), old);
    QCOMPARE(tool.curl({"--tlsv1.3"}, "/-/healthy"), fresh);
}

QTEST_GUILESS_MAIN(TestProxyTls)
#include "test_tls.moc"
