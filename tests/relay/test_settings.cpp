// SPDX-License-Identifier: Apache-2.0
// Settings: the table, the three formats, and files that survive damage, locks and other versions.
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "relay/secrets/file_secret_store.h"
#include "relay/settings/formats.h"
#include "relay/settings/run_state.h"
#include "relay/settings/settings_file.h"

using namespace gatepost::relay;
namespace fs = std::filesystem;

namespace {

/// Every setting another than its default.
Settings everythingElse() {
    Settings s;
    RawSettings raw;
    for (const SettingInfo& info : settingsTable()) {
        const RawValue byDefault = info.get(s);
        RawValue other;
        if (std::holds_alternative<std::vector<std::string>>(byDefault)) {
            other = std::vector<std::string>{"/usr/bin/a", "with \"quotes\", and a comma"};
        } else if (const std::string& text = std::get<std::string>(byDefault);
                   text == "true" || text == "false") {
            other = std::string(text == "true" ? "false" : "true");
        } else if (info.expects == "text") {
            other = std::string(" [text] = \"x\\y\"; # ümlaut\nline two ");
        } else if (info.expects.starts_with("a number")) {
            other = std::to_string(std::stoull(text) + 1);
        } else {
            other = info.expects.substr(info.expects.rfind(' ') + 1);
        }
        raw.emplace(info.key, other);
    }
    applyRaw(raw, s);
    return s;
}

struct Places {
    QTemporaryDir dir;
    fs::path user = fs::path(dir.path().toStdString()) / "user" / "relay.ini";
    fs::path system = fs::path(dir.path().toStdString()) / "relay.ini";
};

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(text));
}

std::string read(const fs::path& path) {
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "(not there)";
}

}  // namespace

