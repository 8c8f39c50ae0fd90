// SPDX-License-Identifier: Apache-2.0
// First steps: addresses and enrollment links, what a test says, the snippets.
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/find_widgets.h"
#include "ui/welcome/snippets.h"
#include "ui/welcome/test_words.h"
#include "ui/welcome/welcome_page.h"

namespace gatepost {
namespace {

using tests::button;
using tests::named;

QString saidOn(const ui::WelcomePage& page) {
    QString all;
    for (const auto* label : page.findChildren<QLabel*>())
        if (!label->isHidden()) all += label->text() + QLatin1Char('\n');
    return all;
}

}  // namespace

class TestWelcome : public QObject {
    Q_OBJECT
private slots:
    void links_data() {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QString>("url");
        const auto row = [](const char* name, const char* link, const char* url) {
            QTest::newRow(name) << QString::fromUtf8(link) << QString::fromUtf8(url);
        };
        row("token", "gatepost://enroll?url=https%3A%2F%2Fm.example.org&token=gp_a_b",
            "https://m.example.org");
        row("port", "gatepost://enroll?url=https://m.example.org:8443/x",
            "https://m.example.org:8443/x");
        row("loopback", "gatepost://enroll?url=http://127.0.0.1:9092", "http://127.0.0.1:9092");
        row("plain", "gatepost://enroll?url=http://m.example.org", "");
        row("user", "gatepost://enroll?url=https://m.example.org@evil.example", "");
        row("query", "gatepost://enroll?url=https%3A%2F%2Fm.example.org%3Fa%3Db", "");
        row("script", "gatepost://enroll?url=javascript:alert(1)", "");
        row("no host", "gatepost://enroll?url=https://", "");
        row("nothing", "gatepost://enroll", "");
        row("other", "gatepost://settings?url=https://m.example.org", "");
        row("web", "https://enroll?url=https://m.example.org", "");
        row("look-alike", "gatepost://enroll?url=https://ex\u0430mple.org",
            "https://xn--exmple-4nf.org");
    }

    void addressesWithoutASchemeAreToldToHaveOne() {
        for (const auto* typed :
             {"metrics.example.org", "metrics.example.org:9092", "10.0.0.1:9092"}) {
            const auto address = ui::checkedAddress(QString::fromLatin1(typed));
            QVERIFY2(!address && address.error() == ui::LinkFault::NoScheme, typed);
        }
        QVERIFY(ui::faultSentence(ui::LinkFault::NoScheme).contains(QLatin1String("https://")));
        for (const auto* typed : {"", "https://"})
            QVERIFY(ui::checkedAddress(QString::fromLatin1(typed)).error() ==
                    ui::LinkFault::NoAddress);
    }

    void links() {
        QFETCH(const QString, link);
        QFETCH(const QString, url);
        const auto parsed = ui::parseEnrollment(link);
        QCOMPARE(parsed ? parsed->url : QString(), url);
        if (!parsed) QVERIFY(!ui::faultSentence(parsed.error()).isEmpty());
    }

    void aLinkSendsAndReplacesNothing() {
        ui::WelcomePage page;
        page.setAddress(QStringLiteral("https://old.example"));
        QSignalSpy tests(&page, &ui::WelcomePage::testWanted);
        int saved = 0;
        connect(&page, &ui::WelcomePage::setupWanted, this, [&] { ++saved; });
        page.offer({QStringLiteral("https://new.example"), QStringLiteral("gp_x_y"), {}});
        QCOMPARE(tests.count() + saved, 0);
        QCOMPARE(page.setup().url, QStringLiteral("https://new.example"));
        bool named = false;
        for (const auto* label : page.findChildren<QLabel*>())
            named = named ||
                    (label->text().contains(QLatin1String("https://new.example")) &&
                     label->text().contains(QLatin1String("It would replace https://old.example")));
        QVERIFY(named);
        button(page, "Save and &Go On")->click();
        QCOMPARE(saved, 1);
    }

