// SPDX-License-Identifier: Apache-2.0
// The same random pushes to our gateway and to Debian's Pushgateway: after each, both took it or
// both refused it, and both expose the same families, types and series; and so they do where those
// that were taken are folded first and applied once. Where we are stricter on purpose, since the
// reference would break, stands apart at the end.
#include <QTest>

#include <algorithm>
#include <map>
#include <random>

#include "metrics/exposition/text_writer.h"
#include "metrics/push/push.h"
#include "tests/metrics/gateway_fixture.h"
#include "tests/support/pushgateway.h"

using namespace gatepost::metrics;
using gatepost::tests::Pushgateway;

namespace {

constexpr int kSteps = 1500;

/// What a scrape says, without the Pushgateway's own metrics, helps, and the times' values (0 stays
/// 0, for it means never). Sorted.
QByteArray comparable(const QByteArray& exposition) {
    std::vector<QByteArray> lines;
    for (QByteArray line : exposition.split('\n')) {
        QByteArray name = line.startsWith("# TYPE ") ? line.mid(7) : line;
        for (const char* own : {"go_", "process_", "promhttp_", "pushgateway_"})
            if (name.startsWith(own)) name.clear();
        if (name.isEmpty() || line.startsWith("# HELP ")) continue;
        const bool isTime =
            line.startsWith("push_time_seconds{") || line.startsWith("push_failure_time_seconds{");
        if (isTime && !line.endsWith(" 0")) line = line.left(line.lastIndexOf(' ')) + " T";
        lines.push_back(line);
    }
    std::ranges::sort(lines);
    QByteArray text;
    for (const QByteArray& line : lines) text += line + '\n';
    return text;
}

/// What the pushes that were taken have left: without times of failures, and without groups that
/// only those have.
QByteArray withoutFailures(const QByteArray& comparable) {
    QByteArray text;
    for (const QByteArray& line : comparable.split('\n')) {
        const bool isNoPush = line.startsWith("push_time_seconds{") && line.endsWith(" 0");
        if (!isNoPush && !line.startsWith("push_failure_time_seconds{")) text += line + '\n';
    }
    return text;
}

class Generator {
public:
    explicit Generator(unsigned seed) : m_random(seed) {}

    std::size_t below(std::size_t bound) { return m_random() % bound; }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    template <typename T>
    T pick(std::initializer_list<T> choices) {
        return *(choices.begin() + below(choices.size()));
    }

    QByteArray path() {
        QByteArray path =
            pick<QByteArray>({"/metrics/job/a", "/metrics/job/b", "/metrics/job@base64/YS9i"});
        if (oneIn(3)) path += pick<QByteArray>({"/instance/i", "/instance/k"});
        if (oneIn(3)) path += pick<QByteArray>({"/tag/v", "/tag@base64/w6Qg"});
        if (oneIn(12)) path += "/l-x/v";
        return path;
    }

    QByteArray body() {
        QByteArray text;
        QByteArrayList names{"m",
                             "n",
                             "h",
                             "s",
                             "h_count",
                             "s_sum",
                             "h_bucket",
                             "push_time_seconds",
                             "go_goroutines"};
        std::shuffle(names.begin(), names.end(), m_random);
        for (std::size_t count = below(4); count > 0; --count) text += family(names.takeFirst());
        if (oneIn(25)) text += "broken\n";
        return text;
    }

private:
    /// Mostly the type that the name suggests, so that pushes agree often enough.
    QByteArray family(const QByteArray& name) {
        if (name == "h" && !oneIn(5)) return histogram(name);
        if (name == "s" && !oneIn(5)) return summary(name);
        const bool usual = name == "m" || name == "go_goroutines";
        const QByteArray type =
            usual && !oneIn(6) ? "gauge" : pick<QByteArray>({"counter", "gauge", ""});
        QByteArray text = type.isEmpty() ? QByteArray() : "# TYPE " + name + " " + type + "\n";
        for (std::size_t series = 1 + below(3); series > 0; --series) {
            // Where h is a histogram, h_count is its: whole numbers, since releases differ on
            // others.
            const QByteArray whole = QByteArray::number(below(20));
            text += name + labels(series) + " " + (name.contains('_') ? whole : number());
            text += oneIn(40) ? " 1000\n" : "\n";
        }
        return text;
    }

