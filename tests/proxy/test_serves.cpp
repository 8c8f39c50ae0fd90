// SPDX-License-Identifier: Apache-2.0
// What a listener serves: each route is there under its own word of `serves` and under no other.
#include <QTest>
#include <array>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

constexpr std::array<const char*, 5> kListeners{"push", "lint", "scrape", "status", "all"};

}  // namespace

class TestProxyServes : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void aRouteIsThereUnderItsWord_data();
    void aRouteIsThereUnderItsWord();
    void wordsAdd();

private:
    [[nodiscard]] bool has(std::size_t listener, http::Method method, const std::string& target,
                           const std::string& body = {}) const {
        const auto answer = ask(m_proxy.port(listener), method, target, {}, body);
        return answer.status != 0 && answer.status != 404;
    }
    ProxyProgram m_proxy;
};

/// With an auth section there is something to enroll for. Whether a caller may is asked later: 401.
void TestProxyServes::initTestCase() {
    QVERIFY(!m_proxy.token({QStringLiteral("--user"), QStringLiteral("ada")}).empty());
    QVERIFY2(m_proxy.serve("listen:\n"
                           "  - { address: '127.0.0.1:0', serves: [push] }\n"
                           "  - { address: '127.0.0.1:0', serves: [lint] }\n"
                           "  - { address: '127.0.0.1:0', serves: [scrape] }\n"
                           "  - { address: '127.0.0.1:0', serves: [status] }\n"
                           "  - { address: '127.0.0.1:0' }\n"
                           "  - { address: '127.0.0.1:0', serves: [scrape, lint] }\n"
                           "upstream: { data_dir: data }\n"
                           "auth: { tokens_file: tokens.yml }\n"
                           "admin_api: true\n"),
             m_proxy.log().c_str());
}

void TestProxyServes::aRouteIsThereUnderItsWord_data() {
    QTest::addColumn<int>("method");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("word");
    const auto row = [](http::Method method, const char* target, const char* word) {
        QTest::addRow("%s %s", std::string(http::toString(method)).c_str(), target)
            << static_cast<int>(method) << QString::fromLatin1(target) << QString::fromLatin1(word);
    };
    using enum http::Method;
    row(Put, "/metrics/job/a", "push");
    row(Post, "/metrics/job@base64/YQ", "push");
    row(Delete, "/metrics/job/a", "push");
    row(Post, "/push_metrics", "push");
    row(Post, "/api/v1/pushes", "push");
    row(Post, "/api/v1/leases", "push");
    row(Post, "/api/v1/enroll", "push");
    row(Get, "/api/v1/policy", "push");
    row(Get, "/api/v1/whoami", "push");
    row(Post, "/lint", "lint");
    row(Put, "/lint", "lint");
    row(Get, "/metrics", "scrape");
    row(Get, "/", "status");
    row(Get, "/api/v1/status", "status");
    row(Get, "/api/v1/metrics", "status");
    row(Put, "/api/v1/admin/wipe", "status");
    row(Get, "/-/healthy", "");
    row(Get, "/-/ready", "");
    row(Get, "/health", "");
}

void TestProxyServes::aRouteIsThereUnderItsWord() {
    QFETCH(int, method);
    QFETCH(QString, target);
    QFETCH(QString, word);
    for (std::size_t i = 0; i < kListeners.size(); ++i) {
        const QString listener = QString::fromLatin1(kListeners[i]);
        const bool wanted = word.isEmpty() || listener == word || listener == QStringLiteral("all");
        const bool there = has(i, static_cast<http::Method>(method), target.toStdString());
        QVERIFY2(there == wanted, kListeners[i]);
    }
}

void TestProxyServes::wordsAdd() {
    constexpr std::size_t kScrapeAndLint = kListeners.size();
    QVERIFY(has(kScrapeAndLint, http::Method::Get, "/metrics"));
    QVERIFY(has(kScrapeAndLint, http::Method::Post, "/lint", "a 1\n"));
    QVERIFY(!has(kScrapeAndLint, http::Method::Put, "/metrics/job/a", "a 1\n"));
    QVERIFY(!has(kScrapeAndLint, http::Method::Get, "/"));
}

QTEST_GUILESS_MAIN(TestProxyServes)
#include "test_serves.moc"