    void anInviteNeedsNoToken() {
        ui::WelcomePage page;
        auto* token = named<QLineEdit>(page, "Token");
        QVERIFY(token != nullptr);
        page.offer({QStringLiteral("https://new.example"), {}, QStringLiteral("gi_x_y")});
        QVERIFY(page.hasInvite());
        QVERIFY(saidOn(page).contains(QLatin1String("invite")));
        QVERIFY(token->placeholderText().contains(QLatin1String("invite")));
        QCOMPARE(page.setup().invite, QStringLiteral("gi_x_y"));
        // A server that misses a token is what is wanted of the test.
        const relay::ConnectionTest asked{relay::ConnectionTest::Stopped::Token, 401, "", ""};
        QVERIFY(ui::wentWell(asked, true));
        QVERIFY(!ui::wentWell(asked, false));
        QVERIFY(ui::testWordsWithInvite(asked, QStringLiteral("https://new.example"))
                    .contains(QLatin1String("new.example")));
        page.setRedeeming(true);
        QVERIFY(!button(page, "Save and &Go On")->isEnabled());
        page.showTest(false, QStringLiteral("used"));
        QVERIFY(!button(page, "Save and &Go On")->isEnabled());
        page.setRedeeming(false);
        QVERIFY(button(page, "Save and &Go On")->isEnabled());
        // Who types a token needs no invite, and another address has none.
        token->setText(QStringLiteral("gp_a_b"));
        QVERIFY(!page.hasInvite());
        token->clear();
        QVERIFY(page.hasInvite());
        auto* address = named<QLineEdit>(page, "Address of the proxy");
        QVERIFY(address != nullptr);
        QTest::keyClicks(address, QStringLiteral("x"));
        QVERIFY(!page.hasInvite());
        QVERIFY(!token->placeholderText().contains(QLatin1String("invite")));
    }

    void aStoredTokenIsForItsServer() {
        ui::WelcomePage page;
        auto* token = named<QLineEdit>(page, "Token");
        page.setAddress(QStringLiteral("https://old.example:9092"));
        page.setTokenStored(true);
        QVERIFY(token->placeholderText().contains(QLatin1String("stored")));
        page.offer({QStringLiteral("https://new.example"), {}, {}});
        QVERIFY(!token->placeholderText().contains(QLatin1String("stored")));
        page.offer({QStringLiteral("https://old.example"), {}, {}});
        QVERIFY(token->placeholderText().contains(QLatin1String("stored")));
    }

    void anUnsafeAddressIsNeitherTestedNorSaved() {
        ui::WelcomePage page;
        page.setAddress(QStringLiteral("http://metrics.example.org"));
        QSignalSpy tests(&page, &ui::WelcomePage::testWanted);
        int saved = 0;
        connect(&page, &ui::WelcomePage::setupWanted, this, [&] { ++saved; });
        button(page, "&Test")->click();
        button(page, "Save and &Go On")->click();
        QCOMPARE(tests.count() + saved, 0);
    }

    void aTestSaysWhatFailed() {
        using Stopped = relay::ConnectionTest::Stopped;
        const auto url = QStringLiteral("https://m.example.org");
        QSet<QString> sentences;
        for (int i = 0; i <= static_cast<int>(Stopped::Answer); ++i) {
            const auto words =
                ui::testWords({static_cast<Stopped>(i), 500, "because", "maria"}, url);
            QVERIFY2(words.contains(QLatin1String("m.example.org")) ||
                         static_cast<Stopped>(i) == Stopped::Address,
                     qPrintable(words));
            sentences.insert(words);
        }
        QCOMPARE(sentences.size(), static_cast<int>(Stopped::Answer) + 1);
        const auto starts = [&](Stopped stopped, const char* with) {
            return ui::testWords({stopped, 0, "x", {}}, url).startsWith(QLatin1String(with));
        };
        const auto plain = ui::testWords({Stopped::Address, 0, "in English", {}},
                                         QStringLiteral("http://m.example.org"));
        QVERIFY(plain.endsWith(ui::faultSentence(ui::LinkFault::NotSecure)));
        QVERIFY(starts(Stopped::Name, "Name:"));
        QVERIFY(starts(Stopped::Tls, "TLS:"));
        QVERIFY(starts(Stopped::NoTls, "TLS:"));
        QVERIFY(starts(Stopped::Token, "Token:"));
        QVERIFY(starts(Stopped::Policy, "Policy:"));
        QVERIFY(ui::inviteWords(403, QStringLiteral("used"), url).contains(QLatin1String("used")));
    }

    void snippetsNameTheSocket() {
        const auto socket = QStringLiteral("/run/user/1/gatepost/relay.sock");
        for (const auto language : {ui::Language::Curl, ui::Language::Python, ui::Language::Go})
            QVERIFY(ui::snippet(language, socket, {}).contains(socket));
        QVERIFY(ui::snippet(ui::Language::Cpp, socket, QStringLiteral("127.0.0.1:9191"))
                    .contains(QLatin1String("\"127.0.0.1\", \"9191\"")));
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestWelcome)
#include "test_ui_welcome.moc"
