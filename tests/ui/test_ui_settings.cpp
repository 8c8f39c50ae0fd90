// SPDX-License-Identifier: Apache-2.0
// The settings dialog, its scrape targets, and the window's place.
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <map>

#include "relay/settings/schema.h"
#include "tests/ui/find_widgets.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/target_dialog.h"
#include "ui/settings/targets_editor.h"
#include "ui/window/placement.h"

namespace gatepost {
namespace {

using tests::button;
using tests::named;

bool shows(const QWidget& window, const char* words) {
    for (const auto* label : window.findChildren<QLabel*>())
        if (label->text().contains(QLatin1String(words))) return true;
    return false;
}

relay::ScrapeTarget target(const char* name, const char* url) {
    relay::ScrapeTarget target;
    target.name = name;
    target.url = url;
    target.key = metrics::GroupingKey({{"job", name}});
    return target;
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
        named<QCheckBox>(dialog, "Listen on a loopback address too")->setChecked(true);
        const auto changed = dialog.settings();
        QCOMPARE(changed.uplinkUrl, std::string("https://b.example"));
        QCOMPARE(changed.outboxBytes, std::uint64_t{10 * 1024 * 1024});
        QCOMPARE(changed.outboxAge, std::uint64_t{3 * 86400});
        QVERIFY(changed.loopback);
    }

    void whatTheAdministratorLockedIsShownAndStays() {
        relay::Settings settings;
        settings.uplinkUrl = "https://fixed.example";
        ui::SettingsDialog dialog(settings, [](const char* key) {
            if (QByteArray(key) == "uplink.url") return ui::LockedBy::Administrator;
            return QByteArray(key) == "uplink.userid" ? ui::LockedBy::CommandLine
                                                      : ui::LockedBy::Nobody;
        });
        const auto* address = named<QLineEdit>(dialog, "Address");
        QVERIFY(!address->isEnabled());
        QCOMPARE(address->text(), QStringLiteral("https://fixed.example"));
        QVERIFY(address->accessibleDescription().contains(QLatin1String("administrator")));
        QVERIFY(shows(dialog, "administrator in /etc/gatepost"));
        QVERIFY(!named<QLineEdit>(dialog, "User on the series")->isEnabled());
        QVERIFY(shows(dialog, "Set on the command line"));
        QVERIFY(named<QLineEdit>(dialog, "Token file")->isEnabled());
    }

    void everyKeyOfTheSchemaHasAControlOrAReason() {
        std::map<std::string_view, int> seen;
        for (const auto& field : ui::fields()) ++seen[field.key];
        for (const auto& [key, reason] : ui::unshown()) {
            ++seen[key];
            QVERIFY2(qstrlen(reason) > 10, key);
            QVERIFY2(relay::findSetting(key) != nullptr, key);
        }
        for (const auto& info : relay::settingsTable())
            QVERIFY2(seen[info.key] == 1, std::string(info.key).c_str());
        QCOMPARE(seen.size(), relay::settingsTable().size());
        // And each control sets its own key and no other.
        ui::SettingsDialog dialog({}, {});
        int controls = 0;
        for (const auto& field : ui::fields()) {
            auto label = ui::fieldLabel(field);
            label.remove(QLatin1Char('&'));
            controls += named<QWidget>(dialog, qPrintable(label)) != nullptr;
        }
        QCOMPARE(controls, static_cast<int>(ui::fields().size()));
    }

    void eachControlSetsItsOwnKeyAndNoOther() {
        for (const auto& field : ui::fields()) {
            ui::SettingsDialog dialog({}, {});
            auto label = ui::fieldLabel(field);
            label.remove(QLatin1Char('&'));
            auto* control = named<QWidget>(dialog, qPrintable(label));
            if (auto* line = qobject_cast<QLineEdit*>(control)) line->setText(QStringLiteral("/x"));
            if (auto* lines = qobject_cast<QPlainTextEdit*>(control))
                lines->setPlainText(QStringLiteral("/x"));
            if (auto* box = qobject_cast<QCheckBox*>(control)) box->toggle();
            if (auto* spin = qobject_cast<QSpinBox*>(control))
                spin->stepBy(spin->value() > 1 ? -1 : 1);
            if (auto* combo = qobject_cast<QComboBox*>(control)) combo->setCurrentIndex(1);
            const auto changed = relay::toRaw(dialog.settings(), {});
            QVERIFY2(changed.size() == 1 && changed.begin()->first == field.key, field.key);
        }
    }