    QByteArray histogram(const QByteArray& name) {
        QByteArray text = "# TYPE " + name + " histogram\n";
        const QByteArray inner = labels(1).chopped(1);
        const auto with = [&](const QByteArray& extra) {
            return inner.isEmpty() ? "{" + extra + "}" : inner + "," + extra + "}";
        };
        text += name + "_bucket" + with("le=\"0.5\"") + " 1\n";
        if (!oneIn(4)) text += name + "_bucket" + with("le=\"+Inf\"") + " 3\n";
        const QByteArray plain = inner.isEmpty() ? "" : inner + "}";
        return text + name + "_sum" + plain + " " + number() + "\n" + name + "_count" + plain +
               " 3\n";
    }

    QByteArray summary(const QByteArray& name) {
        return "# TYPE " + name + " summary\n" + name + "{quantile=\"0.9\"} " + number() + "\n" +
               name + "_sum " + number() + "\n" + name + "_count 4\n";
    }

    /// `series` keeps the series of one family apart, mostly.
    QByteArray labels(std::size_t series) {
        QByteArrayList pairs;
        if (series > 1 && !oneIn(15)) pairs << "x=\"" + QByteArray::number(series) + "\"";
        if (oneIn(4)) pairs << pick<QByteArray>({"tag=\"v\"", "tag=\"w\\\"\\n\""});
        if (oneIn(6)) pairs << pick<QByteArray>({"job=\"other\"", "job=\"a\""});
        if (oneIn(6)) pairs << pick<QByteArray>({"instance=\"i\"", "instance=\"z\""});
        if (oneIn(60)) pairs << "__x=\"1\"";
        return pairs.isEmpty() ? QByteArray() : "{" + pairs.join(',') + "}";
    }

    QByteArray number() {
        return pick<QByteArray>({"0", "1", "-2.5", "1e6", "123456", "1e-7", "NaN", "+Inf", "-Inf",
                                 "0.1", "1e21", "99999999.125"});
    }

    std::mt19937 m_random;
};

/// Ours, as a server would use it.
class OurGateway {
public:
    /// 200, 202 or 400.
    int ask(PushMethod method, const QByteArray& path, const QByteArray& body) {
        const auto key = parsePushPath(path.toStdString());
        if (!key) return 400;
        Push push;
        push.method = method;
        push.at = m_now += 1'000'000'000;
        if (method == PushMethod::Delete) return gateway.apply(*key, push) ? 202 : 400;
        const auto exposition = readText(body.toStdString());
        if (!exposition) return 400;
        push.exposition = &*exposition;
        if (gateway.apply(*key, push)) return 200;
        if (!gateway.recordFailure(*key, m_now, "")) return 0;
        return 400;
    }
    [[nodiscard]] QByteArray exposition() const {
        return QByteArray::fromStdString(gateway.snapshot().text());
    }

    Gateway gateway{1, {{"go_goroutines", MetricType::Gauge}}};

private:
    UnixNanos m_now = 1'700'000'000'000'000'000;
};

/// The pushes that were taken, folded into one for each group.
class Folded {
public:
    void add(PushMethod method, const QByteArray& path, const QByteArray& body) {
        const auto exposition = readText(body.toStdString());
        const Change next{method, FamilySet(*exposition)};
        const std::string group = pushPath(*parsePushPath(path.toStdString()));
        const auto [known, isNew] = m_changes.try_emplace(group, next);
        if (!isNew) known->second = fold(known->second, next);
    }
    /// Calls `apply(method, path, body)` with each until it returns false.
    template <typename Apply>
    [[nodiscard]] bool applyAll(const Apply& apply) const {
        return std::ranges::all_of(m_changes, [&](const auto& each) {
            const Change& change = each.second;
            return apply(change.method, QByteArray::fromStdString(each.first),
                         QByteArray::fromStdString(change.families.text()));
        });
    }

private:
    std::map<std::string, Change> m_changes;
};

}  // namespace

class TestGatewayConformance : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_reference.start()); }
    void randomPushesAgree_data();
    void randomPushesAgree();
    void errorsAgree_data();
    void errorsAgree();
    void stricterOnPurpose();

