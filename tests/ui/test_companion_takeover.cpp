// SPDX-License-Identifier: Apache-2.0
// Taking over from another relay: where that one listened on loopback holds for this run, beside
// what is saved, until somebody decides about it.
#include <QCheckBox>
#include <QLocalServer>
#include <QLocalSocket>
#include <QRegularExpression>
#include <QSpinBox>
#include <QStatusBar>
#include <QTest>

#include "tests/ui/companion_desk.h"

namespace gatepost {

using tests::button;
using tests::Desk;
using tests::named;

namespace {

/// Says that it listens on 127.0.0.1:9099, and hands over.
class OtherRelay {
public:
    explicit OtherRelay(const QString& path) {
        m_server.listen(path);
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
            auto* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QLocalSocket::readyRead, socket, [socket] {
                const bool asks = socket->readAll().startsWith("GET");
                const QByteArray body =
                    asks ? R"({"data":{"relay":{"loopback":"127.0.0.1:9099"}}})" : "";
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
    }

private:
    QLocalServer m_server;
};

struct TakeoverDesk : Desk {
    QString socket = directory.filePath(QStringLiteral("relay.sock"));
    OtherRelay other{socket};

    TakeoverDesk() { companion->start(false); }
    [[nodiscard]] bool takeOver() const {
        relay::RelayStatus status;
        status.intake = relay::Intake::TakenByOther;
        status.endpoint = socket.toStdString();
        tell(status);
        emit companion->window()->remedyWanted(ui::Remedy::TakeOver);
        return QTest::qWaitFor(
            [this] { return record->all().mid(1).contains(QStringLiteral("start")); });
    }
    /// What the relay was told about settings.
    [[nodiscard]] QStringList told() const {
        return record->all().filter(QRegularExpression(QStringLiteral("^(settings|loopback) ")));
    }
    /// As when the files are looked at after they were written.
    void followFile() const { companion->settingsChanged(file); }
    [[nodiscard]] QString said() const {
        return companion->window()->statusBar()->currentMessage();
    }
};

}  // namespace

class TestCompanionTakeover : public QObject {
    Q_OBJECT
private slots:
    /// Applications that push to the other's loopback address need not be told that it has gone.
    void theOthersLoopbackAddressStays() {
        const TakeoverDesk desk;
        QVERIFY(desk.takeOver());
        const QStringList wanted{QStringLiteral("loopback 9099"), QStringLiteral("stop"),
                                 QStringLiteral("start")};
        const QStringList calls = desk.record->all();
        QCOMPARE(calls.mid(calls.size() - wanted.size()), wanted);
        QVERIFY(desk.saved.isEmpty());
        // Whatever the files say, until somebody switches it off.
        auto changed = desk.file;
        changed.uplinkUrl = "http://localhost:9092";
        desk.companion->settingsChanged(changed);
        QCOMPARE(desk.record->all().last(), wanted.first());
    }

    void itStaysWhereSomethingElseIsChanged() {
        const TakeoverDesk desk;
        QVERIFY(desk.takeOver());
        desk.changeAddress("https://first.example");
        QCOMPARE(desk.file.uplinkUrl, std::string("https://first.example"));
        QVERIFY(!desk.file.loopback);
        QCOMPARE(desk.told().last(), QStringLiteral("loopback 9099"));
        desk.record->clear();
        desk.followFile();
        QCOMPARE(desk.told(), QStringList());
    }

    void whoChangesItsPortKeepsIt() {
        const TakeoverDesk desk;
        QVERIFY(desk.takeOver());
        auto* dialog = desk.openSettings();
        named<QSpinBox>(*dialog, "Port")->setValue(9100);
        dialog->accept();
        QVERIFY(desk.file.loopback);
        QCOMPARE(desk.file.loopbackPort, std::uint16_t{9100});
        QCOMPARE(desk.told().last(), QStringLiteral("loopback 9100"));
        desk.record->clear();
        desk.followFile();
        QCOMPARE(desk.told(), QStringList());
        QVERIFY2(!desk.said().contains(QLatin1String("elsewhere")), qPrintable(desk.said()));
    }

    void whoSwitchesItOffHasItOff() {
        const TakeoverDesk desk;
        QVERIFY(desk.takeOver());
        auto* dialog = desk.openSettings();
        button<QCheckBox>(*dialog, "&Listen on a loopback address too")->setChecked(false);
        desk.record->clear();
        dialog->accept();
        QVERIFY(!desk.file.loopback);
        desk.followFile();
        QVERIFY(!desk.told().contains(QStringLiteral("loopback 9099")));
        QVERIFY2(!desk.said().contains(QLatin1String("elsewhere")), qPrintable(desk.said()));
    }

    void settingsThatStandOpenFollow() {
        const TakeoverDesk desk;
        auto* dialog = desk.openSettings();
        QVERIFY(desk.takeOver());
        QVERIFY(dialog->settings().loopback);
        QCOMPARE(dialog->settings().loopbackPort, std::uint16_t{9099});
        desk.record->clear();
        dialog->accept();
        QVERIFY(desk.saved.isEmpty());
        QCOMPARE(desk.told(), QStringList());
    }

    /// The other's address says the same by then, but this tick is a person's.
    void whoTickedItBeforehandKeepsItForGood() {
        const TakeoverDesk desk;
        auto* dialog = desk.openSettings();
        button<QCheckBox>(*dialog, "&Listen on a loopback address too")->setChecked(true);
        QVERIFY(desk.takeOver());
        QVERIFY(!desk.file.loopback);
        dialog->accept();
        QVERIFY(desk.file.loopback);
        QCOMPARE(desk.file.loopbackPort, std::uint16_t{9099});
        desk.record->clear();
        desk.followFile();
        QCOMPARE(desk.told(), QStringList());
        QVERIFY2(!desk.said().contains(QLatin1String("elsewhere")), qPrintable(desk.said()));
        // It is a setting like any other now, and goes like one.
        auto changed = desk.file;
        changed.loopback = false;
        changed.uplinkUrl = "http://localhost:9092";
        desk.companion->settingsChanged(changed);
        QCOMPARE(desk.told(), QStringList{QStringLiteral("settings http://localhost:9092")});
    }

    void whatIsLockedStays_data() {
        QTest::addColumn<QString>("key");
        for (const char* key : {"local.loopback", "local.loopback_port"})
            QTest::newRow(key) << QString::fromLatin1(key);
    }

    void whatIsLockedStays() {
        QFETCH(const QString, key);
        TakeoverDesk desk;
        desk.locks[key.toStdString()] = ui::LockedBy::Administrator;
        QVERIFY(desk.takeOver());
        QVERIFY(!desk.told().contains(QStringLiteral("loopback 9099")));
        auto changed = desk.file;
        changed.uplinkUrl = "http://localhost:9092";
        desk.companion->settingsChanged(changed);
        QCOMPARE(desk.told().last(), QStringLiteral("settings http://localhost:9092"));
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestCompanionTakeover)
#include "test_companion_takeover.moc"
