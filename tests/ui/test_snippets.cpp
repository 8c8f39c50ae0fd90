// SPDX-License-Identifier: Apache-2.0
// The snippets of the first steps, each copied out and run against a relay: what they push arrives.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include "tests/relay/support/relay_fixture.h"
#include "ui/welcome/snippets.h"

using namespace gatepost;
using namespace gatepost::testing;
using ui::Language;

Q_DECLARE_METATYPE(Language)

namespace {

std::uint16_t unusedPort() {
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : std::uint16_t{0};
}

}  // namespace

class TestSnippets : public QObject {
    Q_OBJECT
private slots:
    void whatTheyPushArrives_data() {
        QTest::addColumn<Language>("language");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("command");
        const auto row = [](Language language, const char* file, const char* command) {
            QTest::newRow(qPrintable(ui::languageName(language)))
                << language << QString::fromLatin1(file) << QString::fromLatin1(command);
        };
        row(Language::Curl, "hello.sh", "bash hello.sh");
        row(Language::Python, "hello.py", "/usr/bin/python3 -B hello.py");
        row(Language::Cpp, "hello.cpp",
            "g++ -std=c++17 -O0 hello.cpp -o hello -lprometheus-cpp-push -lprometheus-cpp-core "
            "-lcurl -lz && ./hello");
        row(Language::Go, "hello.go",
            "GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off go run hello.go");
    }

    void whatTheyPushArrives() {
        QFETCH(const Language, language);
        QFETCH(const QString, file);
        QFETCH(const QString, command);
        RelayFixture relay;
        relay.options.settings.loopback = true;
        relay.options.settings.loopbackPort = unusedPort();
        QVERIFY(relay.start());
        QVERIFY(waitUntil([&] { return !relay.status().loopback.empty(); }));
        const QTemporaryDir directory;
        QFile source(directory.filePath(file));
        QVERIFY(source.open(QIODevice::WriteOnly));
        source.write(ui::snippet(language, QString::fromStdString(relay.socket()),
                                 QString::fromStdString(relay.status().loopback))
                         .toUtf8());
        source.close();
        QProcess process;
        process.setWorkingDirectory(directory.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral("bash"), {QStringLiteral("-ec"), command});
        QVERIFY(process.waitForFinished(100'000));
        QVERIFY2(process.exitCode() == 0, process.readAll().constData());
        QVERIFY(relay.get("/metrics").body.find("hello_total{instance=\"\",job=\"hello\"} 1") !=
                std::string::npos);
    }
};

QTEST_MAIN(TestSnippets)
#include "test_snippets.moc"
