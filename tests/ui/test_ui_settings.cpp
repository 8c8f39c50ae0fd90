// SPDX-License-Identifier: Apache-2.0
// Settings dialog, first steps, enrollment links, snippets, the window's place.
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "relay/settings/schema.h"
#include "ui/settings/settings_dialog.h"
#include "ui/welcome/snippets.h"
#include "ui/welcome/welcome_page.h"
#include "ui/window/placement.h"

namespace gatepost {
namespace {

template <typename Widget>
Widget* named(const QWidget& window, const char* name) {
    for (auto* widget : window.findChildren<Widget*>())
        if (widget->accessibleName() == QLatin1String(name)) return widget;
    return nullptr;
}

QPushButton* button(const QWidget& window, const char* text) {
    for (auto* candidate : window.findChildren<QPushButton*>())
        if (candidate->text() == QLatin1String(text)) return candidate;
    return nullptr;
}

}  // namespace

class TestSettings : public QObject {
    Q_OBJECT
private slots:
    void whatIsNotTouchedComesBackAsItWas() {
        relay::Settings settings;
        settings.uplinkUrl = "https://a.example";
        settings.uplinkKind = relay::UplinkKind::Pushgateway;
        settings.outboxBytes = 12'345'678;  // no whole mebibytes
        settings.processExecutables = {"/usr/bin/a", "/usr/bin/b"};
        settings.loopbackPort = 9191;
        settings.notifyLost = false;
        ui::SettingsDialog dialog(settings, {});
        QVERIFY(dialog.settings() == settings);
    }

    void everyFieldHasWordsAndKeepsItsChange() {
        for (const auto& field : ui::fields()) {
            QVERIFY2(!ui::fieldLabel(field).isEmpty(), field.key);
            QVERIFY2(relay::findSetting(field.key) != nullptr, field.key);
        }
        ui::SettingsDialog dialog({}, {});
        named<QLineEdit>(dialog, "Address")->setText(QStringLiteral(" https://b.example "));
        named<QSpinBox>(dialog, "Size at most")->setValue(10);
        named<QSpinBox>(dialog, "Age at most")->setValue(3);
        named<QCheckBox>(dialog, "Listen on 127.0.0.1 too")->setChecked(true);
        const auto changed = dialog.settings();
        QCOMPARE(changed.uplinkUrl, std::string("https://b.example"));
        QCOMPARE(changed.outboxBytes, std::uint64_t{10 * 1024 * 1024});
        QCOMPARE(changed.outboxAge, std::uint64_t{3 * 86400});
        QVERIFY(changed.loopback);
    }

    void whatTheAdministratorLockedIsShownAndStays() {
        relay::Settings settings;
        settings.uplinkUrl = "https://fixed.example";
        ui::SettingsDialog dialog(settings,
                                  [](const char* key) { return QByteArray(key) == "uplink.url"; });
        const auto* address = named<QLineEdit>(dialog, "Address");
        QVERIFY(!address->isEnabled());
        QCOMPARE(address->text(), QStringLiteral("https://fixed.example"));
        QVERIFY(named<QLineEdit>(dialog, "User")->isEnabled());
    }

    void autostartIsShownAsTheSystemHasIt() {
        ui::SettingsDialog dialog({}, {});
        dialog.setAutostart(ui::Autostart::On);
        QVERIFY(dialog.wantsAutostart());
        dialog.setAutostart(ui::Autostart::Off);
        QVERIFY(!dialog.wantsAutostart());
    }

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
        button(page, "&Save and Go On")->click();
        QCOMPARE(saved, 1);
    }

    void anUnsafeAddressIsNeitherTestedNorSaved() {
        ui::WelcomePage page;
        page.setAddress(QStringLiteral("http://metrics.example.org"));
        QSignalSpy tests(&page, &ui::WelcomePage::testWanted);
        int saved = 0;
        connect(&page, &ui::WelcomePage::setupWanted, this, [&] { ++saved; });
        button(page, "&Test")->click();
        button(page, "&Save and Go On")->click();
        QCOMPARE(tests.count() + saved, 0);
    }

    void aTestSaysWhatFailed() {
        const auto url = QStringLiteral("https://m.example.org");
        QCOMPARE(ui::testWords(true, 200, {}, url),
                 QStringLiteral("m.example.org answers and takes the token."));
        QVERIFY(ui::testWords(false, 0, QStringLiteral("Host not found"), url)
                    .contains(QLatin1String("Host not found")));
        QSet<QString> sentences;
        for (const int status : {0, 401, 403, 404, 500})
            sentences.insert(ui::testWords(false, status, QStringLiteral("x"), url));
        QCOMPARE(sentences.size(), 5);
    }

    void snippetsNameTheSocket() {
        const auto socket = QStringLiteral("/run/user/1/gatepost/relay.sock");
        for (const auto language : {ui::Language::Curl, ui::Language::Python, ui::Language::Go})
            QVERIFY(ui::snippet(language, socket, {}).contains(socket));
        QVERIFY(ui::snippet(ui::Language::Cpp, socket, QStringLiteral("127.0.0.1:9191"))
                    .contains(QLatin1String("\"127.0.0.1\", \"9191\"")));
    }

    void aWindowStandsOnScreensThatExist() {
        const QList<QRect> screens{{0, 0, 1000, 800}, {1000, 0, 500, 400}};
        QCOMPARE(ui::placed({100, 100, 300, 200}, screens), QRect(100, 100, 300, 200));
        QCOMPARE(ui::placed({-50, 700, 300, 200}, screens), QRect(0, 600, 300, 200));
        QCOMPARE(ui::placed({1100, 50, 900, 900}, screens), QRect(1000, 0, 500, 400));
        QCOMPARE(ui::placed({5000, 5000, 300, 200}, screens).center(),
                 QRect(0, 0, 1000, 800).center());
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestSettings)
#include "test_ui_settings.moc"
