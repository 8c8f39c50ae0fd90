// SPDX-License-Identifier: Apache-2.0
// The rows of `blocks`: which there are, which of them still count, and the one that is being
// filled. A row is written over once nothing in it counts any more, never removed while it may be
// needed again: so a commit writes the pages of what was pushed and no other (to take pages from
// SQLite's free list and give them back dirties three more for each).
//
// What was added is on disk after write(). Used on the store's writer thread alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "proxy/upstream/number_block.h"
#include "proxy/upstream/statements.h"

namespace gatepost::proxy {

class BlockRows {
public:
    struct Block {
        std::int64_t id = 0;
        std::int64_t order = 0;
        std::size_t size = 0;
        std::size_t counting = 0;  // entries that do
        bool isPassedOver = false;
    };
    /// Where an entry that counts is, until it is released; good until clear().
    struct Place {
        Block* block = nullptr;  // null: nowhere
        std::size_t bytes = 0;
    };

    /// Nothing is known of the rows on disk.
    void clear();
    /// A row as it is on disk, `order` 0 where it is damaged; before anything is added. Those in
    /// which nothing counts are free after loaded().
    Block& load(std::int64_t id, std::size_t size, std::int64_t order);
    void loaded();

    /// In a block that is not older than the one at `before`, so that the later one has the higher
    /// order, or stands behind it.
    [[nodiscard]] std::expected<Place, store::StoreError> add(store::Database& database,
                                                              std::string_view packed,
                                                              const Place& before);
    /// An entry of so many bytes counts, which stands there already.
    void count(Place& place, Block& block, std::size_t bytes);
    /// It counts no more.
    void release(Place& place);
    [[nodiscard]] Written write(store::Database& database);

    /// The oldest row with entries that count, where the rows are too many for what counts in them;
    /// else null. Not again what was passed over.
    [[nodiscard]] Block* superfluous();
    void passOver(Block& block);
    /// Takes rows away that were not needed for long, a few at once.
    [[nodiscard]] Written shrink(store::Database& database);

    /// So many bytes may stand there for each that counts, about; and so many in any case.
    static constexpr std::size_t kBytesForEach = 4;
    static constexpr std::size_t kFewestBytes = std::size_t{256} << 12;

private:
    [[nodiscard]] std::size_t most() const;
    [[nodiscard]] std::pair<Block*, bool> taken(std::size_t size);
    void free(Block& block);
    [[nodiscard]] bool fits(std::size_t bytes, const Place& before) const;
    [[nodiscard]] Written openAnother(store::Database& database);
    [[nodiscard]] Written put(store::Database& database, const Block& block, bool isNew,
                              std::string& content);
    [[nodiscard]] std::expected<Place, store::StoreError> addAlone(store::Database& database,
                                                                   std::string_view packed);

    std::unordered_map<std::int64_t, Block> m_blocks;   // by id
    std::map<std::int64_t, Block*> m_inUse;             // by order
    std::map<std::size_t, std::vector<Block*>> m_free;  // by size
    std::size_t m_usedBytes = 0;                        // of rows in m_inUse
    std::size_t m_freeBytes = 0;
    std::size_t m_countingBytes = 0;  // of entries
    std::int64_t m_lastId = 0;
    std::int64_t m_lastOrder = 0;
    Block* m_open = nullptr;  // the one that is being filled
    bool m_isNew = false;     // not on disk yet
    bool m_isWritten = true;
    std::string m_content;  // of the open one
};

}  // namespace gatepost::proxy
