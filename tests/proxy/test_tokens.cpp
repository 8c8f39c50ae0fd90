// SPDX-License-Identifier: Apache-2.0
// The tokens file and the command that writes it: hashes only, shown once, ended for good.
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "proxy/auth/token_file.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost::test;
namespace proxy = gatepost::proxy;

namespace {

std::string textOf(const std::string& file) {
    std::ifstream stream(file);
    std::ostringstream out;
    out << stream.rdbuf();
    return out.str();
}

QStringList words(const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); }

}  // namespace

class TestProxyTokens : public QObject {
    Q_OBJECT
private slots:
    void fileRoundTrip();
    void onlyTheHashIsKept();
    void listRevokeRotate();
    void aListHasALineForEach();
    void namesComeBackAsTheyWere_data();
    void namesComeBackAsTheyWere();
    void refusals();
    void writersWaitForEachOther();
    void whatIsTakenIsOnTheDisk();
    void rootLeavesThemToTheService();
    void nothingThatLiesThereIsFollowed();
};

void TestProxyTokens::fileRoundTrip() {
    proxy::TokenFile file;
    proxy::TokenRecord record;
    record.user = "alice \"quoted\"\n";
    record.device = "laptop";
    record.grants = proxy::Grants::Push | proxy::Grants::Admin;
    record.created = *proxy::parseTime("2026-01-02T03:04:05Z");
    record.expires = *proxy::parseTime("2027-01-02T03:04:05Z");
    record.jobs = "app_.*|\\d+";
    (void)proxy::issue(record, proxy::kTokenPrefix);
    file.tokens.push_back(record);
    file.invites.push_back({record, std::chrono::hours(24)});
    const auto again = proxy::parseTokens(proxy::writeTokens(file), "tokens.yml");
    QVERIFY(again);
    QVERIFY(*again == file);
    QVERIFY(!proxy::parseTime("2026-02-30T00:00:00Z") && !proxy::parseTime("tomorrow"));
    // An empty list grants nothing, and a life of nothing is none: neither means the default.
    const std::string hash(64, '0');
    const auto none = proxy::parseTokens(
        "tokens: [{ id: a, user: b, hash: '" + hash + "', grants: [] }]\n", "tokens.yml");
    QVERIFY(none);
    QCOMPARE(none->tokens[0].grants, std::optional(proxy::Grants::None));
    for (const char* empty : {"grants", "expires"}) {
        const auto nothing = proxy::parseTokens(
            "tokens:\n- id: a\n  user: b\n  hash: '" + hash + "'\n  " + empty + ":\n", "t");
        QVERIFY(!nothing);
        QVERIFY(toString(nothing.error().front()).starts_with("t:5:3: tokens[0]."));
    }
    const auto bad = proxy::parseTokens("tokens:\n  - { id: a, user: b, hash: c }\n", "tokens.yml");
    QVERIFY(!bad);
    QCOMPARE(bad.error().front().line, 2);
    for (const std::string list : {"tokens", "invites"}) {
        std::string text = list + ":\n";
        for (const char* user : {"ada", "bob"}) {
            text += std::string("- { user: ") + user + ", id: a, hash: '" + hash + "' }\n";
        }
        const auto twice = proxy::parseTokens(text, "t");
        QVERIFY(!twice);
        QCOMPARE(toString(twice.error().front()),
                 "t:3:20: " + list + "[1].id: expected one that no other has, got \"a\"");
    }
    const auto two = proxy::parseTokens("tokens: []\n---\ninvites: []\n", "t");
    QVERIFY(!two);
    QCOMPARE(toString(two.error().front()),
             std::string("t:2:1: a second document; expected one document"));
}

