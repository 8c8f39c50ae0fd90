// SPDX-License-Identifier: Apache-2.0
// The Pushgateway's JSON against what Pushgateway 1.5.1 answered to the same push
// (tests/data/api), and our own metrics through our writer.
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/summary.h>

#include <QFile>
#include <QTest>

#include "http/dates.h"
#include "http/gateway_json.h"
#include "http/self_metrics.h"
#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"

using namespace gatepost;

namespace {

std::string dataFile(const char* name) {
    QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/tests/data/api/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("no %s", name);
    return file.readAll().toStdString();
}

/// When the recorded answer says that the push came.
std::int64_t recordedTime(const std::string& json) {
    const std::string_view mark = "\"time_stamp\":\"";
    const std::size_t at = json.find(mark) + mark.size();
    return http::parseRfc3339(json.substr(at, json.find('"', at) - at)).value();
}

}  // namespace

class TestGatewayJson : public QObject {
    Q_OBJECT

private slots:
    void asThePushgateway();
    void emptyStore();
    void failedPush();
    void familyThatIsCalledLabels();
    void status();
    void fields();
    void selfMetrics();
};

void TestGatewayJson::asThePushgateway() {
    const std::string recorded = dataFile("metrics.json");
    auto exposition = metrics::readText(dataFile("body.prom"));
    QVERIFY(exposition);
    metrics::Gateway gateway;
    metrics::Push push{metrics::PushMethod::Post, &*exposition, "", recordedTime(recorded)};
    QVERIFY(gateway.apply(metrics::GroupingKey{{"job", "j"}, {"label", "v"}}, push));
    QCOMPARE(QByteArray::fromStdString(http::metricsJson(gateway.groups())),
             QByteArray::fromStdString(recorded));
}

void TestGatewayJson::emptyStore() {
    const std::string wanted = R"({"status":"success","data":[]})";
    QCOMPARE(http::metricsJson({}), wanted);
}

void TestGatewayJson::failedPush() {
    metrics::Gateway gateway;
    gateway.recordFailure(metrics::GroupingKey{{"job", "j"}}, 1'700'000'000'000'000'000, "");
    const std::string json = http::metricsJson(gateway.groups());
    QVERIFY(json.find("\"last_push_successful\":false") != std::string::npos);
    QVERIFY(json.find("\"1.7e+09\"") != std::string::npos);
}

void TestGatewayJson::familyThatIsCalledLabels() {
    auto exposition = metrics::readText("labels 1\nlast_push_successful 2\n");
    QVERIFY(exposition);
    metrics::Gateway gateway;
    metrics::Push push{metrics::PushMethod::Post, &*exposition, "", 1};
    QVERIFY(gateway.apply(metrics::GroupingKey{{"job", "j"}}, push));
    const std::string json = http::metricsJson(gateway.groups());
    QVERIFY(json.find("\"last_push_successful\":true") != std::string::npos);
    QCOMPARE(json.find("\"labels\":{\"job\":\"j\"}"), json.rfind("\"labels\":{\"job\""));
}

void TestGatewayJson::status() {
    const std::string wanted =
        R"({"status":"success","data":{"build_information":{"revision":"","version":"0.1.0"},)"
        R"("flags":{"web.listen-address":":9091"},"start_time":"2023-11-14T22:13:20Z",)"
        R"("relay":{}}})";
    QCOMPARE(http::statusJson({{{"version", "0.1.0"}, {"revision", ""}},
                               {{"web.listen-address", ":9091"}},
                               1'700'000'000'000'000'000,
                               "\"relay\":{}"}),
             wanted);
}

void TestGatewayJson::fields() {
    const http::Answer answer = http::apiAnswer("{}");
    QCOMPARE(*answer.field("Access-Control-Allow-Origin"), std::string_view("*"));
    QCOMPARE(*answer.field("Cache-Control"),
             std::string_view("no-cache, no-store, must-revalidate"));
    QCOMPARE(*answer.field("Content-Type"), std::string_view("application/json"));
}

void TestGatewayJson::selfMetrics() {
    prometheus::Registry registry;
    prometheus::BuildCounter()
        .Name("gatepost_relay_pushes_total")
        .Help("Pushes, in\ntwo lines.")
        .Register(registry)
        .Add({{"code", "200"}})
        .Increment(1234567);
    prometheus::BuildHistogram()
        .Name("gatepost_relay_seconds")
        .Help("Time.")
        .Register(registry)
        .Add({}, prometheus::Histogram::BucketBoundaries{0.1, 1})
        .Observe(0.5);
    prometheus::BuildGauge()
        .Name("gatepost_relay_bytes")
        .Register(registry)
        .Add({})
        .Set(1e15 + 0.5);
    prometheus::BuildSummary()
        .Name("gatepost_relay_sizes")
        .Register(registry)
        .Add({}, prometheus::Summary::Quantiles{{0.5, 0.05}});
    const std::string text = http::selfMetricsText(registry.Collect());
    const std::string counter =
        "# HELP gatepost_relay_pushes_total Pushes, in\\ntwo lines.\n"
        "# TYPE gatepost_relay_pushes_total counter\n"
        "gatepost_relay_pushes_total{code=\"200\"} 1.234567e+06\n";
    QVERIFY(text.find(counter) != std::string::npos);
    QVERIFY(text.find("gatepost_relay_seconds_bucket{le=\"0.1\"} 0\n"
                      "gatepost_relay_seconds_bucket{le=\"1\"} 1\n"
                      "gatepost_relay_seconds_bucket{le=\"+Inf\"} 1\n"
                      "gatepost_relay_seconds_sum 0.5\n"
                      "gatepost_relay_seconds_count 1\n") != std::string::npos);
    QVERIFY(text.find("gatepost_relay_bytes 1.0000000000000005e+15\n") != std::string::npos);
    QVERIFY(text.find("gatepost_relay_sizes{quantile=\"0.5\"} NaN\n") != std::string::npos);
    const auto back = metrics::readText(text);
    QVERIFY(back);
    QCOMPARE(back->families().size(), 4u);
    QCOMPARE(http::selfMetricsText({}), std::string());
}

QTEST_GUILESS_MAIN(TestGatewayJson)
#include "test_gateway_json.moc"
