// SPDX-License-Identifier: Apache-2.0
// docs/PROTOCOL.md against the local API's JSON: every member and every word that may stand in one
// is in its table, and the table names no other.
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include "relay/local/json.h"

using namespace gatepost;
using namespace gatepost::relay;

namespace {

using Words = QSet<QString>;

/// The words in `` ` `` of the table's rows, from the one of `object` to that of the next.
Words documented(const QString& object) {
    QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/docs/PROTOCOL.md"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("no docs/PROTOCOL.md");
    static const QRegularExpression word(QStringLiteral("`([^`]+)`"));
    const QString start = QStringLiteral("| %1 |").arg(object);
    Words words;
    bool inside = false;
    for (const QString& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
        if (line.startsWith(start))
            inside = true;
        else if (!line.startsWith(QLatin1String("| |")))
            inside = false;
        if (!inside) continue;
        const QString cells = line.section(QLatin1Char('|'), 2);
        for (auto found = word.globalMatch(cells); found.hasNext();)
            words.insert(found.next().captured(1));
    }
    return words;
}

void addMembers(Words& words, const QJsonObject& object) {
    for (auto member = object.begin(); member != object.end(); ++member) {
        words.insert(member.key());
        // What a 422 has stands where a 422 is told.
        if (member.key() == QLatin1String("problems")) continue;
        addMembers(words, member->toObject());
        for (const QJsonValue& each : member->toArray()) addMembers(words, each.toObject());
    }
}

template <typename Enum>
void addWords(Words& words) {
    for (int value = 0;; ++value) {
        const std::string word = toString(static_cast<Enum>(value));
        if (word.empty()) return;
        words.insert(QString::fromStdString(word));
    }
}

QString listOf(const Words& words) {
    QStringList list(words.begin(), words.end());
    list.sort();
    return list.join(QLatin1String(", "));
}

metrics::FamilySet someFamilies() {
    return metrics::FamilySet({std::make_shared<const metrics::FamilyText>()});
}

}  // namespace

class TestLocalJson : public QObject {
    Q_OBJECT
private slots:
    void theTableNamesWhatIsThere_data() {
        QTest::addColumn<QString>("object");
        QTest::addColumn<Words>("there");
        const auto row = [](const char* object, const QJsonObject& json, Words words = {}) {
            addMembers(words, json);
            QTest::newRow(object) << QString::fromLatin1(object) << words;
        };
        Words status;
        addWords<Intake>(status);
        addWords<Upstream>(status);
        addWords<SecretState>(status);
        addWords<TokenPlace>(status);
        addWords<ClientKey>(status);
        addWords<Rules>(status);
        addWords<OutboxState>(status);
        row("status, `relay`", toJson(RelayStatus{}, TokenPlace::Nowhere), status);

        Words group;
        addWords<Lifetime>(group);
        addWords<GroupState>(group);
        GroupSnapshot refused;
        refused.families = someFamilies();
        refused.refusal.emplace();
        row("group", toJson(refused), group);

        const Words alone{QStringLiteral("text")};
        row("queue entry", toJson(QueueEntry{}), alone);
        row("quarantine entry", toJson(QuarantineEntry{}), alone);

        Words event;
        addWords<RelayEvent::Kind>(event);
        row("event", toJson(RelayEvent{}), event);
    }

    void theTableNamesWhatIsThere() {
        QFETCH(QString, object);
        QFETCH(Words, there);
        const Words named = documented(object);
        QCOMPARE(listOf(there - named), QString());
        QCOMPARE(listOf(named - there), QString());
    }
};

QTEST_APPLESS_MAIN(TestLocalJson)
#include "test_local_json.moc"