void TestProxyTokens::onlyTheHashIsKept() {
    ProxyProgram program;
    const std::string token = program.token(words("--user alice --device laptop --expires 90d"));
    QVERIFY(std::regex_match(token, std::regex("gp_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")));
    const std::string file = textOf(program.path("tokens.yml"));
    QVERIFY(file.find(token.substr(token.find('_', std::string_view("gp_").size()) + 1)) ==
            std::string::npos);
    const auto read = proxy::readTokens(program.path("tokens.yml"));
    QCOMPARE(read->tokens.size(), 1u);
    QCOMPARE(read->tokens[0].hash.size(), 64u);
    QCOMPARE(*read->tokens[0].expires - read->tokens[0].created,
             std::chrono::seconds(std::chrono::hours(90 * 24)));
    const auto mode = std::filesystem::status(program.path("tokens.yml")).permissions();
    QVERIFY(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

void TestProxyTokens::listRevokeRotate() {
    ProxyProgram program;
    const std::string token = program.token(words("--user alice --grants push,read"));
    const QString id = QString::fromStdString(token.substr(3, 12));
    auto ran = program.run(words("token list --tokens tokens.yml"));
    QVERIFY(ran.out.find("user=alice device=- grants=push,read") != std::string::npos);
    ran = program.run(words("token rotate --tokens tokens.yml") << id);
    QCOMPARE(ran.code, 0);
    ran = program.run(words("token revoke --tokens tokens.yml") << id);
    QCOMPARE(ran.code, 1);  // it went with the rotation
    const auto read = proxy::readTokens(program.path("tokens.yml"));
    QCOMPARE(read->tokens.size(), 1u);
    QVERIFY(read->tokens[0].id != id.toStdString());
    ran = program.run(words("token revoke --tokens tokens.yml")
                      << QString::fromStdString(read->tokens[0].id));
    QCOMPARE(ran.code, 0);
    QVERIFY(proxy::readTokens(program.path("tokens.yml"))->tokens.empty());
}

/// The file may have been written by anything.
void TestProxyTokens::aListHasALineForEach() {
    ProxyProgram program;
    program.write("tokens.yml", "tokens: [{ id: a, user: \"b\\ntoken x user=\\e[31m\", hash: '" +
                                    std::string(64, '0') + "', device: \"\xc3\xa9\" }]\n");
    const auto ran = program.run(words("token list --tokens tokens.yml"));
    QCOMPARE(std::ranges::count(ran.out, '\n'), 1);
    QVERIFY2(ran.out.starts_with(
                 "token a user=b\\x0atoken x user=\\x1b[31m device=\xc3\xa9 grants=default"),
             ran.out.c_str());
}

void TestProxyTokens::namesComeBackAsTheyWere_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("good");
    const auto row = [](char32_t point, bool good) {
        QTest::newRow(qPrintable(QString::number(point, 16)))
            << QStringLiteral("a%1z").arg(QString::fromUcs4(&point, 1)) << good;
    };
    for (const char32_t good : {0x20, 0x22, 0x5c, 0x7e, 0xa0, 0xe9, 0x7ff, 0x800, 0x2028, 0xfdcf,
                                0xfdf0, 0xfeff, 0xfffd, 0x10000, 0x1f600, 0x10fffd}) {
        row(good, true);
    }
    for (const char32_t bad : {0x0, 0x9, 0xa, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0x9f, 0xfdd0, 0xfdef,
                               0xfffe, 0xffff, 0x1ffff, 0x10fffe}) {
        row(bad, false);
    }
}

void TestProxyTokens::namesComeBackAsTheyWere() {
    QFETCH(QString, name);
    QFETCH(bool, good);
    QCOMPARE(proxy::isName(name.toStdString()), good);
    if (!good) return;
    proxy::TokenFile file;
    proxy::TokenRecord record;
    record.user = name.toStdString();
    (void)proxy::issue(record, proxy::kTokenPrefix);
    file.tokens.push_back(record);
    const auto again = proxy::parseTokens(proxy::writeTokens(file), "tokens.yml");
    QVERIFY(again && *again == file);
}

void TestProxyTokens::refusals() {
    ProxyProgram program;
    const auto ran = [&program](const char* more) {
        return program.run(words("token add --tokens tokens.yml --user a") + words(more));
    };
    // Each names its flag and what was expected.
    const std::string grants = ran("--grants write").err;
    QCOMPARE(grants,
             std::string("gatepost-proxy: --grants: expected push, read or admin, got write\n"));
    for (const char* wrong : {"--jobs ((", "--families [", "--expires soon", "--expires 90"}) {
        const auto refused = ran(wrong);
        const std::string flag(wrong, std::string_view(wrong).find(' '));
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.starts_with("gatepost-proxy: " + flag + ": expected "),
                 refused.err.c_str());
    }
    const QStringList nobody = words("token add --tokens tokens.yml --user") << QString();
    QVERIFY(program.run(nobody).err.find("--user: expected a name") != std::string::npos);
    const QStringList twoLines = words("token add --tokens tokens.yml --user")
                                 << QStringLiteral("a\nb");
    QVERIFY(program.run(twoLines).err.find("--user: expected a name") != std::string::npos);
    const QStringList rings = words("token add --tokens tokens.yml --user a --device")
                              << QStringLiteral("x\a");
    QVERIFY(program.run(rings).err.find("--device: expected a name") != std::string::npos);
    QVERIFY(!std::filesystem::exists(program.path("tokens.yml")));
    QCOMPARE(program.run(words("token add")).code, 2);
    QCOMPARE(program.run(words("--no-such-flag")).code, 2);
}

