// SPDX-License-Identifier: Apache-2.0
// What pushes and answers do to one group and to the ledger: the outbox's rules, without disk, time
// or threads. Every function leaves the ledger balanced. Internal to the outbox.
#pragma once

#include <cstdint>

#include "relay/outbox/state.h"

namespace gatepost::relay {

/// A new push: replaces or folds onto what waits; what is in flight stays, what comes waits behind.
void addPush(Group& group, Ledger& ledger, const Incoming& push, std::uint64_t number, Moment now);

/// The front segment was done with; `n` is what the far end has now.
void settleDelivered(Group& group, Ledger& ledger);
void settleSuperseded(Group& group, Ledger& ledger);
[[nodiscard]] Loss settleLost(Group& group, Ledger& ledger, LossCause cause);
/// The front segment is in flight no more; what waits folds onto it. True: something folded.
bool settleFailed(Group& group, Ledger& ledger);
/// The same of a segment that was never sent: not a try.
bool settleUnsent(Group& group, Ledger& ledger);

/// The front segment's pieces in its place, by family or in halves; false where it has but one.
enum class SplitBy : std::uint8_t { Family, Half };
[[nodiscard]] bool splitFront(Group& group, SplitBy by);

/// Takes the front segment out as rejected. A chain's count goes with its first rejected piece.
[[nodiscard]] Quarantined quarantineFront(Group& group, Ledger& ledger, Rejection why, Moment now);
/// Back to waiting, under what waits already. Nothing of the group may be in flight or chained.
void requeue(Group& group, Ledger& ledger, Segment rejected);

/// Everything that is not in flight is lost.
[[nodiscard]] Loss loseWaiting(Group& group, Ledger& ledger, LossCause cause);
[[nodiscard]] Loss loseQuarantined(const Quarantined& entry, Ledger& ledger, LossCause cause);

/// What a process left in flight waits again: folds what is side by side without a chain.
/// True: something changed.
bool foldBack(Group& group, Ledger& ledger);

}  // namespace gatepost::relay
