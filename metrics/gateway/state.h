// SPDX-License-Identifier: Apache-2.0
// What a Gateway holds: groups, families by name, and every series' hash with the group it is of.
// A change is first checked against all that is there (objections, in consistency.cpp), then
// committed, which cannot fail. Both cost the change, not the store. Internal to metrics/gateway.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "metrics/gateway/family_entry.h"
#include "metrics/gateway/gateway.h"
#include "metrics/gateway/group_pages.h"
#include "metrics/gateway/hash_index.h"

namespace gatepost::metrics {

struct GatewayState {
    /// A group in its place. Its address names it in `series`.
    struct Record {
        Hash128 keyHash;
        GroupPointer group;
        GroupPages::Slot slot = 0;
    };
    struct SeriesPlace {  // the hash is a hash already
        std::size_t operator()(const SeriesHash& hash) const {
            return static_cast<std::size_t>(hash.low);
        }
    };

    explicit GatewayState(SipKey key) : seed(key) {}

    /// Keyed and of 128 bits, as the series' hashes are: a key is known by it.
    [[nodiscard]] Hash128 hashOf(const GroupingKey& key) const;
    [[nodiscard]] Record* find(Hash128 keyHash) const;
    [[nodiscard]] Record* find(const GroupingKey& key) const { return find(hashOf(key)); }
    [[nodiscard]] const FamilyEntry* family(std::string_view name) const;
    /// A number that nobody has, where the owner is new.
    [[nodiscard]] std::uint32_t ownerNumber(std::string_view owner) const;
    /// The owner's from now on.
    std::uint32_t makeOwnerNumber(std::string_view owner);

    /// Takes `next` for the group (null: it goes). What comes must fit.
    void commit(const GroupingKey& key, GroupPointer next);
    /// The same for one of the same shape and owner.
    void replace(Record& record, GroupPointer next);

    SipKey seed;
    std::vector<std::unique_ptr<Record>> records;  // by slot; null: it is free
    HashIndex<Record> byKey;
    GroupPages pages;
    std::map<std::string, FamilyEntry, std::less<>> families;
    std::unordered_map<SeriesHash, const Record*, SeriesPlace> series;
    std::map<std::string, std::uint32_t, std::less<>> ownerNumbers;
    std::vector<Usage> usage;       // by owner number
    std::size_t bytes = 0;          // of all lines, at most
    std::size_t mixedFamilies = 0;  // which somebody pushes with another type than is exposed

private:
    void add(const FamilyShape& held, const Record& record);
    void replace(const FamilyShape& before, const FamilyShape& after, const Record& record);
    void remove(const FamilyShape& held);
    template <typename Change>
    void change(FamilyEntry& entry, Change change);
};

/// One thing that is wrong with a push.
struct Objection {
    ClashKind kind = ClashKind::Invalid;
    std::string family;
    std::string why;
};

/// What speaks against the group coming in `record`'s place (null: a new one) beside all others.
/// `pushed` is what its new families were read from, for the words; may be null.
[[nodiscard]] std::vector<Objection> objections(const GatewayState& state,
                                                const GatewayState::Record* record,
                                                const Group& next, const Exposition* pushed);

/// Of one objection at least: by family, as the Pushgateway lists them.
[[nodiscard]] Clash clashOf(std::vector<Objection> objections);

/// Walks two shapes' families by name: visit(index before, index after), kNone where one has none.
inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);
template <typename Visit>
void walkFamilies(const GroupShape* before, const GroupShape* after, Visit visit) {
    const std::size_t beforeCount = before ? before->families.size() : 0;
    const std::size_t afterCount = after ? after->families.size() : 0;
    for (std::size_t i = 0, j = 0; i < beforeCount || j < afterCount;) {
        const int order = i == beforeCount ? 1
                          : j == afterCount
                              ? -1
                              : before->families[i]->name.compare(after->families[j]->name);
        visit(order <= 0 ? i : kNone, order >= 0 ? j : kNone);
        if (order <= 0) ++i;
        if (order >= 0) ++j;
    }
}

}  // namespace gatepost::metrics
