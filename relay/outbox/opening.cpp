// SPDX-License-Identifier: Apache-2.0
// Opens the outbox: recovery of a damaged file, encryption switched on or off, and what a process
// left in flight put back.
#include <algorithm>
#include <utility>

#include "relay/outbox/engine.h"
#include "relay/outbox/folding.h"
#include "relay/outbox/set_aside.h"
#include "store/recovery.h"

namespace gatepost::relay {

namespace {

using Result = std::expected<void, OutboxError>;

struct Open {
    std::unique_ptr<store::Store> store;
    Sealer sealer;
    Loaded loaded;
    Sealer::Mode before;
};

std::expected<Open, OutboxError> openFile(const OutboxOptions& options) {
    using Kind = OutboxError::Kind;
    if (options.encrypt && !options.key) return std::unexpected(OutboxError{Kind::KeyMissing, {}});
    auto opened = store::Store::open(
        {.file = options.file, .migrations = outboxMigrations(), .vfs = options.vfs});
    if (!opened) return std::unexpected(toOutboxError(opened.error()));
    const Sealer sealer(options.encrypt ? Sealer::Mode::Sealed : Sealer::Mode::Plain, options.key);
    std::expected<Loaded, OutboxError> loaded;
    std::expected<Sealer::Mode, OutboxError> mode;
    const auto read = (*opened)->read([&](store::Database& database) {
        mode = modeOf(database, options.key);
        if (mode) loaded = load(database, sealer);
        return std::expected<void, store::StoreError>{};
    });
    if (!read) return std::unexpected(toOutboxError(read.error()));
    if (!mode) return std::unexpected(mode.error());
    if (!loaded) return std::unexpected(loaded.error());
    return Open{std::move(*opened), sealer, std::move(*loaded), *mode};
}

/// A damaged file is set aside first, and what is readable of it opened.
std::expected<Open, OutboxError> openOrRecover(const OutboxOptions& options, Moment now) {
    auto opened = openFile(options);
    if (opened || opened.error().kind != OutboxError::Kind::Damaged) return opened;
    const auto recovered =
        store::recover({.file = options.file, .migrations = outboxMigrations(), .vfs = options.vfs},
                       outboxTables(), store::stampOf(now.wall), markRecovered);
    if (!recovered) return std::unexpected(toOutboxError(recovered.error()));
    return openFile(options);
}

std::int64_t steadyOf(std::int64_t wall, Moment now) {
    // A clock set back or forward while nobody ran must not make things younger than new.
    return now.steady - std::max<std::int64_t>(now.wall - wall, 0);
}

/// What the ledger says against what is there. A recovery may have lost either.
void squareLedger(State& state) {
    auto& ledger = state.meta.ledger;
    ledger.waiting = 0;
    ledger.quarantined = 0;
    for (const auto& [id, group] : state.groups) ledger.waiting += group->pushesWaiting();
    for (const auto& [id, entry] : state.quarantine) ledger.quarantined += entry->segment.pushes;
    auto accounted = ledger.delivered + ledger.superseded + ledger.waiting + ledger.quarantined;
    for (const auto& [cause, pushes] : ledger.lost) accounted += pushes;
    if (ledger.received > accounted) ledger.lost[LossCause::Damaged] += ledger.received - accounted;
    ledger.received = std::max(ledger.received, accounted);
}

/// Returns the groups whose rows changed by it.
std::vector<GroupPointer> makeReady(State& state, Moment now, bool recovered) {
    std::vector<GroupPointer> changed;
    for (auto& [id, shared] : state.groups) {
        auto group = std::make_shared<Group>(*shared);
        if (foldBack(*group, state.meta.ledger)) changed.push_back(group);
        for (auto& segment : group->segments) segment.sinceSteady = steadyOf(segment.since, now);
        if (!group->segments.empty()) state.pending.insert(id);
        state.bytes += weightOf(*group);
        shared = std::move(group);
    }
    for (auto& [id, shared] : state.quarantine) {
        auto entry = std::make_shared<Quarantined>(*shared);
        entry->atSteady = steadyOf(entry->at, now);
        state.bytes += weightOf(*entry);
        shared = std::move(entry);
        state.meta.reserved = std::max(state.meta.reserved, static_cast<std::uint64_t>(id));
    }
    for (const auto& [id, group] : state.groups)
        state.meta.reserved = std::max(state.meta.reserved, group->deliveredN);
    if (state.meta.relayId.empty() || recovered) state.meta.relayId = randomId();
    if (recovered) squareLedger(state);
    state.nextN = state.meta.reserved + 1;
    state.meta.reserved += kReservedBlock;
    return changed;
}

Write everything(const State& state) {
    Write write;
    for (const auto& [id, group] : state.groups) write.groups.push_back({group, true});
    for (const auto& [id, entry] : state.quarantine) write.quarantined.push_back(entry);
    return write;
}

/// Rows of groups that were folded back, or all of them: where the encryption changes, and after a
/// recovery, which may have brought rows that nobody can read.
Result store(const Open& open, const std::vector<GroupPointer>& changed, bool rewrite) {
    Write data;
    const bool sealing = rewrite && open.sealer.mode() == Sealer::Mode::Sealed;
    if (rewrite)
        data = everything(open.loaded.state);
    else
        for (const auto& group : changed) data.groups.push_back({group, false});
    data.meta = open.loaded.state.meta;
    auto done = open.store->run([&](store::Database& database) {
        std::expected<void, store::StoreError> step;
        if (rewrite)
            step =
                database.execute("DELETE FROM groups; DELETE FROM bodies; DELETE FROM quarantine");
        if (step) step = write(database, open.sealer, data);
        if (step) step = writeKeyCheck(database, open.sealer);
        if (step) step = forgetRecovery(database);
        return step && sealing ? setScrub(database, true) : step;
    });
    // What stood there in clear must not stay behind on free pages or in the log, not even where
    // the process ends right here: the next one finds the mark.
    const bool scrub = sealing || open.loaded.scrubDue;
    if (done && (rewrite || scrub)) done = open.store->compact();
    if (done && scrub)
        done = open.store->run([](store::Database& database) { return setScrub(database, false); });
    if (!done) return std::unexpected(toOutboxError(done.error()));
    return {};
}

}  // namespace

std::expected<bool, OutboxError> Outbox::isEncrypted(OutboxOptions options, Moment now) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(options.file, missing);
    if (missing || size == 0) return false;
    options.encrypt = false;
    options.key.reset();
    const auto opened = openOrRecover(options, now);
    if (!opened && opened.error().kind == OutboxError::Kind::KeyMissing) return true;
    if (!opened) return std::unexpected(opened.error());
    return false;
}

std::expected<Outbox::Opened, OutboxError> Outbox::open(OutboxOptions options, Moment now) {
    auto opened = openOrRecover(options, now);
    if (!opened) return std::unexpected(opened.error());
    auto& state = opened->loaded.state;
    const auto& setAside = opened->loaded.setAside;
    const auto changed = makeReady(state, now, setAside.has_value());
    std::optional<OutboxRecovery> recovery;
    if (setAside)
        recovery = OutboxRecovery{.setAside = *setAside,
                                  .groups = state.groups.size(),
                                  .quarantined = state.quarantine.size(),
                                  .rowsLost = opened->loaded.unreadable};
    std::vector<std::filesystem::path> inClear;
    if (opened->sealer.mode() == Sealer::Mode::Sealed) inClear = setAsideInClear(options.file);
    const bool rewrite = recovery || opened->before != opened->sealer.mode();
    if (auto stored = relay::store(*opened, changed, rewrite); !stored)
        return std::unexpected(stored.error());
    return Opened{
        std::unique_ptr<Outbox>(new Outbox(std::make_shared<Impl>(
            std::move(options), std::move(opened->store), opened->sealer, std::move(state)))),
        std::move(recovery), std::move(inClear)};
}

}  // namespace gatepost::relay
