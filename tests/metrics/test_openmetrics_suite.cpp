// SPDX-License-Identifier: Apache-2.0
// The OpenMetrics project's parser suite, from a folder outside the project: each case is a folder
// with `metrics` and `test.json`, whose shouldParse is the verdict.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"

using namespace gatepost::metrics;

class TestOpenMetricsSuite : public QObject {
    Q_OBJECT

private slots:
    void holds_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("shouldParse");
        const QDir suite(QStringLiteral(GATEPOST_OPENMETRICS_SUITE));
        const auto bytes = [&](const QString& name) {
            QFile file(suite.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        for (const QString& name : suite.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QJsonObject expected =
                QJsonDocument::fromJson(bytes(name + QStringLiteral("/test.json"))).object();
            QVERIFY(expected.contains(QStringLiteral("shouldParse")));
            QTest::newRow(qPrintable(name)) << bytes(name + QStringLiteral("/metrics"))
                                            << expected[QStringLiteral("shouldParse")].toBool();
        }
    }
    void holds() {
        QFETCH(QByteArray, text);
        QFETCH(bool, shouldParse);
        const auto read = readOpenMetrics(text.toStdString());
        QVERIFY2(read.has_value() == shouldParse, read ? "accepted" : read.error().message.c_str());
        if (!read) return;
        const auto asText = readText(writeText(*read));
        QVERIFY2(asText.has_value(), asText ? "" : asText.error().message.c_str());
        const auto again = readOpenMetrics(writeOpenMetrics(*read));
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestOpenMetricsSuite)
#include "test_openmetrics_suite.moc"