class TestSettings : public QObject {
    Q_OBJECT
private slots:
    void formatsCarryEverything_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("ini") << static_cast<int>(SettingsFormat::Ini);
        QTest::newRow("json") << static_cast<int>(SettingsFormat::Json);
        QTest::newRow("yaml") << static_cast<int>(SettingsFormat::Yaml);
    }
    void formatsCarryEverything() {
        QFETCH(int, format);
        const auto which = static_cast<SettingsFormat>(format);
        const Settings wanted = everythingElse();
        const RawSettings raw = toRaw(wanted, {});
        QCOMPARE(raw.size(), settingsTable().size());
        const auto again = readSettings(which, writeSettings(which, raw));
        QVERIFY2(again.has_value(), again ? "" : again.error().c_str());
        Settings got;
        QVERIFY(applyRaw(*again, got).empty());
        QCOMPARE(toRaw(got, {}), raw);
    }

    /// Every key with its default, and no other.
    void thePageNamesEverySetting() {
        const QString page = QString::fromStdString(read(GATEPOST_SOURCE_DIR "/docs/RELAY.md"));
        const Settings defaults;
        for (const SettingInfo& info : settingsTable()) {
            const RawValue raw = info.get(defaults);
            const auto* const text = std::get_if<std::string>(&raw);
            const std::string row =
                "| `" + std::string(info.key) + "` | `" + (text ? *text : "") + "` | ";
            QVERIFY2(page.contains(QString::fromStdString(row)), row.c_str());
        }
        static const QRegularExpression key(QStringLiteral("\n\\| `[a-z]+\\.[a-z_]+` \\| `"));
        QCOMPARE(page.count(key), static_cast<qsizetype>(settingsTable().size()));
    }

    void changesOfOthersAreTakenAsAWholeOrNotAtAll() {
        const Places places;
        SettingsFile file(places.user, places.system);
        write(places.user, "[uplink]\nurl = https://one\nnew_key = kept\n");
        QCOMPARE(file.load().settings.uplinkUrl, std::string("https://one"));
        for (const char* broken : {"[uplink\n", "[uplink]\nurl = https://two\nkind = none\n"}) {
            write(places.user, broken);
            QVERIFY(!file.reload());
        }
        write(places.user, "[uplink]\nurl = https://two\nnewer_key = kept too\n");
        const auto loaded = file.reload();
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded->settings.uplinkUrl, std::string("https://two"));
        QVERIFY(file.save(loaded->settings));
        QVERIFY(read(places.user).find("newer_key = kept too") != std::string::npos);
    }

    void jsonAndYamlTakeTheirOwnTypes() {
        Settings settings;
        const auto json = readSettings(SettingsFormat::Json,
                                       R"({"local": {"loopback": true, "loopback_port": 9191}})");
        QVERIFY(applyRaw(*json, settings).empty());
        QVERIFY(settings.loopback);
        QCOMPARE(settings.loopbackPort, 9191);
        const auto yaml =
            readSettings(SettingsFormat::Yaml,
                         "local: {loopback: false}\nlifetime:\n  process_executables: [/a, /b]\n");
        QVERIFY(applyRaw(*yaml, settings).empty());
        QVERIFY(!settings.loopback);
        QCOMPARE(settings.processExecutables.size(), 2U);
    }

    void wrongValuesAreReportedAndLeftAlone_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("no number") << QByteArray("local.loopback_port") << QByteArray("many");
        QTest::newRow("too large") << QByteArray("local.loopback_port") << QByteArray("65536");
        QTest::newRow("too small") << QByteArray("local.loopback_port") << QByteArray("0");
        QTest::newRow("half a number") << QByteArray("outbox.bytes") << QByteArray("10MB");
        QTest::newRow("no word") << QByteArray("uplink.kind") << QByteArray("carrier pigeon");
        QTest::newRow("no flag") << QByteArray("local.loopback") << QByteArray("maybe");
    }
    void wrongValuesAreReportedAndLeftAlone() {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        Settings settings;
        const auto problems =
            applyRaw({{key.toStdString(), RawValue(value.toStdString())}}, settings);
        QCOMPARE(problems.size(), 1U);
        QCOMPARE(problems.front().key, key.toStdString());
        QVERIFY(settings == Settings());
    }

    void brokenFilesSayWhere_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("ini section")
            << int(SettingsFormat::Ini) << QByteArray("[uplink\nurl = x\n");
        QTest::newRow("ini line") << int(SettingsFormat::Ini) << QByteArray("[uplink]\nurl\n");
        QTest::newRow("ini quotes") << int(SettingsFormat::Ini) << QByteArray("[a]\nb = \"c\n");
        QTest::newRow("ini list") << int(SettingsFormat::Ini)
                                  << QByteArray("[a]\nb = [ \"c\", d ]\n");
        QTest::newRow("json") << int(SettingsFormat::Json) << QByteArray("{\"uplink\": {");
        QTest::newRow("yaml") << int(SettingsFormat::Yaml) << QByteArray("uplink: {url: [x}\n");
        QTest::newRow("yaml, two documents")
            << int(SettingsFormat::Yaml)
            << QByteArray("uplink: {url: x}\n---\nlocks: {keys: [uplink.url]}\n");
    }
    void brokenFilesSayWhere() {
        QFETCH(int, format);
        QFETCH(QByteArray, text);
        const auto read = readSettings(static_cast<SettingsFormat>(format), text.toStdString());
        QVERIFY(!read);
        QVERIFY(!read.error().empty());
    }

    void savedIsLoaded() {
        Places places;
        const Settings wanted = everythingElse();
        SettingsFile file(places.user, places.system);
        QVERIFY(file.save(wanted).has_value());
        const LoadedSettings loaded = SettingsFile(places.user, places.system).load();
        QVERIFY(loaded.settings == wanted);
        QVERIFY(loaded.problems.empty());
    }

    void damageNeverReplacesTheLastGoodFile() {
        Places places;
        SettingsFile file(places.user, places.system);
        Settings settings;
        settings.uplinkUrl = "https://one.example";
        QVERIFY(file.save(settings).has_value());
        settings.uplinkUrl = "https://two.example";
        QVERIFY(file.save(settings).has_value());
        write(places.user, "[uplink\nnonsense");

        SettingsFile again(places.user, places.system);
        LoadedSettings loaded = again.load();
        QVERIFY(loaded.fromBackup);
        QVERIFY(!loaded.damage.empty());
        QCOMPARE(loaded.settings.uplinkUrl, std::string("https://one.example"));

        loaded.settings.uplinkUrl = "https://three.example";
        QVERIFY(again.save(loaded.settings).has_value());
        const fs::path directory = places.user.parent_path();
        QVERIFY(read(directory / "relay.ini.bak").find("one.example") != std::string::npos);
        QCOMPARE(read(directory / "relay.ini.damaged"), std::string("[uplink\nnonsense"));
        QCOMPARE(SettingsFile(places.user, places.system).load().settings.uplinkUrl,
                 std::string("https://three.example"));
    }

    void emptyFileIsNoDamage() {
        Places places;
        write(places.user, "");
        const LoadedSettings loaded = SettingsFile(places.user, places.system).load();
        QVERIFY(loaded.damage.empty());
        QVERIFY(loaded.settings == Settings());
    }

    void unknownKeysSurvive() {
        Places places;
        write(places.user, "[future]\nwings = 2\n[uplink]\nurl = https://a.example\n");
        SettingsFile file(places.user, places.system);
        LoadedSettings loaded = file.load();
        loaded.settings.loopback = true;
        QVERIFY(file.save(loaded.settings).has_value());
        QVERIFY(read(places.user).find("wings = 2") != std::string::npos);
    }

    void systemGivesDefaultsAndLocks() {
        Places places;
        write(places.system,
              "[uplink]\nurl = https://company.example\nuserid = all\n"
              "[local]\nloopback = true\n[locks]\nkeys = [\"uplink.url\"]\n");
        write(places.user, "[uplink]\nurl = https://mine.example\nuserid = me\n");
        SettingsFile file(places.user, places.system);
        const LoadedSettings loaded = file.load();
        QCOMPARE(loaded.settings.uplinkUrl, std::string("https://company.example"));
        QCOMPARE(loaded.settings.userid, std::string("me"));
        QVERIFY(loaded.settings.loopback);
        QVERIFY(loaded.locked == std::set<std::string>{"uplink.url"});
        QVERIFY(file.save(loaded.settings).has_value());
        QVERIFY(read(places.user).find("company.example") == std::string::npos);
    }

    void unwritableDirectoryIsAnError() {
        QTemporaryDir dir;
        const fs::path file = fs::path(dir.path().toStdString()) / "a-file";
        write(file, "x");
        QVERIFY(!SettingsFile(file / "relay.ini", {}).save({}).has_value());
    }

    void runStateIsRemembered() {
        QTemporaryDir dir;
        const fs::path file = fs::path(dir.path().toStdString()) / "run-state.json";
        QVERIFY(loadRunState(file) == RunState());
        const RunState wanted{true, {"abc", "def"}};
        QCOMPARE(saveRunState(file, wanted), std::string());
        QVERIFY(loadRunState(file) == wanted);
        write(file, "{\"paused\": tr");
        QVERIFY(loadRunState(file) == RunState());
    }

    void secretsInFilesAreTheOwnersAlone() {
        QTemporaryDir dir;
        const fs::path directory = fs::path(dir.path().toStdString()) / "secrets";
        FileSecretStore store(directory);
        std::expected<std::string, SecretError> got;
        const auto into = [&got](auto read) { got = std::move(read); };
        store.read("token", into);
        QVERIFY(!got && got.error().kind == SecretError::Kind::NotFound);
        store.write("token", "s3cret", [](const auto& done) { QVERIFY(done.has_value()); });
        store.read("token", into);
        QCOMPARE(got.value(), std::string("s3cret"));
        const QString name = QString::fromStdString((directory / "token").string());
        const auto foreign =
            QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup;
        QVERIFY(!(QFile::permissions(name) & foreign));
        QFile::setPermissions(name, QFile::permissions(name) | QFileDevice::ReadOther);
        store.read("token", into);
        QVERIFY(!got && got.error().kind == SecretError::Kind::Unavailable);
        store.remove("token", [](const auto& done) { QVERIFY(done.has_value()); });
        store.read("token", into);
        QVERIFY(!got && got.error().kind == SecretError::Kind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "test_settings.moc"
