// SPDX-License-Identifier: Apache-2.0
// Our OpenMetrics reader and writer against the parser of the distribution's prometheus_client and
// the specification's grammar, on random texts: the same verdict but for what openmetrics_oracle.py
// names (a family called as a gauge histogram's sum or count in text 0.0.4, the labels __name__
// and, on sums and counts, le and quantile: ours refuses them), and what is read and written again
// holds the same to the last bit. GATEPOST_DIFFERENTIAL_COUNT and _SEED ask for more and for
// others.
#include <QTest>
#include <cstdio>

#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/readers.h"
#include "tests/metrics/pipe_oracle.h"
#include "tests/metrics/random_openmetrics.h"

using namespace gatepost::metrics;

class TestOpenMetricsDifferential : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QVERIFY(m_oracle.start(
            QStringLiteral("/usr/bin/python3"),
            {QStringLiteral(GATEPOST_SOURCE_DIR "/tests/metrics/openmetrics_oracle.py")}));
    }
    void cleanupTestCase() { m_oracle.stop(); }

    void judgesAndKeepsAsTheReference() {
        bool hasCount = false;
        int count = qEnvironmentVariableIntValue("GATEPOST_DIFFERENTIAL_COUNT", &hasCount);
        if (!hasCount) count = 2000;
        const auto seed =
            static_cast<std::uint64_t>(qEnvironmentVariableIntValue("GATEPOST_DIFFERENTIAL_SEED"));
        gatepost::tests::RandomOpenMetrics random(seed);
        int accepted = 0;
        for (int i = 0; i < count; ++i) {
            const std::string text = random.next();
            const Answer theirs = ask(text);
            const auto ours = readOpenMetrics(text);
            const std::string context = "text " + std::to_string(i) + ":\n" + text +
                                        "\ntheirs: " + theirs.error +
                                        "\nours: " + (ours ? "" : ours.error().message);
            if (ours.has_value() != theirs.error.empty()) {
                differ(context);
                continue;
            }
            if (!ours) continue;
            ++accepted;
            const std::string written = writeOpenMetrics(*ours);
            const Answer again = ask(written);
            if (!again.error.empty() || again.holding != theirs.holding)
                differ(context + "\nheld:\n" + theirs.holding + "\nwritten:\n" + written +
                       again.error + "\nheld then:\n" + again.holding);
        }
        qInfo("%d texts: %d accepted", count, accepted);
        QCOMPARE(m_differences, 0);
        QVERIFY(accepted > count / 3);
        QVERIFY(accepted < count * 9 / 10);
    }

private:
    struct Answer {
        std::string error;
        std::string holding;
    };

    void differ(const std::string& how) {
        if (++m_differences <= 3) std::fwrite((how + "\n\n").data(), 1, how.size() + 2, stderr);
    }

    Answer ask(const std::string& text) {
        m_oracle.ask(text);
        Answer answer;
        answer.error = m_oracle.part();
        answer.holding = m_oracle.part();
        return answer;
    }

    gatepost::tests::PipeOracle m_oracle;
    int m_differences = 0;
};

QTEST_GUILESS_MAIN(TestOpenMetricsDifferential)
#include "test_openmetrics_differential.moc"
