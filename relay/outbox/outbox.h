// SPDX-License-Identifier: Apache-2.0
// The relay's durable queue in fold mode: one waiting request per group, at most one more in
// flight, however many pushes came. Also the memory of every group that the relay holds.
//
// Lives on the engine thread; every call and every callback happens there, callbacks always through
// `post`, never before the call returns. The disk is touched on the store's writer thread alone.
// Operations run in the order of the calls, in batches: one batch is one transaction, and what this
// object shows is always what the last commit left on disk. A batch that fails changes nothing: its
// accepts are answered with the error, its settlements (delivered, failed, ...) are tried again.
// Only being in flight, tries and due times are lost with the process: what was in flight waits
// again.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/facade/status.h"
#include "relay/outbox/values.h"

namespace gatepost::relay {

inline constexpr std::size_t kQuarantinePerGroup = 3;
inline constexpr std::uint64_t kPassedOver = 64;  // by so many deliveries: a group's wait is long
inline constexpr std::uint64_t kLongWaitsEvery = 4;

using EncryptionKey = std::array<unsigned char, 32>;

struct OutboxOptions {
    std::filesystem::path file;
    /// Runs a function on the engine thread, later, in order; called from any thread.
    std::function<void(std::function<void()>)> post;
    /// Something can be taken, or the last that waited in a group was settled: after commits,
    /// settlements and retryNow, not when a due time comes (nextDue). May be empty.
    std::function<void()> onWork{};
    /// The disk refused a batch: settlements wait for tick(), and whoever wants to take has to ask
    /// again. May be empty.
    std::function<void()> onTrouble{};
    /// The groups that a bound made the outbox forget: the preview drops them. May be empty.
    std::function<void(const std::vector<metrics::GroupingKey>&)> onForgotten{};
    /// What was given up, after the commit that counted it. May be empty.
    std::function<void(const std::vector<Loss>&)> onLost{};
    std::uint64_t maxBytes = 256 * 1024 * 1024;       // of groups, queue and quarantine
    std::int64_t maxAgeMs = 30LL * 24 * 3600 * 1000;  // of what waits or is quarantined
    /// Payloads at rest, AES-256-GCM; changing it rewrites the file when opened.
    bool encrypt = false;
    std::optional<EncryptionKey> key{};
    std::string vfs{};  // SQLite's; empty: the default
};

/// What was saved of a damaged file, for the user to be told.
struct OutboxRecovery {
    std::filesystem::path setAside;
    std::uint64_t groups = 0;
    std::uint64_t quarantined = 0;
    std::uint64_t rowsLost = 0;  // found but not readable, as far as that can be told
};

class Outbox {
public:
    using Accepted = std::function<void(std::expected<std::string, OutboxError>)>;  // the push id
    using Taken = std::function<void(std::vector<Delivery>)>;
    using Done = std::function<void(std::expected<void, OutboxError>)>;
    using AnswerToRejection = std::function<void(Rejected)>;

    struct Opened {
        std::unique_ptr<Outbox> outbox;
        std::optional<OutboxRecovery> recovery;
        /// Files set aside, now or before, that are not encrypted while the outbox is. They are
        /// nobody's to delete but the user's.
        std::vector<std::filesystem::path> inClear;
    };

    /// Blocks on the disk. A damaged file is set aside as `<name>.damaged-<UTC>` and what is
    /// readable is recovered, under a new relay id.
    [[nodiscard]] static std::expected<Opened, OutboxError> open(OutboxOptions options, Moment now);
    /// Whether what is on disk needs a key; asked before a key is made where none is found, which
    /// may be hidden in a locked keychain. Of a damaged file what is readable tells: it is
    /// recovered first, and open() says so then. Blocks on the disk.
    [[nodiscard]] static std::expected<bool, OutboxError> isEncrypted(OutboxOptions options,
                                                                      Moment now);
    /// Commits what the writer has; accepts that have not reached it are answered Closed, at once.
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Answered once it is on disk. Errors: Full, Disk, Damaged, Closed; Busy as Incoming says.
    void accept(Incoming push, Moment now, Accepted done);

    /// Up to limits.count deliveries of different groups that are due, those with the newest state
    /// first; every kLongWaitsEvery-th goes to the group that was passed over longest, where one
    /// was for kPassedOver deliveries. None is an answer.
    void take(TakeLimits limits, Moment now, Taken done);
    void delivered(std::uint64_t n, Moment now, Done done = {});
    /// Answered `superseded`: the far end has a later state, or this one from an earlier try.
    void superseded(std::uint64_t n, Moment now, Done done = {});
    /// To be tried again, not before `retryAt` (steady; 0: at once; the uplink has its own
    /// backoff).
    void failed(std::uint64_t n, std::string answer, std::int64_t retryAt, Moment now,
                Done done = {});
    /// Given back without having been sent: not a try, and no answer to show.
    void unsent(std::uint64_t n, Done done = {});
    /// A POST that folds several pushes is split by family, once; else quarantined.
    void rejected(std::uint64_t n, Rejection why, Moment now, AnswerToRejection done = {});
    /// 413 on it alone: halved by family into an ordered chain; a single family is quarantined.
    void tooLarge(std::uint64_t n, Rejection why, Moment now, AnswerToRejection done = {});
    void lost(std::uint64_t n, LossCause cause, Moment now, Done done = {});

    /// Sends it again under a new n. Errors: NotFound, LaterPush, Busy and the disk's.
    void retryQuarantined(std::int64_t id, Moment now, Done done);
    void dropQuarantined(std::int64_t id, Done done);
    /// What waits of the group is lost, cause `user`; what is in flight is not touched.
    void dropWaiting(const std::string& groupId, Done done);
    /// The same by the id in queue(). Errors: NotFound, Busy where that entry is in flight.
    void dropQueued(std::int64_t id, Done done);
    /// A new random relay id; what is in flight goes again under it once it fails.
    void renewRelayId(Done done);

    /// Forgets due times.
    void retryNow(Moment now);
    /// While it says true of a group, nothing of it is taken (a paused application). Empty: none.
    void holdBack(std::function<bool(const metrics::GroupingKey&, const OwnerProcess*)> predicate);
    /// About once a second: the age bound, and settlements that the disk refused before.
    void tick(Moment now);
    void setBounds(std::uint64_t maxBytes, std::int64_t maxAgeMs);
    /// Called once everything before it is on disk or failed.
    void flush(Done done);

    [[nodiscard]] std::vector<HeldGroup> groups() const;  // by key
    [[nodiscard]] std::optional<HeldGroup> group(const std::string& groupId) const;
    [[nodiscard]] std::vector<PendingPush> pending(const std::string& groupId) const;  // in order
    [[nodiscard]] std::vector<QueueEntry> queue() const;            // oldest first
    [[nodiscard]] std::vector<QuarantineEntry> quarantine() const;  // newest first
    [[nodiscard]] QueueSummary summary() const;
    [[nodiscard]] LedgerValue ledger() const;
    /// received = delivered + superseded + waiting + quarantined + lost, and waiting and
    /// quarantined are what the entries carry.
    [[nodiscard]] bool ledgerBalances() const;
    /// When the next waiting group is due, steady; nullopt: nothing waits that is not in flight.
    [[nodiscard]] std::optional<std::int64_t> nextDue() const;
    [[nodiscard]] const std::string& relayId() const;
    [[nodiscard]] std::uint64_t bytesOnDisk() const;
    [[nodiscard]] bool encrypted() const;

private:
    struct Impl;
    explicit Outbox(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> m_impl;
};

}  // namespace gatepost::relay