    void whatIsChangedElsewhereIsFollowedAndWhatWasTouchedStays() {
        relay::Settings settings;
        settings.uplinkUrl = "https://a.example";
        ui::SettingsDialog dialog(settings, {});
        named<QLineEdit>(dialog, "User on the series")->setText(QStringLiteral("mine"));
        auto elsewhere = settings;
        elsewhere.uplinkUrl = "https://theirs.example";
        elsewhere.userid = "theirs";
        elsewhere.outboxAge = 7 * 86400;
        dialog.follow(elsewhere);
        QVERIFY(shows(dialog, "changed elsewhere"));
        QCOMPARE(named<QLineEdit>(dialog, "Address")->text(),
                 QStringLiteral("https://theirs.example"));
        const auto result = dialog.settings();
        QCOMPARE(result.userid, std::string("mine"));
        QCOMPARE(result.uplinkUrl, std::string("https://theirs.example"));
        QCOMPARE(result.outboxAge, std::uint64_t{7 * 86400});
    }

    void whatNoRelayCanWorkWithIsNotTaken_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* field, const char* value, bool good) {
            QTest::newRow(value) << QByteArray(field) << QString::fromLatin1(value) << good;
        };
        row("Address", "https://m.example.org", true);
        row("Address", "http://m.example.org", false);
        row("Address", "https://u:p@m.example.org", false);
        row("Socket path", "relay.sock", false);
        row("Socket path", "/run/x.sock", true);
        row("Client certificate", "/home/x/cert.pem", false);  // without its key
    }

    void whatNoRelayCanWorkWithIsNotTaken() {
        QFETCH(const QByteArray, field);
        QFETCH(const QString, value);
        QFETCH(const bool, good);
        ui::SettingsDialog dialog({}, {});
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        named<QLineEdit>(dialog, field.constData())->setText(value);
        dialog.accept();
        QCOMPARE(accepted.count(), good ? 1 : 0);
        if (!good) QVERIFY(!ui::faultIn(dialog.settings())->words.isEmpty());
    }

    void theLoopbackTokenIsHiddenUntilAskedFor() {
        relay::Settings settings;
        settings.loopback = true;
        ui::SettingsDialog dialog(settings, {});
        auto* token = named<QLineEdit>(dialog, "Token for the loopback address");
        auto* show = button(dialog, "Sho&w");
        auto* copy = button(dialog, "&Copy");
        QVERIFY(!show->isEnabled() && !copy->isEnabled());
        dialog.setLoopbackToken(QStringLiteral("s3cret"));
        QVERIFY(token->displayText() != QLatin1String("s3cret"));
        show->click();
        QCOMPARE(token->displayText(), QStringLiteral("s3cret"));
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("s3cret"));
    }

    void targetsAreChangedInAListAndConfirmedTogether() {
        ui::SettingsDialog dialog({}, {});
        dialog.setTargets({{target("a", "http://127.0.0.1:1/m"), {}, true},
                           {target("b", "http://127.0.0.1:2/m"), "Connection refused", false}});
        auto* model = dialog.targets()->model();
        const QAbstractItemModelTester tester(
            model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model->rowCount(), 2);
        QCOMPARE(model->index(1, ui::TargetsModel::State).data().toString(),
                 QStringLiteral("Connection refused"));
        auto changed = target("a", "http://127.0.0.1:9/m");
        model->set(changed);
        model->set(target("c", "http://127.0.0.1:3/m"));
        model->remove(1);
        // News of the relay's do not undo what was changed here.
        dialog.setTargets({{target("a", "http://127.0.0.1:1/m"), {}, true},
                           {target("b", "http://127.0.0.1:2/m"), {}, true},
                           {target("d", "http://127.0.0.1:4/m"), {}, true}});
        QCOMPARE(model->names(),
                 (QStringList{QStringLiteral("a"), QStringLiteral("c"), QStringLiteral("d")}));
        QCOMPARE(model->wanted().size(), std::size_t{2});
        QVERIFY(model->wanted()[0] == changed);
        QCOMPARE(model->unwanted(), std::vector<std::string>{"b"});
    }

    void aTargetThatCannotBeAskedIsNotTaken() {
        ui::TargetDialog dialog({}, {QStringLiteral("taken")});
        auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        QVERIFY(!ok->isEnabled());
        named<QLineEdit>(dialog, "Name")->setText(QStringLiteral("node"));
        named<QLineEdit>(dialog, "Address")->setText(QStringLiteral("http://192.0.2.1/metrics"));
        QVERIFY(!ok->isEnabled() && shows(dialog, "this computer itself"));
        named<QLineEdit>(dialog, "Address")
            ->setText(QStringLiteral("http://127.0.0.1:9100/metrics"));
        QVERIFY(ok->isEnabled());
        named<QSpinBox>(dialog, "Every")->setValue(5);
        QVERIFY(!ok->isEnabled());
        named<QSpinBox>(dialog, "Wait at most")->setValue(5);
        named<QLineEdit>(dialog, "Name")->setText(QStringLiteral("taken"));
        QVERIFY(!ok->isEnabled() && shows(dialog, "Another target"));
        named<QLineEdit>(dialog, "Name")->setText(QStringLiteral("app"));
        named<QComboBox>(dialog, "Reached by")->setCurrentIndex(1);
        named<QLineEdit>(dialog, "Socket")->setText(QStringLiteral("/run/app.sock"));
        QVERIFY(ok->isEnabled());
        const auto made = dialog.target();
        QCOMPARE(made.url, std::string());
        QCOMPARE(made.socket, std::string("/run/app.sock"));
        QCOMPARE(std::string(made.key.job()), std::string("app"));
    }

    void autostartIsShownAsTheSystemHasIt() {
        ui::SettingsDialog dialog({}, {});
        QVERIFY(!dialog.wantsAutostart());  // not known yet: changes nothing
        dialog.setAutostart(ui::Autostart::On);
        QCOMPARE(dialog.wantsAutostart(), std::optional(true));
        dialog.setAutostart(ui::Autostart::Off);
        QCOMPARE(dialog.wantsAutostart(), std::optional(false));
        dialog.setAutostart(ui::Autostart::Foreign);
        QVERIFY(!dialog.wantsAutostart());
    }

    void aTokenThatCannotBeReadSaysWhy() {
        ui::SettingsDialog dialog({}, {});
        relay::RelayStatus status;
        status.secrets = relay::SecretState::Unavailable;
        status.tokenError = "/home/maria/push.token: it is empty";
        dialog.setStatus(status);
        QVERIFY(std::ranges::any_of(dialog.findChildren<QLabel*>(), [](const QLabel* label) {
            return label->text().endsWith(QLatin1String(" (/home/maria/push.token: it is empty)"));
        }));
    }

    void aLockedKeyAsksForItsPassphrase() {
        relay::Settings settings;
        ui::SettingsDialog bare(settings, {});
        auto* none = named<QLineEdit>(bare, "Passphrase of the certificate's key");
        QVERIFY(none != nullptr);
        QVERIFY(!none->isEnabled());
        settings.certFile = "/etc/gatepost/me.pem";
        settings.keyFile = "/etc/gatepost/me.key";
        ui::SettingsDialog dialog(settings, {});
        auto* line = named<QLineEdit>(dialog, "Passphrase of the certificate's key");
        QVERIFY(line->isEnabled());
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        QSet<QString> sentences;
        for (const auto state :
             {relay::ClientKey::None, relay::ClientKey::Ready, relay::ClientKey::Unreadable,
              relay::ClientKey::Locked, relay::ClientKey::WrongPassphrase}) {
            relay::RelayStatus status;
            status.clientKey = state;
            dialog.setStatus(status);
            sentences.insert(dialog.findChild<QLabel*>(QStringLiteral("keyState"))->text());
        }
        QCOMPARE(sentences.size(), 5);
        QVERIFY(dialog.keyPassphrase().isEmpty());
        line->setText(QStringLiteral("correct horse"));
        QCOMPARE(dialog.keyPassphrase(), QStringLiteral("correct horse"));
        QVERIFY(dialog.settings() == settings);
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
