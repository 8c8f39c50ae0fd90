// SPDX-License-Identifier: Apache-2.0
// The embedded gateway's groups on disk. A group's row in `groups` is its whole text, written when
// its shape changes. A push that changes numbers alone, as most do, adds an entry to the block that
// is being filled (number_block.h): so the pushes of one commit fill a page or two, whichever
// groups they are of, and are a statement each time a page is full, not for each push. Of a shape
// the last entry counts, if `groups` has that shape still. Blocks in which nothing counts are
// written over; what counts in the oldest is added anew where that is little.
//
// Used on the store's writer thread alone. Keys are canonical push paths.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "metrics/gateway/group.h"
#include "metrics/gateway/hash_index.h"
#include "proxy/upstream/block_rows.h"
#include "proxy/upstream/statements.h"

namespace gatepost::proxy {

class GroupLog {
public:
    /// Before anything is written. What an earlier version left in `numbers` is taken over.
    [[nodiscard]] Written read(store::Database& database,
                               const std::function<void(metrics::StoredGroup)>& each);
    /// On disk after finish(), in the same transaction; so what erase() leaves.
    [[nodiscard]] Written write(store::Database& database, const std::string& key,
                                const metrics::Group& group);
    [[nodiscard]] Written erase(store::Database& database, const std::string& key);
    [[nodiscard]] Written finish(store::Database& database);
    /// What was written may not have stayed. (A transaction that was rolled back is noticed.)
    void doubt() { m_isSure = false; }

private:
    /// What the disk has of a group.
    struct Held {
        metrics::GroupShapePointer shape;  // null: not known
        std::int64_t shapeNumber = 0;
        BlockRows::Place place;  // of the entry that counts
    };

    [[nodiscard]] Written beSure(store::Database& database);
    [[nodiscard]] Written takeOver(store::Database& database);
    [[nodiscard]] Written writeWhole(store::Database& database, const std::string& key,
                                     const metrics::Group& group, std::int64_t shapeNumber);
    [[nodiscard]] Written add(store::Database& database, Held& held, std::string_view packed);
    [[nodiscard]] Held* heldOf(const metrics::GroupShape& shape) const;
    [[nodiscard]] Written writeNumbers(store::Database& database, const metrics::Group& group,
                                       Held& held);
    void forget(Held& held);
    [[nodiscard]] Written moveOn(store::Database& database, BlockRows::Block& block);

    std::unordered_map<std::string, Held> m_groups;
    metrics::HashIndex<Held> m_byShape;  // that are known: most writes need no other look
    std::unordered_map<std::int64_t, Held*> m_byNumber;
    BlockRows m_blocks;
    std::int64_t m_lastShape = 0;
    std::uint64_t m_rollbacks = 0;
    bool m_isSure = false;
    std::string m_numbers;  // as they are packed
    std::string m_packed;
};

}  // namespace gatepost::proxy
