// SPDX-License-Identifier: Apache-2.0
// Keys as openssl writes them, with and without a passphrase.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "relay/facade/status.h"
#include "relay/uplink/client_key.h"

namespace gatepost {
namespace {

constexpr const char* kWords = "correct horse";

}  // namespace

class TestClientKey : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;

    QString path(const char* name) const { return m_directory.filePath(QLatin1String(name)); }

    /// Runs openssl with words that a space separates; KEY, SEALED and WORDS stand for ours.
    void openssl(const QString& words) {
        auto arguments = words.split(u' ');
        arguments.replaceInStrings(QStringLiteral("KEY"), path("key"))
            .replaceInStrings(QStringLiteral("SEALED"), path("sealed"))
            .replaceInStrings(QStringLiteral("WORDS"),
                              QStringLiteral("pass:") + QLatin1String(kWords));
        QProcess process;
        process.start(QStringLiteral("openssl"), arguments);
        QVERIFY(process.waitForFinished(20'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }

    QByteArray content(const char* name) const {
        return relay::contentOf(path(name).toStdString());
    }

private slots:
    void keys_data() {
        QTest::addColumn<QString>("make");
        QTest::addColumn<QString>("seal");
        const auto ec =
            QStringLiteral("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY");
        const auto rsa =
            QStringLiteral("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY");
        QTest::newRow("EC, PKCS #8")
            << ec << QStringLiteral("pkcs8 -topk8 -in KEY -passout WORDS -out SEALED");
        QTest::newRow("EC, the older form")
            << ec << QStringLiteral("ec -in KEY -aes256 -passout WORDS -out SEALED");
        QTest::newRow("RSA, PKCS #8")
            << rsa << QStringLiteral("pkcs8 -topk8 -in KEY -passout WORDS -out SEALED");
        QTest::newRow("RSA, the older form")
            << rsa << QStringLiteral("rsa -in KEY -aes256 -traditional -passout WORDS -out SEALED");
    }

    void keys() {
        QFETCH(const QString, make);
        QFETCH(const QString, seal);
        openssl(make);
        openssl(seal);
        const auto open = relay::readClientKey(content("key"), {});
        QVERIFY(open.state == relay::ClientKey::Ready);
        QVERIFY(!relay::isLockedKey(content("key")));
        // One that needs none does not mind.
        QCOMPARE(relay::readClientKey(content("key"), kWords).key, open.key);

        const auto sealed = content("sealed");
        QVERIFY(relay::isLockedKey(sealed));
        QVERIFY(relay::readClientKey(sealed, kWords).state == relay::ClientKey::Ready);
        QCOMPARE(relay::readClientKey(sealed, kWords).key, open.key);
        QVERIFY(relay::readClientKey(sealed, {}).state == relay::ClientKey::Locked);
        QVERIFY(relay::readClientKey(sealed, {}).key.isNull());
        QVERIFY(relay::readClientKey(sealed, "battery staple").state ==
                relay::ClientKey::WrongPassphrase);
    }

    void whatIsNoKeyIsUnreadable() {
        QVERIFY(relay::readClientKey({}, {}).state == relay::ClientKey::Unreadable);
        QVERIFY(relay::readClientKey("-----BEGIN CERTIFICATE-----\n", kWords).state ==
                relay::ClientKey::Unreadable);
    }
};

}  // namespace gatepost

QTEST_GUILESS_MAIN(gatepost::TestClientKey)
#include "test_client_key.moc"
