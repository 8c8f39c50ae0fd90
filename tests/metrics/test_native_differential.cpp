// SPDX-License-Identifier: Apache-2.0
// Native histograms that client_golang makes, through our protobuf reader and writer and back to
// Go, which must find in them what it gave. GATEPOST_DIFFERENTIAL_COUNT asks for more than 300.
#include <QProcess>
#include <QTest>
#include <algorithm>

#include "metrics/exposition/native_histogram.h"
#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "tests/metrics/pipe_oracle.h"

using namespace gatepost::metrics;

class TestNativeDifferential : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QVERIFY(m_oracle.startGo(
            QStringLiteral(GATEPOST_SOURCE_DIR "/tests/metrics/native_oracle/main.go"),
            QStringLiteral(GATEPOST_ORACLE)));
    }
    void cleanupTestCase() { m_oracle.stop(); }

    void goFindsWhatItGave() {
        bool hasCount = false;
        int count = qEnvironmentVariableIntValue("GATEPOST_DIFFERENTIAL_COUNT", &hasCount);
        if (!hasCount) count = 300;
        int withoutClassic = 0;
        int native = 0;
        for (int i = 0; i < count; ++i) {
            m_oracle.ask({});
            const auto read = readDelimitedProtobuf(m_oracle.part());
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            for (const Series& series : read->series(read->families()[0]))
                native += read->native(series) != nullptr ? 1 : 0;
            withoutClassic += textObstacle(*read) ? 1 : 0;
            m_oracle.ask(writeDelimitedProtobuf(*read));
            const std::string difference = m_oracle.part();
            QVERIFY2(difference.empty(), difference.c_str());
        }
        qInfo("%d bodies: %d native histograms, %d without classic buckets", count, native,
              withoutClassic);
        QVERIFY(native > count);
        QVERIFY(withoutClassic > count / 4);
        QVERIFY(withoutClassic < count * 9 / 10);
    }

private:
    gatepost::tests::PipeOracle m_oracle;
};

QTEST_GUILESS_MAIN(TestNativeDifferential)
#include "test_native_differential.moc"