private:
    /// The reference answers a DELETE before it is done; a push after it waits for both.
    void settle(OurGateway& ours) {
        ours.ask(PushMethod::Put, "/metrics/job/settled", "");
        m_reference.ask("PUT", "/metrics/job/settled");
    }
    void clear(OurGateway& ours) {
        for (const GroupPointer& group : ours.gateway.groups())
            m_reference.ask("DELETE", QByteArray::fromStdString(pushPath(group->key)));
        ours.gateway.wipe();
        settle(ours);
    }

    Pushgateway m_reference;
};

void TestGatewayConformance::randomPushesAgree_data() {
    QTest::addColumn<unsigned>("seed");
    for (const unsigned seed : {1u, 2u, 3u}) QTest::addRow("seed %u", seed) << seed;
}

void TestGatewayConformance::randomPushesAgree() {
    QFETCH(unsigned, seed);
    Generator generator(seed);
    OurGateway ours;
    int taken = 0;
    int refused = 0;
    Folded folded;
    settle(ours);
    for (int step = 0; step < kSteps / 3; ++step) {
        const auto method = generator.pick({PushMethod::Put, PushMethod::Put, PushMethod::Post,
                                            PushMethod::Post, PushMethod::Delete});
        const QByteArray path = generator.path();
        const QByteArray body = method == PushMethod::Delete ? QByteArray() : generator.body();
        const int status = ours.ask(method, path, body);
        const auto answer = m_reference.ask(toString(method).data(), path, body);
        const QByteArray what = QByteArray(toString(method).data()) + " " + path + "\n" + body +
                                "\nreference: " + QByteArray::number(answer.status) + " " +
                                answer.body;
        QVERIFY2(status == answer.status, what.constData());
        (status == 400 ? refused : taken) += 1;
        if (status != 400) folded.add(method, path, body);
        if (method == PushMethod::Delete) settle(ours);
        const QByteArray mine = comparable(ours.exposition());
        const QByteArray theirs = comparable(m_reference.ask("GET", "/metrics").body);
        if (mine != theirs)
            qWarning().noquote() << what << "\nours:\n" << mine << "\ntheirs:\n" << theirs;
        QVERIFY(mine == theirs);
        if (step % 10 == 0) {
            OurGateway atOnce;
            atOnce.ask(PushMethod::Put, "/metrics/job/settled", "");
            QVERIFY(folded.applyAll([&](auto... push) { return atOnce.ask(push...) != 400; }));
            QCOMPARE(withoutFailures(comparable(atOnce.exposition())), withoutFailures(mine));
        }
    }
    const QByteArray all = withoutFailures(comparable(ours.exposition()));
    clear(ours);
    QVERIFY(folded.applyAll([&](PushMethod method, auto... push) {
        return m_reference.ask(toString(method).data(), push...).status < 400;
    }));
    settle(ours);
    QCOMPARE(withoutFailures(comparable(m_reference.ask("GET", "/metrics").body)), all);
    QVERIFY(folded.applyAll([&](auto... push) { return ours.ask(push...) != 400; }));
    // A generator whose every push is refused, or none, would prove little.
    QVERIFY2(taken > kSteps / 10 && refused > kSteps / 30,
             qPrintable(QStringLiteral("%1 taken, %2 refused").arg(taken).arg(refused)));
    clear(ours);
}

