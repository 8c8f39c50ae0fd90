// SPDX-License-Identifier: Apache-2.0
// From the status value to icon, sentence, banner and notice: tables.
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QStyleFactory>
#include <QStyleOptionButton>
#include <QTabBar>
#include <QTest>

#include "tests/ui/scenes.h"
#include "ui/common/roomy_style.h"
#include "ui/common/words.h"
#include "ui/tray/face.h"
#include "ui/tray/notice.h"
#include "ui/tray/pace.h"
#include "ui/tray/presence.h"
#include "ui/welcome/enrollment.h"

Q_DECLARE_METATYPE(gatepost::relay::RelayStatus)

namespace gatepost {

using relay::Intake;
using relay::OutboxState;
using relay::RelayStatus;
using relay::SecretState;
using relay::Upstream;
using ui::Remedy;
using ui::Shape;

namespace {

RelayStatus fine() {
    RelayStatus status;
    status.intake = Intake::Listening;
    status.endpoint = "/run/relay.sock";
    status.upstream = Upstream::Idle;
    status.upstreamUrl = "https://metrics.example.org/x";
    status.lastDelivery = 1;
    status.since = 1;
    return status;
}

template <typename Change>
RelayStatus with(Change change) {
    auto status = fine();
    change(status);
    return status;
}

RelayStatus worstOfAll() {
    return with([](RelayStatus& s) {
        s.intake = Intake::Failed;
        s.upstream = Upstream::AuthRejected;
        s.ledger.lost["bytes"] = 3;
        s.lint.errors = 2;
        s.queue = {5, 100, 1, 2};
    });
}

}  // namespace

class TestFaces : public QObject {
    Q_OBJECT
private slots:
    void faces_data() {
        QTest::addColumn<RelayStatus>("status");
        QTest::addColumn<Shape>("shape");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<Remedy>("remedy");
        const auto row = [](const char* name, const RelayStatus& status, Shape shape,
                            const char* sentence, Remedy remedy) {
            QTest::newRow(name) << status << shape << QString::fromLatin1(sentence) << remedy;
        };
        row("fine", fine(), Shape::Idle, "Everything is delivered to metrics.example.org",
            Remedy::None);
        row("fresh", with([](auto& s) { s.lastDelivery = 0; }), Shape::Idle,
            "Ready; nothing pushed yet", Remedy::None);
        row("sending", with([](auto& s) { s.upstream = Upstream::Sending; }), Shape::Sending,
            "Sending to metrics.example.org", Remedy::None);
        row("starting", with([](auto& s) { s.intake = Intake::Starting; }), Shape::Waiting,
            "Starting", Remedy::None);
        row("taken", with([](auto& s) { s.intake = Intake::TakenByOther; }), Shape::Failed,
            "Another relay is already running", Remedy::TakeOver);
        row("no socket", with([](auto& s) { s.intake = Intake::Failed; }), Shape::Failed,
            "Applications cannot push", Remedy::None);
        row("no disk", with([](auto& s) { s.outbox = OutboxState::Failed; }), Shape::Failed,
            "Pushes cannot be stored", Remedy::None);
        row("no key", with([](auto& s) { s.outbox = OutboxState::Locked; }), Shape::Failed,
            "The queue's key is locked away", Remedy::RetryNow);
        row("refused token", with([](auto& s) { s.upstream = Upstream::AuthRejected; }),
            Shape::Refused, "metrics.example.org refuses the token", Remedy::OpenSetup);
        row("web proxy's password", with([](auto& s) {
                s.upstream = Upstream::AuthRejected;
                s.upstreamStatus = 407;
            }),
            Shape::Refused, "The web proxy asks for a password", Remedy::RetryNow);
        row("locked key", with([](auto& s) {
                s.upstream = Upstream::AuthRejected;
                s.clientKey = relay::ClientKey::Locked;
            }),
            Shape::Refused, "The certificate's key is locked", Remedy::OpenCredentials);
        row("no such key", with([](auto& s) {
                s.upstream = Upstream::Backoff;
                s.clientKey = relay::ClientKey::Unreadable;
            }),
            Shape::Refused, "The certificate's key cannot be read", Remedy::OpenCredentials);
        row("locked key, and the token does",
            with([](auto& s) { s.clientKey = relay::ClientKey::WrongPassphrase; }), Shape::Idle,
            "Everything is delivered to metrics.example.org", Remedy::None);
        row("lost", with([](auto& s) { s.ledger.lost["bytes"] = 3; }), Shape::Lost,
            "3 push(es) lost", Remedy::Acknowledge);
        row("dropped by hand", with([](auto& s) { s.ledger.lost["user"] = 3; }), Shape::Idle,
            "Everything is delivered to metrics.example.org", Remedy::None);
        row("keyring asked", with([](auto& s) { s.upstream = Upstream::Unconfigured; }),
            Shape::Waiting, "Waiting for the keyring", Remedy::None);
        row("unusable", with([](auto& s) {
                s.upstream = Upstream::Unconfigured;
                s.upstreamError = "http is allowed only to this machine's loopback address";
            }),
            Shape::Unconfigured, "The address cannot be used", Remedy::OpenSetup);
        row("unconfigured", with([](auto& s) {
                s.upstream = Upstream::Unconfigured;
                s.upstreamUrl.clear();
            }),
            Shape::Unconfigured, "No proxy address yet", Remedy::OpenSetup);
        row("paused", with([](auto& s) { s.upstream = Upstream::Paused; }), Shape::Paused,
            "Sending is paused", Remedy::Resume);
        row("backoff", with([](auto& s) { s.upstream = Upstream::Backoff; }), Shape::Waiting,
            "metrics.example.org does not answer", Remedy::RetryNow);
        row("offline", with([](auto& s) { s.upstream = Upstream::Offline; }), Shape::Waiting,
            "No network; everything is kept", Remedy::None);
        row("metered", with([](auto& s) { s.upstream = Upstream::Metered; }), Shape::Waiting,
            "Waiting for a network that is not metered", Remedy::None);
        row("stranger", with([](auto& s) { s.upstream = Upstream::Stranger; }), Shape::Refused,
            "metrics.example.org is not a Gatepost proxy", Remedy::OpenSetup);
        row("locked", with([](auto& s) { s.secrets = SecretState::Locked; }), Shape::Waiting,
            "The keyring is locked", Remedy::RetryNow);
        row("no token", with([](auto& s) { s.secrets = SecretState::Unavailable; }), Shape::Waiting,
            "The token cannot be read", Remedy::OpenSetup);
        row("damaged", with([](auto& s) { s.outbox = OutboxState::Recovered; }), Shape::Lost,
            "The queue's file was damaged", Remedy::None);
        row("damaged in clear", with([](auto& s) { s.setAsideInClear = "/x"; }), Shape::Lost,
            "A damaged file is not encrypted", Remedy::None);
        row("quarantine", with([](auto& s) { s.queue.quarantined = 2; }), Shape::Refused,
            "2 push(es) rejected by the server", Remedy::ShowQueue);
        row("refused here", with([](auto& s) { s.lint.refused = 1; }), Shape::Lint,
            "1 group(s) refused", Remedy::ShowLint);
        row("errors", with([](auto& s) { s.lint.errors = 4; }), Shape::Lint,
            "4 error(s) in what is pushed", Remedy::None);
    }

