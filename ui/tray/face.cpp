// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/face.h"

#include <QCoreApplication>

#include "ui/common/words.h"
#include "ui/welcome/enrollment.h"

namespace gatepost::ui {
namespace {

/// Only a web proxy on the way says so (RFC 9110, 15.5.8).
constexpr int kProxyAuthenticationRequired = 407;

using relay::Intake;
using relay::RelayStatus;
using relay::Upstream;

struct Faces {
    Q_DECLARE_TR_FUNCTIONS(Faces)
};

Face make(Shape shape, Tone tone, QString sentence) {
    Face face;
    face.shape = shape;
    face.tone = tone;
    face.sentence = std::move(sentence);
    return face;
}

Face with(Face face, QString title, QString cause, Remedy remedy, QString remedyText) {
    face.banner =
        Banner{face.tone, std::move(title), std::move(cause), remedy, std::move(remedyText)};
    return face;
}

QString waiting(const RelayStatus& status) {
    return Faces::tr("%n request(s) waiting", nullptr, static_cast<int>(status.queue.entries));
}

std::optional<Face> cannotListen(const RelayStatus& s) {
    if (s.intake == Intake::TakenByOther)
        return with(
            make(Shape::Failed, Tone::Error, Faces::tr("Another relay is already running")),
            Faces::tr("Another relay is already running"),
            Faces::tr("It owns %1, so applications push to it and not to this window. Take over "
                      "to end it and go on here; nothing that waits is lost.")
                .arg(text(s.endpoint)),
            Remedy::TakeOver, Faces::tr("Take Over"));
    if (s.intake == Intake::Failed)
        return with(
            make(Shape::Failed, Tone::Error, Faces::tr("Applications cannot push")),
            Faces::tr("Applications cannot push"),
            because(Faces::tr("The local socket could not be opened. Check the path and its "
                              "folder under Settings, Local."),
                    s.intakeError),
            Remedy::None, {});
    if (s.outbox == relay::OutboxState::Locked)
        return with(
            make(Shape::Failed, Tone::Error, Faces::tr("The queue's key is locked away")),
            Faces::tr("The queue's key is locked away"),
            because(Faces::tr("The queue is encrypted, so pushes are answered 503 until the "
                              "keyring gives out its key. Unlock the keyring, then try again."),
                    s.outboxError),
            Remedy::RetryNow, Faces::tr("Try Again"));
    if (s.outbox == relay::OutboxState::Failed)
        return with(
            make(Shape::Failed, Tone::Error, Faces::tr("Pushes cannot be stored")),
            Faces::tr("Pushes cannot be stored"),
            because(Faces::tr("The queue on disk does not take anything, so pushes are answered "
                              "503 and nothing is promised that cannot be kept. Free some "
                              "space, then start again."),
                    s.outboxError),
            Remedy::None, {});
    return std::nullopt;
}

/// Only where it stands in the way: a token may do as well.
std::optional<Face> keyLocked(const RelayStatus& s) {
    using relay::ClientKey;
    const bool stuck = s.upstream == Upstream::AuthRejected || s.upstream == Upstream::Backoff;
    if (!stuck || s.clientKey == ClientKey::None || s.clientKey == ClientKey::Ready)
        return std::nullopt;
    const bool unreadable = s.clientKey == ClientKey::Unreadable;
    auto title = unreadable ? Faces::tr("The certificate's key cannot be read")
                            : Faces::tr("The certificate's key is locked");
    auto cause = unreadable
                     ? Faces::tr(
                           "There is no such file, or no key in it. Everything is kept; name the "
                           "right file under Settings, Credentials.")
                     : Faces::tr(
                           "Its passphrase is not known, or is another key's. Everything is kept; "
                           "enter the passphrase under Settings, Credentials.");
    return with(make(Shape::Refused, Tone::Error, title), title, std::move(cause),
                Remedy::OpenCredentials, Faces::tr("Open Settings…"));
}

std::optional<Face> tokenRefused(const RelayStatus& s) {
    if (s.upstream != Upstream::AuthRejected) return std::nullopt;
    const QString title = refusalOf(s);
    auto face = make(Shape::Refused, Tone::Error, title);
    if (s.upstreamStatus == kProxyAuthenticationRequired)
        return with(std::move(face), title,
                    because(Faces::tr("Sending has stopped and everything is kept. Under Settings, "
                                      "Server, the web proxy's address may have a user and a "
                                      "password in it."),
                            s.upstreamError),
                    Remedy::RetryNow, Faces::tr("Try Now"));
    return with(std::move(face), title,
                because(Faces::tr("It is unknown, expired or revoked. Sending has stopped and "
                                  "everything is kept. Enter a new token to go on."),
                        s.upstreamError),
                Remedy::OpenSetup, Faces::tr("Enter Token…"));
}

std::optional<Face> lost(const RelayStatus& s, std::uint64_t acknowledged) {
    const auto all = lostUnasked(s.ledger);
    if (all <= acknowledged) return std::nullopt;
    const auto fresh = static_cast<int>(all - acknowledged);
    return with(
        make(Shape::Lost, Tone::Error, Faces::tr("%n push(es) lost", nullptr, fresh)),
        Faces::tr("%n push(es) lost", nullptr, fresh),
        s.outbox == relay::OutboxState::Recovered
            ? Faces::tr(
                  "The queue's file was damaged, and they could not be read back. The damaged "
                  "file is kept as %1.")
                  .arg(text(s.outboxError))
            : Faces::tr("The queue reached a limit and let go of its oldest. The ledger on the "
                        "Queue page says what and why; limits are under Settings, Queue."),
        Remedy::Acknowledge, Faces::tr("Understood"));
}

std::optional<Face> secretGone(const RelayStatus& s) {
    if (s.secrets == relay::SecretState::Locked)
        return with(
            make(Shape::Waiting, Tone::Warning, Faces::tr("The keyring is locked")),
            Faces::tr("The keyring is locked"),
            Faces::tr("The token is in it. Unlock the keyring and sending goes on by itself."),
            Remedy::RetryNow, Faces::tr("Try Again"));
    if (s.secrets == relay::SecretState::Unavailable)
        return with(
            make(Shape::Waiting, Tone::Warning, Faces::tr("The token cannot be read")),
            Faces::tr("The token cannot be read"),
            because(Faces::tr("The keyring does not answer, or the token file cannot be used. "
                              "Enter the token again, or choose another place for it under "
                              "Settings."),
                    s.tokenError),
            Remedy::OpenSetup, Faces::tr("Enter Token…"));
    return std::nullopt;
}

QString nextTry(const RelayStatus& s, std::int64_t now) {
    if (s.retryAt == 0) return Faces::tr("The next try comes by itself.");
    return Faces::tr("The next try comes by itself at %1.").arg(clock(s.retryAt, now));
}

/// There is an address, and still nothing is sent there.
Face notYet(const RelayStatus& s) {
    if (s.upstreamError.empty())
        return make(Shape::Waiting, Tone::Waiting, Faces::tr("Waiting for the keyring"));
    const auto kept =
        Faces::tr("Nothing is sent to %1; everything waits here.").arg(text(s.upstreamUrl));
    const auto address = checkedAddress(text(s.upstreamUrl));
    return with(make(Shape::Unconfigured, Tone::Warning, Faces::tr("The address cannot be used")),
                Faces::tr("The address cannot be used"),
                address ? because(kept, s.upstreamError)
                        : kept + QLatin1Char(' ') + faultSentence(address.error()),
                Remedy::OpenSetup, Faces::tr("Check Address…"));
}

std::optional<Face> cannotSend(const RelayStatus& s, std::int64_t now) {
    const auto host = hostOf(s.upstreamUrl);
    switch (s.upstream) {
        case Upstream::Unconfigured:
            if (!s.upstreamUrl.empty()) return notYet(s);
            return with(make(Shape::Unconfigured, Tone::Warning, Faces::tr("No proxy address yet")),
                        Faces::tr("No proxy address yet"),
                        Faces::tr("Applications can push already; everything waits here until you "
                                  "say where it goes."),
                        Remedy::OpenSetup, Faces::tr("Set Up…"));
        case Upstream::Paused:
            return with(make(Shape::Paused, Tone::Waiting, Faces::tr("Sending is paused")),
                        Faces::tr("Sending is paused"),
                        Faces::tr("Applications go on pushing and everything is kept."),
                        Remedy::Resume, Faces::tr("Resume"));
        case Upstream::Stranger:
            return with(make(Shape::Refused, Tone::Warning,
                             Faces::tr("%1 is not a Gatepost proxy").arg(host)),
                        Faces::tr("What answers at %1 is not a Gatepost proxy").arg(host),
                        because(Faces::tr("Perhaps this network wants you to log in first, or the "
                                          "address is wrong. Everything is kept."),
                                s.upstreamError),
                        Remedy::OpenSetup, Faces::tr("Check Address…"));
        case Upstream::Offline:
            return make(Shape::Waiting, Tone::Waiting, Faces::tr("No network; everything is kept"));
        case Upstream::Metered:
            return make(Shape::Waiting, Tone::Waiting,
                        Faces::tr("Waiting for a network that is not metered"));
        case Upstream::Backoff:
            return with(
                make(Shape::Waiting, Tone::Waiting, Faces::tr("%1 does not answer").arg(host)),
                Faces::tr("%1 does not answer").arg(host),
                because(Faces::tr("Everything is kept. %1").arg(nextTry(s, now)), s.upstreamError),
                Remedy::RetryNow, Faces::tr("Try Now"));
        case Upstream::AuthRejected:
        case Upstream::Idle:
        case Upstream::Sending: break;
    }
    return std::nullopt;
}

std::optional<Face> damaged(const RelayStatus& s) {
    if (!s.setAsideInClear.empty())
        return with(
            make(Shape::Lost, Tone::Warning, Faces::tr("A damaged file is not encrypted")),
            Faces::tr("A damaged file is not encrypted"),
            Faces::tr("The queue is encrypted, but %1 was damaged and set aside before, and "
                      "holds metrics in the clear. Delete it once you need nothing of it.")
                .arg(text(s.setAsideInClear)),
            Remedy::None, {});
    if (s.outbox == relay::OutboxState::Recovered)
        return with(make(Shape::Lost, Tone::Warning, Faces::tr("The queue's file was damaged")),
                    Faces::tr("The queue's file was damaged"),
                    Faces::tr("What could be read of it is back, and everything goes on. The "
                              "damaged file is kept as %1.")
                        .arg(text(s.outboxError)),
                    Remedy::None, {});
    return std::nullopt;
}

Face fine(const RelayStatus& s) {
    if (s.queue.quarantined > 0)
        return with(make(Shape::Refused, Tone::Warning,
                         Faces::tr("%n push(es) rejected by the server", nullptr,
                                   static_cast<int>(s.queue.quarantined))),
                    Faces::tr("%n push(es) rejected by the server", nullptr,
                              static_cast<int>(s.queue.quarantined)),
                    Faces::tr("Kept here with the server's reasons; nothing waits behind."),
                    Remedy::ShowQueue, Faces::tr("Show"));
    if (s.lint.refused > 0)
        return with(
            make(Shape::Lint, Tone::Warning,
                 Faces::tr("%n group(s) refused", nullptr, static_cast<int>(s.lint.refused))),
            Faces::tr("%n group(s) refused", nullptr, static_cast<int>(s.lint.refused)),
            Faces::tr("The last push did not pass the rules, so it was not sent. The Text page "
                      "shows where and how to mend it."),
            Remedy::ShowLint, Faces::tr("Show"));
    if (s.lint.errors > 0)
        return make(
            Shape::Lint, Tone::Warning,
            Faces::tr("%n error(s) in what is pushed", nullptr, static_cast<int>(s.lint.errors)));
    // Also while a short silence is not yet told: what waits is not delivered.
    if (s.upstream == Upstream::Sending || s.queue.entries > 0)
        return make(Shape::Sending, Tone::Active,
                    Faces::tr("Sending to %1").arg(hostOf(s.upstreamUrl)));
    return make(Shape::Idle, Tone::Calm,
                s.lastDelivery > 0
                    ? Faces::tr("Everything is delivered to %1").arg(hostOf(s.upstreamUrl))
                    : Faces::tr("Ready; nothing pushed yet"));
}

}  // namespace

std::uint64_t lostUnasked(const relay::LedgerValue& ledger) {
    const auto byUser = ledger.lost.find("user");
    return ledger.lostInAll() - (byUser == ledger.lost.end() ? 0 : byUser->second);
}

Face faceOf(const RelayStatus& status, std::uint64_t acknowledgedLost, std::int64_t now) {
    const auto first = [&]() -> Face {
        if (auto face = cannotListen(status)) return *face;
        if (status.intake == Intake::Starting)
            return make(Shape::Waiting, Tone::Waiting, Faces::tr("Starting"));
        if (auto face = keyLocked(status)) return *face;
        if (auto face = tokenRefused(status)) return *face;
        if (auto face = lost(status, acknowledgedLost)) return *face;
        const bool wanted =
            status.upstream != Upstream::Unconfigured && status.upstream != Upstream::Paused;
        if (wanted)
            if (auto face = secretGone(status)) return *face;
        if (auto face = cannotSend(status, now)) return *face;
        if (auto face = damaged(status)) return *face;
        return fine(status);
    };
    Face face = first();
    face.tooltip = face.sentence;
    if (status.queue.entries > 0) face.tooltip += QLatin1Char('\n') + waiting(status);
    face.canResume = status.upstream == Upstream::Paused;
    face.canPause = !face.canResume && status.upstream != Upstream::Unconfigured &&
                    status.intake != Intake::TakenByOther;
    face.canSendNow = status.queue.entries > 0 && status.upstream != Upstream::Unconfigured &&
                      status.upstream != Upstream::Paused && status.upstream != Upstream::Sending;
    return face;
}

QString refusalOf(const RelayStatus& status) {
    if (status.upstreamStatus == kProxyAuthenticationRequired)
        return Faces::tr("The web proxy asks for a password");
    return Faces::tr("%1 refuses the token").arg(hostOf(status.upstreamUrl));
}

QString lossCause(const std::string& cause) {
    if (cause == "age") return Faces::tr("waited longer than the queue may keep");
    if (cause == "bytes") return Faces::tr("the queue was full");
    if (cause == "quarantine_full")
        return Faces::tr("newer rejected pushes of the group took its place");
    if (cause == "user") return Faces::tr("dropped by hand");
    if (cause == "damaged") return Faces::tr("the queue's file was damaged");
    return text(cause);
}

}  // namespace gatepost::ui
