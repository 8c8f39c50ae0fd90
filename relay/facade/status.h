// SPDX-License-Identifier: Apache-2.0
// The relay's state as one value: what icon, tooltip, notification, status page and `gatepost
// status` are made from. Times are milliseconds since the epoch, 0 where there is none. Words for
// people are not made here; `*Error` texts are a server's, a library's or the system's own.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace gatepost::relay {

enum class Intake : std::uint8_t {
    Starting,
    Listening,
    Failed,        // intakeError says why
    TakenByOther,  // another relay of this user owns the socket
};

enum class Upstream : std::uint8_t {
    Unconfigured,
    Idle,  // nothing waits
    Sending,
    Backoff,       // the server or the network failed; retryAt
    Offline,       // the system says that there is no network
    AuthRejected,  // the token is unknown, expired, revoked; everything is kept
    Stranger,      // who answers is no proxy of ours: captive portal or wrong address
    Paused,        // by the user
    Metered,       // waits for an unmetered network, as settings ask
};

enum class SecretState : std::uint8_t {
    None,  // no token is wanted
    Ready,
    Locked,       // the keyring has one and does not give it out now
    Unavailable,  // the keyring does not answer, or the token file cannot be read
};

/// Of the certificate that is shown to the proxy.
enum class ClientKey : std::uint8_t {
    None,  // no certificate is to be shown
    Ready,
    Unreadable,       // no such file, or no key in it
    Locked,           // by a passphrase that is not known, or not now
    WrongPassphrase,  // the one that is stored is of another key
};

enum class Rules : std::uint8_t {
    Default,  // none fetched yet: the built-in ones judge
    Fetched,
    EngineDiffers,  // the proxy lints with another rule table: its answer may differ
};

enum class OutboxState : std::uint8_t {
    Ok,
    Recovered,  // a damaged database was set aside (outboxError: where), what was readable is back
    Locked,     // encrypted, or to be, and the key is not to be had now: pushes are answered 503
    Failed,     // nothing can be stored: pushes are answered 503
};

/// received = delivered + superseded + waiting + quarantined + sum of lost, at every moment.
struct LedgerValue {
    std::uint64_t received = 0;
    std::uint64_t delivered = 0;
    std::uint64_t superseded = 0;
    std::uint64_t waiting = 0;
    std::uint64_t quarantined = 0;
    std::map<std::string, std::uint64_t>
        lost;  // by cause: "age", "bytes", "damaged", "quarantine_full", "user"
    bool operator==(const LedgerValue&) const = default;
    [[nodiscard]] std::uint64_t lostInAll() const;
};

struct QueueSummary {
    std::uint64_t entries = 0;  // requests that wait or are in flight
    std::uint64_t bytes = 0;
    std::int64_t oldest = 0;  // when the oldest waiting push came
    std::uint64_t quarantined = 0;
    bool operator==(const QueueSummary&) const = default;
};

struct LintSummary {
    std::uint64_t errors = 0;  // in what is held
    std::uint64_t warnings = 0;
    std::uint64_t refused = 0;  // groups whose last push was refused here
    bool operator==(const LintSummary&) const = default;
};

/// Pushes that the relay itself did not take: answered, not queued, counted since its start.
struct RefusalCounts {
    std::uint64_t malformed = 0;  // path, fields, coding or text
    std::uint64_t tooLarge = 0;
    std::uint64_t judged = 0;  // by lint, policy or limits
    std::uint64_t clash = 0;   // with what the relay holds
    bool operator==(const RefusalCounts&) const = default;
};

struct RelayStatus {
    Intake intake = Intake::Starting;
    std::string intakeError;
    std::string endpoint;  // the socket's path, for `curl --unix-socket`
    std::string loopback;  // "127.0.0.1:9091" while that listener is open
    std::string loopbackError;

    Upstream upstream = Upstream::Unconfigured;
    std::string upstreamUrl;  // as settings have it, used or not
    std::string upstreamError;
    int upstreamStatus = 0;  // HTTP status of the last answer that was no success, 0: none came
    std::int64_t retryAt = 0;
    std::int64_t lastDelivery = 0;

    QueueSummary queue;
    LedgerValue ledger;
    LintSummary lint;
    RefusalCounts refusals;
    SecretState secrets = SecretState::None;
    std::string tokenError;  // why it could not be read, with the file's name where it is in one
    ClientKey clientKey = ClientKey::None;
    Rules rules = Rules::Default;
    OutboxState outbox = OutboxState::Ok;
    std::string outboxError;
    bool outboxEncrypted = false;  // what is on disk
    std::string setAsideInClear;   // a damaged file of before, beside an encrypted outbox
    std::uint64_t groups = 0;
    std::int64_t since = 0;  // the relay's start
    bool operator==(const RelayStatus&) const = default;
};

/// "listening", "auth rejected", ...: as in GET /api/v1/status.
[[nodiscard]] std::string toString(Intake intake);
[[nodiscard]] std::string toString(Upstream upstream);
[[nodiscard]] std::string toString(SecretState state);
[[nodiscard]] std::string toString(ClientKey state);
[[nodiscard]] std::string toString(Rules rules);
[[nodiscard]] std::string toString(OutboxState state);

}  // namespace gatepost::relay
