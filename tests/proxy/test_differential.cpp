// SPDX-License-Identifier: Apache-2.0
// The embedded gateway beside Debian's Pushgateway: the same requests to both, without auth and
// with lint off, must give the same statuses and the same series, name by name and value by value.
// Left out is what ends Pushgateway 1.5.1 for everybody (test_pushgateway has that), names of each
// program's own metrics, and the order of series within a family, which means nothing.
#include <QTest>
#include <random>
#include <set>
#include <sstream>

#include "http/codings.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

const std::vector<std::string> kBodies{
    "",
    "a 1\n",
    "a 2\nb 3\n",
    "# TYPE c counter\nc{x=\"1\"} 1\nc{x=\"2\"} 2.5\n",
    "# HELP c Help with \\\\ and \\n.\n# TYPE c counter\nc{x=\"1\"} 1e300\n",
    "# TYPE c gauge\nc 1\n",
    "# TYPE h histogram\nh_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 4.5\nh_count 3\n",
    "# TYPE h histogram\nh_bucket{le=\"1\",x=\"y\"} 1\nh_sum{x=\"y\"} 4\nh_count{x=\"y\"} 3\n",
    "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns{quantile=\"0.99\"} NaN\ns_sum 2\ns_count 1\n",
    "h_count 3\n",
    "v{l=\"\\\"quoted\\\" \\\\ \\n\"} +Inf\nv{l=\"\xc3\xbc\"} -0\n",
    "job_like{job=\"own\",instance=\"here\"} 1\n",
    "n 1000000\nn{x=\"1\"} 0.0001\nn{x=\"2\"} 1e-05\nn{x=\"3\"} 123456.789\n",
    "push_time_seconds 5\n",
    "broken\n",
    "a 1 1000\n",
    "a 1\na 1\n",
    "a{x=\"\"} 1\n",
    "a 1",
    "# TYPE a nonsense\na 1\n",
    "a{le=\"1\"} 1\n",
    "bad-name 1\n",
    "r{__reserved=\"1\"} 1\n",
    "e{x=\"1\",x=\"2\"} 1\n",
    "\xef\xbb\xbf"
    "a 1\n",
};

const std::vector<std::string> kPaths{
    "/metrics/job/one",
    "/metrics/job/two",
    "/metrics/job/one/x/1",
    "/metrics/job/one/instance/here",
    "/metrics/job@base64/L3NsYXNo/b/2",
    "/metrics/job/one/x@base64/YSBi",
    "/metrics/job/with%20blank/and/%C3%BC",
    "/metrics/job/plus+plus",
    "/metrics/job/one/x/1/y/2/x/3",
    "/metrics/job/one/y/2/x/3",
    "/metrics/job/odd/label",
    "/metrics/job/bad/la-bel/1",
    "/metrics/job/bad/__label/1",
    "/metrics/job/enc%2Foded/x/1",
    "/metrics/job%40base64/L3NsYXNo/b/2",
    "/%6Detrics/job/one/%78/1",
    "/metrics%2Fjob/one",
    "/metrics/%256Aob/one",
    "/metrics/job/one/x/%2578",
    "/metrics/job/trailing/",
};

/// Sample lines of what was pushed; when a group was pushed or failed is told as yes or no.
std::vector<std::string> series(const std::string& scrape) {
    static const std::vector<std::string> kOwn{"go_", "process_", "promhttp_", "pushgateway_",
                                               "gatepost_"};
    std::vector<std::string> out;
    std::istringstream lines(scrape);
    for (std::string line; std::getline(lines, line);) {
        const std::string name = line.starts_with("# ") ? line.substr(7) : line;
        const bool pushed = line.find("job=\"") != std::string::npos;
        if (!pushed &&
            std::ranges::any_of(kOwn, [&](auto& own) { return name.starts_with(own); })) {
            continue;
        }
        if (line.starts_with("push_time_seconds{") ||
            line.starts_with("push_failure_time_seconds{")) {
            const std::size_t value = line.rfind(' ') + 1;
            line = line.substr(0, value) + (line.substr(value) == "0" ? "never" : "once");
        }
        // A help text of several groups is whichever came first, there as here.
        if (!line.starts_with("# HELP ")) out.push_back(line);
    }
    return out;
}

std::string difference(const std::vector<std::string>& theirs,
                       const std::vector<std::string>& ours) {
    const std::set<std::string> a(theirs.begin(), theirs.end());
    const std::set<std::string> b(ours.begin(), ours.end());
    std::string out;
    for (const auto& line : a) {
        if (!b.contains(line)) out += "  theirs alone: " + line + "\n";
    }
    for (const auto& line : b) {
        if (!a.contains(line)) out += "  ours alone: " + line + "\n";
    }
    if (out.empty() && theirs.size() != ours.size()) out = "  a line is there twice\n";
    return out;
}

}  // namespace

