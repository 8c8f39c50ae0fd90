// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/folding.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gatepost::relay {

namespace {

using metrics::PushMethod;

/// Of two segments of one group, the later folded onto the earlier.
Segment folded(const Segment& earlier, Segment later, Ledger& ledger) {
    if (later.change.method != PushMethod::Post) {
        ledger.waiting -= earlier.pushes;
        ledger.superseded += earlier.pushes;
        return later;
    }
    later.change = metrics::fold(earlier.change, later.change);
    later.pushes += earlier.pushes;
    later.since = std::min(earlier.since, later.since);
    later.sinceSteady = std::min(earlier.sinceSteady, later.sinceSteady);
    later.folded = true;
    later.n = 0;
    later.tries = 0;
    return later;
}

std::uint64_t dropUnsent(Group& group) {
    const auto unsent = group.segments.begin() + (group.inFlight() ? 1 : 0);
    std::uint64_t pushes = 0;
    for (auto segment = unsent; segment != group.segments.end(); ++segment)
        pushes += segment->pushes;
    group.segments.erase(unsent, group.segments.end());
    return pushes;
}

Segment takeFront(Group& group) {
    Segment front = std::move(group.segments.front());
    group.segments.erase(group.segments.begin());
    front.inFlight = false;
    return front;
}

using Pieces = std::vector<std::vector<metrics::FamilySet::Pointer>>;

Pieces byFamily(const metrics::FamilySet& families) {
    Pieces pieces;
    for (const auto& family : families.families()) pieces.push_back({family});
    return pieces;
}

/// Two halves of about the same bytes, neither empty.
Pieces byHalf(const metrics::FamilySet& families) {
    Pieces pieces(2);
    const auto half = families.bytes() / 2;
    std::size_t bytes = 0;
    for (const auto& family : families.families()) {
        const bool last = &family == &families.families().back();
        const bool first = pieces[0].empty();
        pieces[first || (bytes + family->text.size() <= half && !last) ? 0 : 1].push_back(family);
        bytes += family->text.size();
    }
    return pieces;
}

}  // namespace

void addPush(Group& group, Ledger& ledger, const Incoming& push, std::uint64_t number, Moment now) {
    Segment next{.change = {push.method, push.families},
                 .newest = number,
                 .pushedAt = push.pushedAt,
                 .since = now.wall,
                 .sinceSteady = now.steady};
    group.held = metrics::applied(group.held, next.change);
    group.present = push.method != PushMethod::Delete;
    group.pushedAt = push.pushedAt;
    ++ledger.received;
    ++ledger.waiting;
    if (push.method != PushMethod::Post) {
        const auto replaced = dropUnsent(group);
        ledger.waiting -= replaced;
        ledger.superseded += replaced;
    } else if (!group.segments.empty() && !group.segments.back().inFlight &&
               group.segments.back().chain == 0) {
        next = folded(group.segments.back(), std::move(next), ledger);
        group.segments.pop_back();
    }
    group.segments.push_back(std::move(next));
}

void settleDelivered(Group& group, Ledger& ledger) {
    const Segment front = takeFront(group);
    group.deliveredN = front.n;
    group.deliveredPush = front.newest;
    ledger.waiting -= front.pushes;
    ledger.delivered += front.pushes;
}

void settleSuperseded(Group& group, Ledger& ledger) {
    const Segment front = takeFront(group);
    group.deliveredN = front.n;
    group.deliveredPush = front.newest;
    ledger.waiting -= front.pushes;
    ledger.superseded += front.pushes;
}

Loss settleLost(Group& group, Ledger& ledger, LossCause cause) {
    const Segment front = takeFront(group);
    ledger.waiting -= front.pushes;
    if (front.pushes > 0) ledger.lost[cause] += front.pushes;
    return {group.key, cause, front.pushes};
}

bool settleFailed(Group& group, Ledger& ledger) {
    ++group.segments.front().tries;
    return settleUnsent(group, ledger);
}

bool settleUnsent(Group& group, Ledger& ledger) {
    group.segments.front().inFlight = false;
    return foldBack(group, ledger);
}

