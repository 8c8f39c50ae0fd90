// SPDX-License-Identifier: Apache-2.0
// Label values by their shapes: what is told of persons and of what never repeats, and what only
// resembles it.
#include <QTest>

#include <QElapsedTimer>

#include <string>

#include "metrics/lint/value_shapes.h"

using namespace gatepost::metrics;

class TestValueShapes : public QObject {
    Q_OBJECT

private slots:
    void knowsShapes_data() {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("shape");
        const auto row = [](const char* value, const char* shape) {
            QTest::newRow(value) << QByteArray(value) << QByteArray(shape);
        };
        row("jo.do+x@mail.example.org", "a mail address");
        row("user@host", "");
        row("a b@example.com", "a mail address");
        row("Joe <joe@example.com>", "a mail address");
        row("joe@example.com,al@example.com", "a mail address");
        row("al@host, joe@example.com", "a mail address");
        row("user joe@example.com logged in", "a mail address");
        row("Write to joe@example.com.", "a mail address");
        row("user=joe@example.com", "a mail address");
        row("mailto:joe@example.com", "a mail address");
        row("joe@163.com", "a mail address");
        row("/users/joe@example.com/orders", "a mail address");
        row("https://example.org/users/joe@example.com", "a mail address");
        row("joe@m\u00fcller.de", "a mail address");
        row("j\u00f6@m\u00fcller.\u0440\u0444", "a mail address");
        row("joe@xn--mller-kva.xn--p1ai", "a mail address");
        row("joe@example.com@", "");
        row("joe@example..com", "");
        row("git@example.org:gate/post.git", "");
        row("user@example.org:22", "");
        row("ssh://git@example.org/a", "");
        row("https://user:word@example.org", "");
        row("scott@db.example.org/orders", "");
        row("HTTP/www.example.org@EXAMPLE.ORG", "");
        row("getty@tty1.service", "");
        row("celery@worker-1.internal", "");
        row("rabbit@node.cluster.local", "");
        row("lodash@4.17.21", "");
        row("module@v1.2.3-rc.beta", "");
        row("icon@2x.png", "");
        row("image@sha256:abcdef.x", "");
        row("a @ b.com", "");
        row("@example.com", "");
        row("/api/users", "");
        row("/home/", "");
        row("/Users/jo/x", "a path of a user's file");
        row("/root"
            "/x",
            "a path of a user's file");
        row("/rooted/x", "");
        row("file:///", "");
        row("file:///etc/passwd", "a path of a user's file");
        row("D:/data/x", "a path of a user's file");
        row("a://bc", "");
        row("123e4567-e89b-12d3-a456-42661417400", "");
        row("123E4567-E89B-12D3-A456-426614174000", "a UUID");
        row("123g4567-e89b-12d3-a456-426614174000", "");
        row("123e4567e89b12d3a456426614174000", "a UUID");
        row("/users/123E4567E89B12D3A456426614174000/x", "a UUID");
        row("a request of 123e4567e89b12d3a456426614174000", "a UUID");
        row("123e4567e89b02d3a456426614174000", "");
        row("123e4567e89b12d31456426614174000", "");
        row("123e4567e89b12d3a4564266141740001", "");
        row("x123e4567e89b12d3a456426614174000", "");
        row("d41d8cd98f00b204e9800998ecf8427e", "");
        row("da39a3ee5e6b4b0d3255bfef95601890afd80709", "");
        row("2026-11-22T13:00:00Z", "a timestamp");
        row("20261122T130000Z", "a timestamp");
        row("20261122T1300", "a timestamp");
        row("20261122T130000.123+0100", "a timestamp");
        row("20261122T13000", "");
        row("20269922T130000Z", "");
        row("20261122T1300x", "");
        row("Mon, 02 Jan 2006 15:04:05 GMT", "a timestamp");
        row("Mon, 02 Jan 2006 15:04:05 +0000", "a timestamp");
        row("Mon, 02 Jan 2006", "");
        row("Foo, bar and then some more words", "");
        row("2026-11-22", "");
        row("1763810000123", "a timestamp");
        row("176381000012", "");
        row("5551234567", "");
        row("1763810000.25", "a timestamp");
        row("1763810000.x", "");
        row("/users/123e4567-e89b-12d3-a456-426614174000/x", "a UUID");
        row("{123e4567-e89b-12d3-a456-426614174000}", "a UUID");
        row("f123e4567-e89b-12d3-a456-426614174000", "");
        row("123e4567-e89b-12d3-a456-4266141740001", "");
        row("~/x.txt", "a path of a user's file");
        row("\\\\server\\share", "a path of a user's file");
        row("/tmp/x1", "a file's path");
        row("/var/log/x.log", "a file's path");
        row("/var/", "");
        row("/variables/x", "");
        row("/private/var/folders/x", "a file's path");
        row("/private/variables", "");
        row("/Library/Caches/org.example", "a file's path");
        row("/Library/books", "");
        row("/proc/1/fd", "a file's path");
        row("/proc/stat", "");
        row("/srv/data/a.txt", "a file's path");
        row("/srv/data/a.mp3", "a file's path");
        row("/srv/users", "");
        row("/srv/v1.2", "");
        row("/api/v1/users", "");
        row("/api/v1.2/users.json", "");
        row("1.26.3-rc.1+build.5", "");
    }
    void knowsShapes() {
        QFETCH(QByteArray, value);
        const std::string text = value.toStdString();
        const std::string_view personal = personalShape(text);
        const std::string_view shape = personal.empty() ? unboundedShape(text) : personal;
        QTEST(QByteArray(shape.data(), static_cast<qsizetype>(shape.size())), "shape");
    }

    void hostileValuesAreCheap_data() {
        QTest::addColumn<QByteArray>("piece");
        for (const char* piece : {"a", "1", "@", "a@", "a@b.cc@", "x/a@b.cc/", "-", "/"})
            QTest::newRow(piece) << QByteArray(piece);
    }
    /// Minutes, were a value read again for each of its parts.
    void hostileValuesAreCheap() {
        QFETCH(QByteArray, piece);
        const std::string value =
            "x" + piece.repeated(4'000'000 / static_cast<int>(piece.size())).toStdString();
        QElapsedTimer clock;
        clock.start();
        QVERIFY(personalShape(value).empty());
        QVERIFY(unboundedShape(value).empty());
        QVERIFY2(clock.elapsed() < 30'000, std::to_string(clock.elapsed()).c_str());
    }
};

QTEST_GUILESS_MAIN(TestValueShapes)
#include "test_value_shapes.moc"