void TestGatewayConformance::errorsAgree_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const char* path, const char* body) {
        QTest::newRow(name) << QByteArray(path) << QByteArray(body);
    };
    row("timestamp", "/metrics/job/e", "m 1 5\n");
    // The time is the series' and outlives the value.
    row("dated, no role", "/metrics/job/e", "# TYPE s summary\ns 5 1000\ns_sum 1\n");
    row("dated, no role, alone", "/metrics/job/e", "# TYPE s summary\ns 5 1000\n");
    row("dated, overwritten", "/metrics/job/e", "# TYPE s summary\ns_sum 5 1000\ns_sum 1\n");
    row("dated, overwritten elsewhere", "/metrics/job/e",
        "# TYPE s summary\ns_sum 5 1000\ns{a=\"b\",quantile=\"1\"} 1\ns_sum 1\n");
    row("dated, no bound", "/metrics/job/e", "# TYPE h histogram\nh_bucket 5 1000\nh_count 2\n");
    row("dated, no place", "/metrics/job/e", "# TYPE g gauge_histogram\ng 5 1000\n");
    row("own metric", "/metrics/job/e", "# TYPE go_goroutines counter\ngo_goroutines 1\n");
    row("three times", "/metrics/job/e", "m 1\nm 2\nm 3\nm{a=\"b\"} 1\n");
    row("reserved labels", "/metrics/job/e", "m{__a=\"b\",__c=\"d\"} 1\nm 1\nm{__b=\"1\"} 1\n");
    row("label after label", "/metrics/job/e/x/1", "m{a=\"1\",__x=\"2\"} -0\nm{a=\"1\"} 1\n");
    row("suffix", "/metrics/job/e",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\nh_sum 1\n"
        "# TYPE h_bucket gauge\n");
    row("odd", "/metrics/job/e/l/a%2Fb", "");
    row("name", "/metrics/job/e/__x/v", "");
    row("name with a sign", "/metrics/job/e/a=b/v", "");
    row("base64", "/metrics/job/e/l@base64/a.b", "");
    row("base64, cut", "/metrics/job/e/l@base64/abcde", "");
    row("base64, unprintable", "/metrics/job/e/l@base64/%C3%A4%01%FF%E2%80%A8", "");
    row("empty job", "/metrics/job@base64/=", "");
    row("names first", "/metrics/job@base64/=/l-x/v", "");
}

void TestGatewayConformance::errorsAgree() {
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    const auto answer = m_reference.ask("PUT", path, body);
    std::string mine;
    const auto key = parsePushPath(path.toStdString());
    if (!key) {
        mine = key.error().value_or("404 page not found");
    } else if (const auto exposition = readText(body.toStdString())) {
        Push push;
        push.exposition = &*exposition;
        OurGateway ours;
        const auto applied = ours.gateway.apply(*key, push);
        if (!applied) mine = applied.error().message;
    } else {
        mine = exposition.error().message;
    }
    m_reference.ask("DELETE", path);
    QCOMPARE(QByteArray::fromStdString(mine) + (mine.empty() ? "" : "\n"), answer.body);
}

/// The reference takes these, and then no scrape of it is what it was.
void TestGatewayConformance::stricterOnPurpose() {
    OurGateway ours;
    const auto both = [&](const QByteArray& path, const QByteArray& body) {
        const int status = ours.ask(PushMethod::Put, path, body);
        return std::pair(status, m_reference.ask("PUT", path, body).status);
    };
    // One series twice, as far as Prometheus can see.
    QCOMPARE(both("/metrics/job/strict", "m{x=\"\"} 1\nm 2\n"), std::pair(400, 200));
    // A line with two `le`: no parser takes the scrape.
    QCOMPARE(both("/metrics/job/strict/le/5",
                  "# TYPE hh histogram\nhh_bucket{le=\"+Inf\"} 1\nhh_sum 1\nhh_count 1\n"),
             std::pair(400, 200));
    // A help text that makes Prometheus drop the whole scrape.
    QCOMPARE(both("/metrics/job/strict", "# HELP m \xbd\nm 1\n"), std::pair(400, 200));
    m_reference.ask("DELETE", "/metrics/job/strict/le/5");
    m_reference.ask("DELETE", "/metrics/job/strict");
    // Two keys that are one to Prometheus: the reference then refuses everybody (and so it comes
    // last here).
    QCOMPARE(both("/metrics/job/same", "a 1\n"), std::pair(200, 200));
    const QByteArray same = "/metrics/job/same/instance@base64/=";
    Push push;
    const auto refused = ours.gateway.apply(*parsePushPath(same.toStdString()), push);
    QVERIFY(!refused && refused.error().kind == ClashKind::SameIdentity);
    QCOMPARE(ours.ask(PushMethod::Put, "/metrics/job/other", "b 1\n"), 200);
    m_reference.ask("PUT", same, "c 1\n");
    QCOMPARE(m_reference.ask("PUT", "/metrics/job/other", "b 1\n").status, 400);
    QCOMPARE(m_reference.ask("GET", "/metrics").status, 500);
}

QTEST_GUILESS_MAIN(TestGatewayConformance)
#include "test_gateway_conformance.moc"