    void faces() {
        QFETCH(const RelayStatus, status);
        QFETCH(const Shape, shape);
        QFETCH(const QString, sentence);
        QFETCH(const Remedy, remedy);
        const auto face = ui::faceOf(status, 0, 1000);
        QCOMPARE(face.shape, shape);
        QCOMPARE(face.sentence, sentence);
        QVERIFY(face.tooltip.startsWith(sentence));
        QCOMPARE(face.banner ? face.banner->remedy : Remedy::None, remedy);
        if (face.banner) {
            QVERIFY(!face.banner->title.isEmpty());
            QVERIFY(!face.banner->cause.isEmpty());
            QCOMPARE(face.banner->remedyText.isEmpty(), remedy == Remedy::None);
        }
    }

    void aTokenThatCannotBeReadSaysWhy() {
        const auto status = with([](RelayStatus& s) {
            s.secrets = SecretState::Unavailable;
            s.tokenError = "/home/maria/push.token: it is empty";
        });
        const auto cause = ui::faceOf(status, 0, 1000).banner->cause;
        QVERIFY2(cause.endsWith(QLatin1String(" (/home/maria/push.token: it is empty)")),
                 qPrintable(cause));
    }

    void whatWaitsIsNeverCalledDelivered() {
        const auto status = with([](RelayStatus& s) { s.queue.entries = 1; });
        QCOMPARE(ui::faceOf(status, 0, 0).sentence,
                 QStringLiteral("Sending to metrics.example.org"));
        auto first = status;
        first.lastDelivery = 0;
        QVERIFY(ui::faceOf(first, 0, 0).shape == Shape::Sending);
    }

