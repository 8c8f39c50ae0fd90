// SPDX-License-Identifier: Apache-2.0
// Tokens in a real gnome-keyring, on a session bus of the test's own, with a home of its own; and
// without any; on an event loop with GLib and, as our programs are, without. The program runs
// itself again inside dbus-run-session.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <optional>

#include "relay/secrets/file_secret_store.h"
#include "relay/secrets/keychain_secret_store.h"
#include "relay/secrets/outbox_key.h"

using namespace gatepost::relay;

namespace {

using Got = std::optional<std::expected<std::string, SecretError>>;

Got readWith(SecretStore& store) {
    Got got;
    store.read("token", [&got](auto read) { got = std::move(read); });
    (void)QTest::qWaitFor([&got] { return got.has_value(); }, 15'000);
    return got;
}

bool writeWith(SecretStore& store, const std::string& secret) {
    std::optional<bool> done;
    store.write("token", secret, [&done](const auto& written) { done = written.has_value(); });
    return QTest::qWaitFor([&done] { return done.has_value(); }, 15'000) && *done;
}

bool removeWith(SecretStore& store, const char* name = "token") {
    std::optional<bool> done;
    store.remove(name, [&done](const auto& removed) { done = removed.has_value(); });
    return QTest::qWaitFor([&done] { return done.has_value(); }, 15'000) && *done;
}

}  // namespace

class TestKeychain : public QObject {
    Q_OBJECT
private slots:
    void aTokenIsKeptInTheKeyring() {
        QTemporaryDir dir;
        const std::filesystem::path files(dir.path().toStdString());
        KeychainSecretStore store(QStringLiteral("gatepost-test"),
                                  std::make_unique<FileSecretStore>(files / "secrets"));
        const Got nothing = readWith(store);
        QVERIFY(nothing && !*nothing && nothing->error().kind == SecretError::Kind::NotFound);
        QVERIFY(writeWith(store, "s3cret-\u00fc"));
        QVERIFY(!std::filesystem::exists(files / "secrets" / "token"));
        const Got there = readWith(store);
        QVERIFY(there && *there);
        QCOMPARE(**there, std::string("s3cret-\u00fc"));
        QVERIFY(store.placeOf("token") == SecretPlace::Keychain);
        QVERIFY(removeWith(store));
        const Got gone = readWith(store);
        QVERIFY(gone && !*gone && gone->error().kind == SecretError::Kind::NotFound);
        QVERIFY(removeWith(store));
    }

    /// As the relay has it: no file behind the keychain, for a key beside what it locks is none.
    void anOutboxKeyIsMadeOnceAndRead() {
        KeychainSecretStore store(QStringLiteral("gatepost-test"), nullptr);
        using Key = std::optional<std::expected<EncryptionKey, SecretError>>;
        const auto wait = [](Key& key) {
            return QTest::qWaitFor([&key] { return key.has_value(); }, 15'000);
        };
        Key none, made, read, again;
        readOutboxKey(store, [&none](const auto& key) { none = key; });
        QVERIFY(wait(none) && !*none && none->error().kind == SecretError::Kind::NotFound);
        makeOutboxKey(store, [&made](const auto& key) { made = key; });
        QVERIFY(wait(made) && *made);
        QVERIFY(**made != EncryptionKey{});
        readOutboxKey(store, [&read](const auto& key) { read = key; });
        QVERIFY(wait(read) && *read == *made);
        makeOutboxKey(store, [&again](const auto& key) { again = key; });
        QVERIFY(wait(again) && *again && **again != **made);
        QVERIFY(removeWith(store, kOutboxKey));
    }

    void withoutAKeyringTheFileTakesIt() {
        QProcess inner;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                           QStringLiteral("unix:path=/nonexistent"));
        environment.insert(QStringLiteral("GATEPOST_KEYCHAIN_TEST"), QStringLiteral("nobus"));
        inner.setProcessEnvironment(environment);
        inner.start(QCoreApplication::applicationFilePath(), {QStringLiteral("fileOnly")});
        QVERIFY(inner.waitForFinished(60'000));
        QVERIFY2(inner.exitCode() == 0, inner.readAllStandardOutput().constData());
    }

    void fileOnly() {
        if (qgetenv("GATEPOST_KEYCHAIN_TEST") != "nobus") return;
        QTemporaryDir dir;
        const std::filesystem::path files(dir.path().toStdString());
        KeychainSecretStore store(QStringLiteral("gatepost-test"),
                                  std::make_unique<FileSecretStore>(files / "secrets"));
        QVERIFY(writeWith(store, "s3cret"));
        QVERIFY(std::filesystem::exists(files / "secrets" / "token"));
        const Got there = readWith(store);
        QVERIFY(there && *there);
        QCOMPARE(**there, std::string("s3cret"));
        QVERIFY(store.placeOf("token") == SecretPlace::File);
        QVERIFY(removeWith(store));
        QVERIFY(!std::filesystem::exists(files / "secrets" / "token"));
        KeychainSecretStore bare(QStringLiteral("gatepost-test"), nullptr);
        QVERIFY(!writeWith(bare, "s3cret"));
        const Got nothing = readWith(bare);
        QVERIFY(nothing && !*nothing && nothing->error().kind == SecretError::Kind::Unavailable);
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (!qEnvironmentVariableIsSet("GATEPOST_KEYCHAIN_TEST")) {
        const QTemporaryDir home;
        qputenv("GATEPOST_KEYCHAIN_TEST", "keyring");
        qputenv("HOME", home.path().toLocal8Bit());
        qputenv("XDG_RUNTIME_DIR", home.path().toLocal8Bit());
        const QString script = QStringLiteral(
            "printf pw | gnome-keyring-daemon --unlock --components=secrets --foreground "
            ">/dev/null 2>&1 &\n"
            "daemon=$!\n"
            "for _ in $(seq 100); do\n"
            "  dbus-send --session --print-reply --dest=org.freedesktop.DBus / "
            "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true && "
            "break\n"
            "  sleep 0.1\n"
            "done\n"
            "\"$0\" && QT_NO_GLIB=1 \"$0\"; code=$?\n"
            "kill $daemon\n"
            "exit $code\n");
        return QProcess::execute(
            QStringLiteral("dbus-run-session"),
            {QStringLiteral("--"), QStringLiteral("bash"), QStringLiteral("-c"), script,
             QCoreApplication::applicationFilePath()});
    }
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_keychain.moc"