class TestProxyDifferential : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void everyBodyOnEveryPath();
    void manyInARow_data();
    void manyInARow();
    void codings();

private:
    struct Step {
        http::Method method;
        std::string path;
        std::string body;
        Fields fields;
    };
    /// Sends to both; empty where status and words agree.
    [[nodiscard]] std::string step(const Step& step);
    [[nodiscard]] std::string compareSeries();
    std::unique_ptr<Neighbour> m_theirs;
    std::unique_ptr<ProxyProgram> m_ours;
};

void TestProxyDifferential::init() {
    m_theirs =
        std::make_unique<Neighbour>(QStringLiteral("/usr/bin/prometheus-pushgateway"),
                                    QStringList{QStringLiteral("--web.listen-address=127.0.0.1:%1"),
                                                QStringLiteral("--persistence.file=")});
    QVERIFY(m_theirs->up());
    m_ours = std::make_unique<ProxyProgram>();
    QVERIFY(m_ours->serve(std::string(kUndurable) + "lint: { mode: off }\n"));
}

void TestProxyDifferential::cleanup() {
    m_ours.reset();
    m_theirs.reset();
}

std::string TestProxyDifferential::step(const Step& step) {
    const auto theirs = ask(m_theirs->port(), step.method, step.path, step.fields, step.body);
    const auto ours = ask(m_ours->port(), step.method, step.path, step.fields, step.body);
    const std::string what =
        std::string(http::toString(step.method)) + " " + step.path + " " + step.body.substr(0, 60);
    if (theirs.status != ours.status) {
        return what + ": " + std::to_string(theirs.status) + " " + theirs.body + " there, " +
               std::to_string(ours.status) + " " + ours.body + " here";
    }
    // Which series a clash blames follows a map's order there; all other words are the same.
    constexpr std::string_view kClash = "pushed metrics are invalid or inconsistent";
    if (theirs.body.starts_with(kClash) && ours.body.starts_with(kClash)) return {};
    if (theirs.body != ours.body) return what + ": " + theirs.body + " there, " + ours.body;
    return {};
}

std::string TestProxyDifferential::compareSeries() {
    std::string found;
    // There a DELETE is queued, so that it may show a moment later.
    (void)ProxyProgram::eventually([&] {
        found = difference(series(ask(m_theirs->port(), http::Method::Get, "/metrics").body),
                           series(m_ours->get("/metrics").body));
        return found.empty();
    });
    return found;
}

void TestProxyDifferential::everyBodyOnEveryPath() {
    for (const std::string& path : kPaths) {
        for (const std::string& body : kBodies) {
            const std::string found = step({http::Method::Put, path, body, {}});
            QVERIFY2(found.empty(), found.c_str());
        }
        const std::string found = compareSeries();
        QVERIFY2(found.empty(), (path + "\n" + found).c_str());
        const std::string removed = step({http::Method::Delete, path, {}, {}});
        QVERIFY2(removed.empty(), removed.c_str());
    }
    const std::string found = compareSeries();
    QVERIFY2(found.empty(), found.c_str());
}

void TestProxyDifferential::manyInARow_data() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 4; ++seed) QTest::addRow("seed %u", seed) << seed;
}

void TestProxyDifferential::manyInARow() {
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto pick = [&random](const auto& from) {
        return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random)];
    };
    const std::vector<http::Method> methods{http::Method::Put, http::Method::Post,
                                            http::Method::Post, http::Method::Delete};
    for (int i = 1; i <= 200; ++i) {
        const http::Method method = pick(methods);
        const std::string body = method == http::Method::Delete ? "" : pick(kBodies);
        const std::string found = step({method, pick(kPaths), body, {}});
        QVERIFY2(found.empty(), found.c_str());
        if (i % 20 != 0) continue;
        const std::string series = compareSeries();
        QVERIFY2(series.empty(), (std::to_string(i) + "\n" + series).c_str());
    }
}

void TestProxyDifferential::codings() {
    const Fields gzip{{"Content-Encoding", "gzip"}};
    const std::string packed = http::encodeGzip(kBodies[6]);
    for (const std::string& body : {packed, packed.substr(0, packed.size() / 2),
                                    std::string("a 1\n"), std::string(40, 'x'), std::string()}) {
        const std::string found = step({http::Method::Put, "/metrics/job/z", body, gzip});
        QVERIFY2(found.empty(), found.c_str());
    }
    for (const char* type : {"text/plain", "application/octet-stream", "nonsense"}) {
        const std::string found =
            step({http::Method::Put, "/metrics/job/t", kBodies[3], {{"Content-Type", type}}});
        QVERIFY2(found.empty(), found.c_str());
    }
    const std::string found = compareSeries();
    QVERIFY2(found.empty(), found.c_str());
}

QTEST_GUILESS_MAIN(TestProxyDifferential)
#include "test_differential.moc"