    void theWorstIsToldFirst() {
        auto status = worstOfAll();
        QCOMPARE(ui::faceOf(status, 0, 0).shape, Shape::Failed);
        status.intake = Intake::Listening;
        QCOMPARE(ui::faceOf(status, 0, 0).shape, Shape::Refused);
        status.upstream = Upstream::Paused;
        QCOMPARE(ui::faceOf(status, 0, 0).shape, Shape::Lost);
        QCOMPARE(ui::faceOf(status, 3, 0).shape, Shape::Paused);
        status.upstream = Upstream::Idle;
        QCOMPARE(ui::faceOf(status, 3, 0).shape, Shape::Refused);
        status.queue.quarantined = 0;
        QCOMPARE(ui::faceOf(status, 3, 0).shape, Shape::Lint);
    }

    void whatCanBeDoneFollowsTheStatus() {
        const auto paused = ui::faceOf(with([](auto& s) { s.upstream = Upstream::Paused; }), 0, 0);
        QVERIFY(paused.canResume && !paused.canPause && !paused.canSendNow);
        const auto backlog = ui::faceOf(with([](auto& s) {
                                            s.upstream = Upstream::Backoff;
                                            s.queue.entries = 2;
                                        }),
                                        0, 0);
        QVERIFY(backlog.canPause && backlog.canSendNow && !backlog.canResume);
        QVERIFY(!ui::faceOf(fine(), 0, 0).canSendNow);
    }

    void shapesDifferWithoutTheirColour() {
        for (const int size : {16, 22, 32, 64})
            for (int a = 0; a < ui::kShapes; ++a)
                for (int b = a + 1; b < ui::kShapes; ++b) {
                    const auto one = ui::iconImage(static_cast<Shape>(a), ui::Panel::Mask, size);
                    const auto other = ui::iconImage(static_cast<Shape>(b), ui::Panel::Mask, size);
                    int differing = 0;
                    for (int y = 0; y < one.height(); ++y)
                        for (int x = 0; x < one.width(); ++x)
                            differing +=
                                std::abs(qAlpha(one.pixel(x, y)) - qAlpha(other.pixel(x, y))) > 96;
                    QVERIFY2(differing * 64 >= size * size,
                             qPrintable(QStringLiteral("%1 %2 at %3: %4")
                                            .arg(a)
                                            .arg(b)
                                            .arg(size)
                                            .arg(differing)));
                }
    }

    void iconsArePaintedForEveryRatioAndPanel() {
        for (const double ratio : {1.0, 1.25, 2.0, 3.0})
            QCOMPARE(ui::iconImage(Shape::Idle, ui::Panel::Light, 22, ratio).width(),
                     qRound(22 * ratio));
        const auto icon = ui::icon(Shape::Lost, ui::Panel::Dark);
        QCOMPARE(icon.pixmap(QSize(22, 22), 2.0).size(), QSize(44, 44));
        for (const auto& size : icon.availableSizes()) QVERIFY(size.width() <= 64);
        const auto light = ui::iconImage(Shape::Idle, ui::Panel::Light, 64).pixelColor(14, 40);
        const auto dark = ui::iconImage(Shape::Idle, ui::Panel::Dark, 64).pixelColor(14, 40);
        QVERIFY(light.lightness() < 100);
        QVERIFY(dark.lightness() > 200);
    }

    void tonesAreLegible() {
        for (const bool dark : {false, true}) {
            QPalette palette(dark ? QColor(0x2b, 0x2d, 0x31) : QColor(0xef, 0xef, 0xef));
            palette.setColor(QPalette::Base, dark ? QColor(0x1f, 0x21, 0x25) : Qt::white);
            for (const auto tone : {ui::Tone::Calm, ui::Tone::Active, ui::Tone::Waiting,
                                    ui::Tone::Warning, ui::Tone::Error}) {
                QVERIFY(ui::contrast(ui::toneColor(tone, palette), palette.color(QPalette::Base)) >=
                        4.5);
                QVERIFY(ui::contrast(palette.color(QPalette::WindowText),
                                     ui::toneWash(tone, palette)) >= 7);
            }
            QVERIFY(ui::contrast(ui::quietText(palette), palette.color(QPalette::Base)) >= 4.5);
        }
        const auto high = tests::contrastPalette();
        QVERIFY(ui::isHighContrast(high));
        QVERIFY(!ui::isHighContrast(tests::darkPalette()));
        QVERIFY(!ui::isHighContrast(QPalette(QColor(0xef, 0xef, 0xef))));
        // No shades: quiet text is text, and no band is washed.
        QCOMPARE(ui::quietText(high), high.color(QPalette::Text));
        QCOMPARE(ui::toneWash(ui::Tone::Error, high), high.color(QPalette::Window));
        for (const auto tone : {ui::Tone::Calm, ui::Tone::Active, ui::Tone::Waiting,
                                ui::Tone::Warning, ui::Tone::Error})
            QVERIFY(ui::contrast(ui::toneColor(tone, high), Qt::black) >= 7);
    }

