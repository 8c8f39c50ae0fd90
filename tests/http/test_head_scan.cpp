// SPDX-License-Identifier: Apache-2.0
// Every byte at every place of lines of every length around the eight that are looked at together.
#include <QTest>

#include "http/head_scan.h"

using namespace gatepost::http;

class TestHeadScan : public QObject {
    Q_OBJECT

private slots:
    void findsEachControl();
    void takesPieces();
};

void TestHeadScan::findsEachControl() {
    const std::string first = "GET / HTTP/1.1\r\n";
    for (std::size_t length = 1; length <= 40; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string line(length, 'x');
                line[at] = static_cast<char>(byte);
                HeadScan scan;
                const auto result = scan.scan(first + line + "\r\n\r\n");
                const bool isControl = byte < 0x20 || byte == 0x7F;
                const auto wanted = byte == '\n' ? HeadScan::Result::BareLineFeed
                                    : at == 0 && (byte == '\t' || byte == ' ')
                                        ? HeadScan::Result::Folded
                                    : isControl && byte != '\t' ? HeadScan::Result::Control
                                                                : HeadScan::Result::Complete;
                if (result != wanted)
                    QFAIL(
                        qPrintable(QStringLiteral("%1 at %2 of %3").arg(byte).arg(at).arg(length)));
            }
        }
    }
}

void TestHeadScan::takesPieces() {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: \ty\xC3\xA9\r\n\r\n";
    HeadScan scan;
    for (std::size_t size = 1; size < head.size(); ++size)
        QCOMPARE(scan.scan(std::string_view(head).substr(0, size)), HeadScan::Result::Incomplete);
    QCOMPARE(scan.scan(head + "body"), HeadScan::Result::Complete);
    QCOMPARE(scan.size(), head.size());
}

QTEST_APPLESS_MAIN(TestHeadScan)
#include "test_head_scan.moc"
