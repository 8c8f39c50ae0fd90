// SPDX-License-Identifier: Apache-2.0
// The Pushgateway's JSON beside Debian's Pushgateway: the same pushes to both, and then the same
// bytes from both but for the times, each of which becomes its place among those of its document.
// Where they differ is listed in docs/PROTOCOL.md.
#include <QRegularExpression>
#include <QTest>

#include <map>

#include "http/gateway_json.h"
#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"
#include "tests/support/pushgateway.h"

using namespace gatepost;
using gatepost::tests::Pushgateway;

namespace {

constexpr auto kPath = "/metrics/job/beside";

struct PushOf {
    QByteArray text;
    metrics::Format format = metrics::Format::Text;
    metrics::PushMethod method = metrics::PushMethod::Post;
};
using Pushes = QList<PushOf>;

QByteArray bodyOf(const PushOf& push) {
    if (push.format == metrics::Format::Text) return push.text;
    return QByteArray::fromStdString(
        metrics::writeDelimitedProtobuf(*metrics::readText(push.text.toStdString())));
}

std::expected<metrics::Exposition, metrics::ReadError> read(const PushOf& push) {
    const std::string body = bodyOf(push).toStdString();
    if (push.format == metrics::Format::Text) return metrics::readText(body);
    return metrics::readDelimitedProtobuf(body);
}

/// Stamps in the order of time, and the values of the two time families unless they are 0.
QString withoutTimes(QString json) {
    static const QRegularExpression value(QStringLiteral(R"re("value":"1\.[0-9.]+e\+09")re"));
    static const QRegularExpression stamp(QStringLiteral(R"re("time_stamp":"(20[^"]*)")re"));
    json.replace(value, QStringLiteral("\"value\":\"a time\""));
    std::map<QString, int> stamps;
    for (const auto& match : stamp.globalMatch(json)) stamps.emplace(match.captured(1), 0);
    int place = 0;
    for (auto& [text, number] : stamps) {
        number = ++place;
        json.replace(text, QStringLiteral("time %1").arg(number));
    }
    return json;
}

}  // namespace

Q_DECLARE_METATYPE(Pushes)

class TestGatewayJsonBeside : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_reference.start()); }
    void sameBytes_data();
    void sameBytes();

private:
    QString theirs(const Pushes& pushes) {
        m_reference.ask("DELETE", kPath);
        for (const PushOf& push : pushes)
            m_reference.ask(metrics::toString(push.method).data(), kPath, bodyOf(push),
                            push.format == metrics::Format::Text
                                ? "text/plain"
                                : "application/vnd.google.protobuf; encoding=delimited; "
                                  "proto=io.prometheus.client.MetricFamily");
        return QString::fromUtf8(m_reference.ask("GET", "/api/v1/metrics").body);
    }
    static QString ours(const Pushes& pushes) {
        constexpr metrics::UnixNanos kSecond = 1'000'000'000;
        metrics::UnixNanos now = 1'700'000'000 * kSecond;
        const auto key = metrics::parsePushPath(kPath);
        metrics::Gateway gateway;
        for (const PushOf& push : pushes) {
            const auto exposition = read(push);
            if (!exposition) continue;
            now += kSecond;
            const metrics::Push next{push.method, &*exposition, "", now};
            if (!gateway.apply(*key, next)) gateway.recordFailure(*key, now, "");
        }
        return QString::fromStdString(http::metricsJson(gateway.groups()));
    }

    Pushgateway m_reference;
};

void TestGatewayJsonBeside::sameBytes_data() {
    QTest::addColumn<Pushes>("pushes");
    const auto row = [](const QByteArray& name, const Pushes& pushes) {
        QTest::newRow(name.constData()) << pushes;
    };
    const auto bothForms = [&](const QByteArray& name, const QByteArray& text) {
        row(name + ", text", {{text}});
        row(name + ", protobuf", {{text, metrics::Format::DelimitedProtobuf}});
    };
    const QByteArray histograms =
        "# TYPE h histogram\n"
        "h_bucket{a=\"1\",le=\"1\"} 2\nh_bucket{a=\"1\",le=\"2\"} 3\nh_sum{a=\"1\"} 4.5\n"
        "h_count{a=\"1\"} 4\n"
        "h_bucket{a=\"2\",le=\"1\"} 2\nh_bucket{a=\"2\",le=\"+Inf\"} 4\nh_sum{a=\"2\"} 4.5\n"
        "h_count{a=\"2\"} 4\n"
        "h_bucket{a=\"3\",le=\"1\"} 2\nh_sum{a=\"3\"} 4.5\nh_count{a=\"3\"} 4\n";
    bothForms("some +Inf buckets", histograms);
    bothForms("no bucket", "# TYPE h histogram\nh_sum 1\nh_count 2\n");
    bothForms("no +Inf, a bound of -0", "# TYPE h histogram\nh_bucket{le=\"-0\"} 1\nh_count 2\n");
    bothForms("+Inf is not the last",
              "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\n"
              "h_bucket{le=\"1\"} 1\nh_sum 3\nh_count 2\n");
    bothForms("large counts",
              "# TYPE h histogram\nh_bucket{le=\"1\"} 10000000000000000\n"
              "h_bucket{le=\"+Inf\"} 1e19\nh_sum 1e16\nh_count 1e19\n"
              "# TYPE s summary\ns{quantile=\"0.5\"} 1e16\ns_sum 1e300\n"
              "s_count 9007199254740994\n"
              "# TYPE t summary\nt_sum 1\nt_count 18446744073709549568\n");
    const PushOf good{"# TYPE m gauge\nm 1\n"};
    const PushOf refused{"m 1 1000\n"};
    row("a group that only failed", {refused});
    row("taken, then refused", {good, refused});
    row("refused, then taken", {refused, good});
    row("taken, refused, taken", {good, refused, good});
    row("taken, refused twice", {good, refused, refused});
    row("the families of two pushes", {good, {"# TYPE n counter\nn 1\n"}, refused});
    row("whether +Inf was sent changes",
        {{histograms},
         {"# TYPE h histogram\nh_bucket{a=\"1\",le=\"1\"} 2\n"
          "h_bucket{a=\"1\",le=\"2\"} 3\nh_bucket{a=\"1\",le=\"+Inf\"} 4\n"
          "h_sum{a=\"1\"} 4.5\nh_count{a=\"1\"} 4\n",
          metrics::Format::Text, metrics::PushMethod::Put},
         refused});
}

void TestGatewayJsonBeside::sameBytes() {
    QFETCH(Pushes, pushes);
    const QString reference = theirs(pushes);
    QVERIFY2(reference.contains(QStringLiteral("\"job\":\"beside\"")), qPrintable(reference));
    QCOMPARE(withoutTimes(ours(pushes)), withoutTimes(reference));
}

QTEST_GUILESS_MAIN(TestGatewayJsonBeside)
#include "test_gateway_json_beside.moc"