    void controlsHaveOutlinesInHighContrast() {
        // Not on the stack: a widget's style must outlive it.
        auto* style = new ui::RoomyStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        style->setParent(this);
        const auto edgeOf = [&](QWidget& control) {
            control.setStyle(style);
            control.setPalette(tests::contrastPalette());
            control.resize(80, 26);
            const auto picture = control.grab().toImage();
            return picture.pixelColor(picture.width() / 2, 0);
        };
        QLineEdit line;
        QPushButton button;
        QComboBox combo;
        QSpinBox spin;
        QTabBar tabs;
        tabs.addTab(QStringLiteral("one"));
        tabs.setExpanding(true);
        QMenu menu;
        menu.addAction(QStringLiteral("one"));
        QHeaderView header(Qt::Horizontal);
        QStandardItemModel model(1, 1);
        header.setModel(&model);
        header.setStretchLastSection(true);
        for (auto* control :
             std::initializer_list<QWidget*>{&line, &button, &combo, &spin, &tabs, &menu, &header})
            QVERIFY2(ui::contrast(edgeOf(*control), Qt::black) >= 7,
                     control->metaObject()->className());
    }

    void aBoxToTickIsSeenInTheDark() {
        auto* style = new ui::RoomyStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        style->setParent(this);
        QCheckBox box;
        box.setStyle(style);
        const QPalette dark = tests::darkPalette();
        box.setPalette(dark);
        box.resize(80, 26);
        QStyleOptionButton option;
        option.initFrom(&box);
        const QRect edge = style->subElementRect(QStyle::SE_CheckBoxIndicator, &option, &box);
        const auto seen = box.grab().toImage().pixelColor(edge.center().x(), edge.top());
        // What WCAG asks of a control's edge.
        QVERIFY(ui::contrast(seen, dark.color(QPalette::Window)) >= 3);
    }

    void noticesComeFromTransitionsOnly() {
        const auto bad = with([](auto& s) { s.upstream = Upstream::AuthRejected; });
        QCOMPARE(ui::noticesFor(fine(), bad, {}).size(), std::size_t{1});
        QCOMPARE(ui::noticesFor(fine(), bad, {}).front().page, ui::Page::Setup);
        QVERIFY(ui::noticesFor(bad, bad, {}).empty());
        QVERIFY(ui::noticesFor(fine(), bad, {false, true, true}).empty());
        const auto lost = with([](auto& s) { s.ledger.lost["age"] = 2; });
        QCOMPARE(ui::noticesFor(fine(), lost, {}).size(), std::size_t{1});
        QVERIFY(ui::noticesFor(fine(), lost, {true, false, true}).empty());
        const auto offline = with([](auto& s) { s.upstream = Upstream::Offline; });
        QVERIFY(ui::noticesFor(fine(), offline, {}).empty());
    }

    void lossesOfAnEarlierRunAreNoNews() {
        RelayStatus nothing;
        const auto old = with([](auto& s) { s.ledger.lost["age"] = 2; });
        QVERIFY(ui::noticesFor(nothing, old, {}).empty());
    }

    void oneKindSpeaksOnceInTenMinutes() {
        ui::NoticeGate gate;
        QVERIFY(gate.passes(ui::NoticeKind::Lost, 1000));
        QVERIFY(!gate.passes(ui::NoticeKind::Lost, 2000));
        QVERIFY(gate.passes(ui::NoticeKind::Token, 2000));
        QVERIFY(gate.passes(ui::NoticeKind::Lost, 1000 + ui::kNoticePause));
    }

    void aLockedKeyIsToldAtOnce() {
        ui::Pace pace;
        (void)pace.shown(fine(), 0);
        auto stuck = with([](auto& s) {
            s.upstream = Upstream::Backoff;
            s.clientKey = relay::ClientKey::Locked;
            s.queue.entries = 1;
        });
        QVERIFY(pace.shown(stuck, 1).upstream == Upstream::Backoff);
        QVERIFY(!pace.due());
        // And stays told while another try is on its way.
        stuck.upstream = Upstream::Sending;
        QVERIFY(pace.shown(stuck, 2).upstream == Upstream::Backoff);
    }

