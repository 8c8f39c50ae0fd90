// SPDX-License-Identifier: Apache-2.0
// Whose the socket is: a living relay's and nobody else's, and free whatever a killed one left.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <csignal>
#include <thread>

#include "relay/local/local_listener.h"
#include "relay/local/paths.h"
#include "store/file_lock.h"
#include "tests/relay/support/raw_client.h"

using namespace gatepost;
using namespace gatepost::testing;
using namespace std::chrono_literals;

namespace {

struct Place {
    Place() { made = relay::makePrivateDirectory(socket.parent_path()).empty(); }
    QTemporaryDir directory;
    std::filesystem::path socket =
        std::filesystem::path(directory.path().toStdString()) / "run" / "relay.sock";
    QString lock = QString::fromStdString(socket.string() + ".lock");
    bool made = false;

    void leaveInLock(const QByteArray& bytes) const {
        QFile file(lock);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("the lock cannot be written");
    }
};

class Listener : public relay::LocalListener {
public:
    Listener() : LocalListener([](int descriptor, const relay::Caller&) { ::close(descriptor); }) {}
};

/// What Qt's own lock would say of this very process, as if a killed relay had had its number.
QByteArray lockOfOurs(const QString& path) {
    QLockFile ours(path);
    if (!ours.tryLock()) qFatal("no lock");
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestSocketLock : public QObject {
    Q_OBJECT
private slots:
    void aLivingRelayKeepsIt() {
        const Place place;
        Listener first;
        QVERIFY(first.open(place.socket));
        {
            Listener second;
            const auto opened = second.open(place.socket);
            QVERIFY(!opened);
            QVERIFY(opened.error().kind == relay::ListenError::Kind::TakenByOther);
            QCOMPARE(opened.error().ownerPid, QCoreApplication::applicationPid());
        }
        QVERIFY(RawClient::local(place.socket.string()).connected());
    }

    void itIsFreeOnceItsRelayHasGone() {
        const Place place;
        { QVERIFY(Listener().open(place.socket)); }
        Listener second;
        QVERIFY(second.open(place.socket));
        QVERIFY(RawClient::local(place.socket.string()).connected());
    }

    void whatAKilledRelayLeftLocksNobodyOut_data() {
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("killed before it had signed") << QByteArray();
        QTest::newRow("its number is another's of its name") << QByteArray("ours");
        QTest::newRow("rubbish") << QByteArray(100, '\xff');
    }
    void whatAKilledRelayLeftLocksNobodyOut() {
        QFETCH(QByteArray, left);
        const Place place;
        QVERIFY(place.made);
        if (left == "ours") left = lockOfOurs(place.lock);
        place.leaveInLock(left);
        Listener listener;
        const auto opened = listener.open(place.socket);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().text.c_str());
        QVERIFY(RawClient::local(place.socket.string()).connected());
    }

    void aLinkInItsPlaceIsNotFollowed() {
        const Place place;
        const QString precious = place.directory.filePath(QStringLiteral("precious"));
        QFile file(precious);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write("kept"), 4);
        QVERIFY(file.flush() && QFile::link(precious, place.lock));
        Listener listener;
        QVERIFY(!listener.open(place.socket));
        QVERIFY(file.seek(0));
        QCOMPARE(file.readAll(), QByteArray("kept"));
    }

    void aDiskThatTakesNothingLocksNobodyOut() {
        const Place place;
        QVERIFY(std::signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit nothing{0, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
        Listener listener;
        const auto opened = listener.open(place.socket);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().text.c_str());
        QVERIFY(RawClient::local(place.socket.string()).connected());
    }

    /// As whoever follows /proc/PID/fd does to the lock of a process that is killed just then.
    void whoLooksForAnInstantLocksNobodyOut() {
        const auto opensBesideALooker = [] {
            const Place place;
            place.leaveInLock("1\n");
            const int looker = ::open(place.lock.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC);
            if (::flock(looker, LOCK_EX | LOCK_NB) != 0) return false;
            const std::jthread gone([looker] {
                std::this_thread::sleep_for(store::FileLock::kPatience / 10);
                ::close(looker);
            });
            Listener listener;
            return listener.open(place.socket).has_value();
        };
        // On a busy machine the looker may not go in time.
        QVERIFY(opensBesideALooker() || opensBesideALooker() || opensBesideALooker());
    }
};

QTEST_GUILESS_MAIN(TestSocketLock)
#include "test_socket_lock.moc"