void TestProxyTokens::writersWaitForEachOther() {
    ProxyProgram program;
    const std::string file = program.path("tokens.yml");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&file] {
            for (int i = 0; i < 10; ++i) {
                (void)proxy::updateTokens(file, [](proxy::TokenFile& tokens) {
                    proxy::TokenRecord record;
                    record.user = "many";
                    (void)proxy::issue(record, proxy::kTokenPrefix);
                    tokens.tokens.push_back(record);
                    return std::optional<std::string>();
                });
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(proxy::readTokens(file)->tokens.size(), 40u);
}

/// Not before its folder was flushed does a change count as done: the program is killed at its
/// first flush, which is the file's, and at its second, when the file has its name.
void TestProxyTokens::whatIsTakenIsOnTheDisk() {
    ProxyProgram program;
    const auto add = [&program](const char* killedAt) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QFileInfo bin(ProxyProgram::program());
        environment.insert(QStringLiteral("LD_PRELOAD"),
                           bin.dir().filePath(QStringLiteral("../tests/gatepost_kill_points.so")));
        environment.insert(QStringLiteral("GATEPOST_KILL"), QString::fromLatin1(killedAt));
        const QString sanitizer = QStringLiteral("ASAN_OPTIONS");
        environment.insert(
            sanitizer, environment.value(sanitizer) + QStringLiteral(":verify_asan_link_order=0"));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(ProxyProgram::program(),
                      words("token add --user ada --tokens")
                          << QString::fromStdString(program.path("tokens.yml")));
        process.waitForFinished(20000);
        const bool ended = process.exitStatus() == QProcess::NormalExit;
        return std::pair(ended && process.exitCode() == 0,
                         proxy::readTokens(program.path("tokens.yml"))->tokens.size());
    };
    QCOMPARE(add("commit:1"), std::pair(false, std::size_t{0}));
    QCOMPARE(add("commit:2"), std::pair(false, std::size_t{1}));
    QCOMPARE(add("commit:3"), std::pair(true, std::size_t{2}));
}

void TestProxyTokens::rootLeavesThemToTheService() {
    // As root this is what an administrator does; as anybody else all of it is one's own.
    const bool root = ::geteuid() == 0;
    const uid_t service = root ? 65534 : ::geteuid();
    ProxyProgram program;
    const std::string folder = program.path("");
    if (root) QCOMPARE(::chown(folder.c_str(), service, service), 0);
    const auto ownerAndMode = [&program](const char* name) {
        struct stat status {};
        ::stat(program.path(name).c_str(), &status);
        return std::pair(status.st_uid, status.st_mode & 0777u);
    };
    QVERIFY(!program.token(words("--user ada")).empty());
    QCOMPARE(ownerAndMode("tokens.yml"), std::pair(service, 0600u));
    QCOMPARE(ownerAndMode("tokens.yml.lock"), std::pair(service, 0600u));
    // Who gave it to a group meant that.
    QCOMPARE(::chmod(program.path("tokens.yml").c_str(), 0640), 0);
    QVERIFY(!program.token(words("--user bob")).empty());
    QCOMPARE(ownerAndMode("tokens.yml"), std::pair(service, 0640u));
    QCOMPARE(proxy::readTokens(program.path("tokens.yml"))->tokens.size(), 2u);
}

void TestProxyTokens::nothingThatLiesThereIsFollowed() {
    ProxyProgram program;
    program.write("precious", "untouched");
    const std::string precious = program.path("precious");
    QCOMPARE(::symlink(precious.c_str(), program.path("tokens.yml.new").c_str()), 0);
    QVERIFY(!program.token(words("--user ada")).empty());
    QCOMPARE(textOf(precious), std::string("untouched"));
    QVERIFY(!std::filesystem::is_symlink(program.path("tokens.yml")));
    QCOMPARE(::unlink(program.path("tokens.yml.lock").c_str()), 0);
    QCOMPARE(::symlink(precious.c_str(), program.path("tokens.yml.lock").c_str()), 0);
    const auto ran = program.run(words("token add --tokens tokens.yml --user bob"));
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.find("tokens.yml.lock: ") != std::string::npos, ran.err.c_str());
    QCOMPARE(textOf(precious), std::string("untouched"));
}

QTEST_GUILESS_MAIN(TestProxyTokens)
#include "test_tokens.moc"
