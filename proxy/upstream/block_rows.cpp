// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/block_rows.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace gatepost::proxy {
namespace {

/// What is too large for a common block has one of its own, of a size that seldom changes.
constexpr std::size_t kLargeStep = 4096;
/// Rows that shrink() takes away at once.
constexpr int kRowsAtOnce = 64;

}  // namespace

void BlockRows::clear() { *this = BlockRows(); }

BlockRows::Block& BlockRows::load(std::int64_t id, std::size_t size, std::int64_t order) {
    Block& block = m_blocks[id];
    block = {.id = id, .order = order, .size = size};
    m_lastId = std::max(m_lastId, id);
    m_lastOrder = std::max(m_lastOrder, order);
    m_usedBytes += size;
    return block;
}

void BlockRows::loaded() {
    for (auto& [id, block] : m_blocks) {
        if (block.counting == 0) {
            free(block);
        } else {
            m_inUse.emplace(block.order, &block);
        }
    }
}

void BlockRows::count(Place& place, Block& block, std::size_t bytes) {
    place = {&block, bytes};
    ++block.counting;
    m_countingBytes += bytes;
}

void BlockRows::release(Place& place) {
    if (place.block == nullptr) return;
    Block& block = *std::exchange(place.block, nullptr);
    m_countingBytes -= place.bytes;
    if (--block.counting == 0 && &block != m_open) free(block);
}

void BlockRows::passOver(Block& block) {
    if (block.isPassedOver) return;
    block.isPassedOver = true;
    m_inUse.erase(block.order);
    m_usedBytes -= block.size;
}

void BlockRows::free(Block& block) {
    passOver(block);
    block.isPassedOver = false;
    m_freeBytes += block.size;
    m_free[block.size].push_back(&block);
}

/// Whether it is a new one, too.
std::pair<BlockRows::Block*, bool> BlockRows::taken(std::size_t size) {
    auto& free = m_free[size];
    const bool isNew = free.empty();
    Block* block = nullptr;
    if (isNew) {
        const std::int64_t id = ++m_lastId;
        block = &m_blocks[id];
        *block = {.id = id, .size = size};
    } else {
        block = free.back();
        free.pop_back();
        m_freeBytes -= size;
    }
    block->order = ++m_lastOrder;
    m_usedBytes += size;
    m_inUse.emplace(block->order, block);
    return {block, isNew};
}

Written BlockRows::put(store::Database& database, const Block& block, bool isNew,
                       std::string& content) {
    sealBlock(content, block.order);
    content.resize(block.size, '\0');
    // A row of unchanged size is overwritten where it is.
    return run(database,
               isNew ? "INSERT INTO blocks (content, id) VALUES (?, ?)"
                     : "UPDATE blocks SET content = ? WHERE id = ?",
               [&](store::Statement& statement) { statement.bindBlob(content).bind(block.id); });
}

Written BlockRows::write(store::Database& database) {
    if (m_isWritten) return {};
    const std::size_t size = m_content.size();
    auto wrote = put(database, *m_open, m_isNew, m_content);
    m_content.resize(size);
    if (!wrote) return wrote;
    m_isNew = false;
    m_isWritten = true;
    return {};
}

bool BlockRows::fits(std::size_t bytes, const Place& before) const {
    if (m_open == nullptr || m_content.size() + bytes > kBlockBytes) return false;
    return before.block == nullptr || before.block->order <= m_open->order;
}

Written BlockRows::openAnother(store::Database& database) {
    if (auto wrote = write(database); !wrote) return wrote;
    Block* const full = std::exchange(m_open, nullptr);
    if (full != nullptr && full->counting == 0) free(*full);
    std::tie(m_open, m_isNew) = taken(kBlockBytes);
    m_content = emptyBlock();
    return {};
}

std::expected<BlockRows::Place, store::StoreError> BlockRows::add(store::Database& database,
                                                                  std::string_view packed,
                                                                  const Place& before) {
    if (kBlockHead + packed.size() > kBlockBytes) return addAlone(database, packed);
    if (!fits(packed.size(), before)) {
        if (auto opened = openAnother(database); !opened) return std::unexpected(opened.error());
    }
    m_content += packed;
    m_isWritten = false;
    Place place;
    count(place, *m_open, packed.size());
    return place;
}

std::expected<BlockRows::Place, store::StoreError> BlockRows::addAlone(store::Database& database,
                                                                       std::string_view packed) {
    std::string content = emptyBlock();
    content += packed;
    const auto [block, isNew] = taken((content.size() + kLargeStep - 1) / kLargeStep * kLargeStep);
    if (auto wrote = put(database, *block, isNew, content); !wrote)
        return std::unexpected(wrote.error());
    Place place;
    count(place, *block, packed.size());
    return place;
}

std::size_t BlockRows::most() const {
    return std::max(kFewestBytes, kBytesForEach * m_countingBytes);
}

BlockRows::Block* BlockRows::superfluous() {
    if (m_usedBytes <= most()) return nullptr;
    const auto oldest = m_inUse.begin();
    return oldest == m_inUse.end() || oldest->second == m_open ? nullptr : oldest->second;
}

Written BlockRows::shrink(store::Database& database) {
    for (int i = 0; i < kRowsAtOnce && m_freeBytes > most(); ++i) {
        while (m_free.rbegin()->second.empty()) m_free.erase(std::prev(m_free.end()));
        auto& largest = m_free.rbegin()->second;
        const std::int64_t id = largest.back()->id;
        m_freeBytes -= largest.back()->size;
        largest.pop_back();
        m_blocks.erase(id);
        auto gone = run(database, "DELETE FROM blocks WHERE id = ?",
                        [&](store::Statement& statement) { statement.bind(id); });
        if (!gone) return gone;
    }
    return {};
}

}  // namespace gatepost::proxy