    /// The token did, so a key that is locked is not why the server is silent.
    void aKeyThatIsNotAskedForIsNoReason_data() {
        QTest::addColumn<int>("key");
        for (const auto key : {relay::ClientKey::Unreadable, relay::ClientKey::Locked,
                               relay::ClientKey::WrongPassphrase})
            QTest::newRow(relay::toString(key).c_str()) << static_cast<int>(key);
    }

    void aKeyThatIsNotAskedForIsNoReason() {
        QFETCH(const int, key);
        ui::Pace pace;
        auto status = with([key](auto& s) { s.clientKey = static_cast<relay::ClientKey>(key); });
        QVERIFY(status.lastDelivery > 0);
        (void)pace.shown(status, 0);
        status.upstream = Upstream::Backoff;
        status.queue.entries = 1;
        QVERIFY(pace.shown(status, 1000).upstream == Upstream::Idle);
        QCOMPARE(*pace.due(), 1000 + ui::kOfflineGrace);
        QVERIFY(pace.shown(status, 1000 + ui::kOfflineGrace).upstream == Upstream::Backoff);
    }

    void aNetworkThatIsGoneIsNoMatterOfKeys() {
        ui::Pace pace;
        (void)pace.shown(fine(), 0);
        const auto gone = with([](auto& s) {
            s.upstream = Upstream::Offline;
            s.clientKey = relay::ClientKey::Locked;
        });
        QVERIFY(pace.shown(gone, 1).upstream == Upstream::Idle);
    }

    /// The relay's own words are English; the window's are the person's.
    void anAddressIsFaultedInTheWindowsWords() {
        auto status = with([](auto& s) {
            s.upstream = Upstream::Unconfigured;
            s.upstreamUrl = "http://metrics.example.org";
            s.upstreamError = "the relay's own words";
        });
        const auto cause = ui::faceOf(status, 0, 0).banner->cause;
        QVERIFY(cause.endsWith(ui::faultSentence(ui::LinkFault::NotSecure)));
        QVERIFY(!cause.contains(QLatin1String("relay's own")));
    }

    void aShortSilenceIsNoNews() {
        ui::Pace pace;
        QVERIFY(pace.shown(fine(), 0).upstream == Upstream::Idle);
        const auto silent = with([](auto& s) {
            s.upstream = Upstream::Backoff;
            s.queue.entries = 1;
        });
        QVERIFY(pace.shown(silent, 1000).upstream == Upstream::Idle);
        QCOMPARE(*pace.due(), 1000 + ui::kOfflineGrace);
        QCOMPARE(pace.shown(silent, 1000).queue.entries, std::uint64_t{1});
        auto trying = silent;
        trying.upstream = Upstream::Sending;
        QVERIFY(pace.shown(trying, 5000).upstream == Upstream::Idle);
        QVERIFY(pace.shown(silent, 11'000).upstream == Upstream::Backoff);
        QVERIFY(pace.shown(trying, 12'000).upstream == Upstream::Backoff);
        QVERIFY(pace.shown(fine(), 13'000).upstream == Upstream::Idle);
        QVERIFY(!pace.due());
        QVERIFY(pace.shown(silent, 14'000).upstream == Upstream::Idle);
    }

    void aTrayMayComeLateAndVanish() {
        ui::TrayPresence presence;
        QVERIFY(!presence.look(false, 0));
        QVERIFY(presence.wantsPoll());
        QVERIFY(presence.look(true, 4000));
        QVERIFY(!presence.wantsPoll());
        QVERIFY(presence.look(false, 4000));
        QCOMPARE(presence.state(), ui::TrayPresence::State::Absent);
        QVERIFY(presence.look(true, 4000));
        ui::TrayPresence never;
        QVERIFY(never.look(false, ui::kTrayPatience));
        QVERIFY(!never.wantsPoll());
    }

    void wordsForNumbersAndTimes() {
        QCOMPARE(ui::number(1e6), QStringLiteral("1e+06"));
        QCOMPARE(ui::estimate(0.115427927), QStringLiteral("0.1154"));
        QCOMPARE(ui::age(0, 10), QStringLiteral("–"));
        QCOMPARE(ui::age(10'000, 10'500), QStringLiteral("just now"));
        QCOMPARE(ui::age(10'000, 25'000), QStringLiteral("15 s ago"));
        QCOMPARE(ui::age(10'000, 3 * 3600'000 + 10'000), QStringLiteral("3 h ago"));
        QCOMPARE(ui::hostOf("https://a.example:8443/x"), QStringLiteral("a.example:8443"));
        QCOMPARE(ui::groupName(metrics::GroupingKey({{"b", "2"}, {"job", "x"}})),
                 QStringLiteral("x  b=2"));
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestFaces)
#include "test_ui_faces.moc"