bool splitFront(Group& group, SplitBy by) {
    const Segment& front = group.segments.front();
    if (front.change.families.families().size() < 2) return false;
    const auto pieces =
        by == SplitBy::Family ? byFamily(front.change.families) : byHalf(front.change.families);
    std::vector<Segment> chain;
    for (const auto& families : pieces) {
        Segment piece = front;
        // The first piece of a PUT empties the group, the others add to it.
        piece.change = {chain.empty() ? front.change.method : PushMethod::Post,
                        metrics::FamilySet(families)};
        piece.pushes = chain.size() + 1 == pieces.size() ? front.pushes : 0;
        piece.chain = front.chain != 0 ? front.chain : front.n;
        piece.n = 0;
        piece.tries = 0;
        piece.inFlight = false;
        chain.push_back(std::move(piece));
    }
    group.segments.erase(group.segments.begin());
    group.segments.insert(group.segments.begin(), std::make_move_iterator(chain.begin()),
                          std::make_move_iterator(chain.end()));
    return true;
}

Quarantined quarantineFront(Group& group, Ledger& ledger, Rejection why, Moment now) {
    Segment front = takeFront(group);
    if (front.chain != 0 && front.pushes == 0) {
        const auto last =
            std::find_if(group.segments.rbegin(), group.segments.rend(),
                         [&](const Segment& piece) { return piece.chain == front.chain; });
        if (last != group.segments.rend()) std::swap(front.pushes, last->pushes);
    }
    // Emptying the group passes to the next piece: the refused one, tried again, must only add.
    if (front.chain != 0 && front.change.method == PushMethod::Put && !group.segments.empty() &&
        group.segments.front().chain == front.chain) {
        group.segments.front().change.method = PushMethod::Put;
        front.change.method = PushMethod::Post;
    }
    ledger.waiting -= front.pushes;
    ledger.quarantined += front.pushes;
    Quarantined entry;
    entry.id = static_cast<std::int64_t>(front.n);
    entry.groupRow = group.row;
    entry.groupId = group.id;
    entry.key = group.key;
    entry.origin = front.chain != 0 ? front.chain : front.n;
    entry.why = std::move(why);
    entry.at = now.wall;
    entry.atSteady = now.steady;
    front.chain = 0;
    front.n = 0;
    front.tries = 0;
    entry.segment = std::move(front);
    return entry;
}

void requeue(Group& group, Ledger& ledger, Segment rejected) {
    ledger.quarantined -= rejected.pushes;
    ledger.waiting += rejected.pushes;
    // What waits may be an older push out of quarantine: the later one wins, whoever asked first.
    const bool later = !group.segments.empty() && group.segments.front().newest < rejected.newest;
    rejected.folded = false;  // it was split before, or would not have been quarantined
    if (group.segments.empty()) {
        group.held = metrics::applied(group.held, rejected.change);
        group.present = rejected.change.method != PushMethod::Delete;
        group.segments.push_back(std::move(rejected));
        return;
    }
    Segment waiting = takeFront(group);
    if (later) {
        group.held = metrics::applied(group.held, rejected.change);
        group.present = rejected.change.method != PushMethod::Delete;
        group.segments.push_back(folded(waiting, std::move(rejected), ledger));
        return;
    }
    if (waiting.change.method == PushMethod::Post) {
        group.held =
            metrics::applied(metrics::applied(group.held, rejected.change), waiting.change);
        group.present = true;
    }
    group.segments.push_back(folded(rejected, std::move(waiting), ledger));
}

Loss loseWaiting(Group& group, Ledger& ledger, LossCause cause) {
    const auto pushes = dropUnsent(group);
    ledger.waiting -= pushes;
    if (pushes > 0) ledger.lost[cause] += pushes;
    return {group.key, cause, pushes};
}

Loss loseQuarantined(const Quarantined& entry, Ledger& ledger, LossCause cause) {
    ledger.quarantined -= entry.segment.pushes;
    if (entry.segment.pushes > 0) ledger.lost[cause] += entry.segment.pushes;
    return {entry.key, cause, entry.segment.pushes};
}

bool foldBack(Group& group, Ledger& ledger) {
    auto& segments = group.segments;
    if (segments.size() < 2 || segments.back().chain != 0) return false;
    if (segments.back().change.method != PushMethod::Post) {
        // A PUT or DELETE replaces whatever is before it, the rest of a chain too.
        Segment last = std::move(segments.back());
        segments.pop_back();
        const auto replaced = dropUnsent(group);
        ledger.waiting -= replaced;
        ledger.superseded += replaced;
        segments.push_back(std::move(last));
        return true;
    }
    if (segments.size() > 2 || segments.front().chain != 0) return false;
    segments[1] = folded(segments[0], std::move(segments[1]), ledger);
    segments.erase(segments.begin());
    return true;
}

}  // namespace gatepost::relay
