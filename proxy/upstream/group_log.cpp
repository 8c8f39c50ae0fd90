// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/group_log.h"

#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

#include "proxy/upstream/number_blob.h"
#include "proxy/upstream/origin_blob.h"

namespace gatepost::proxy {
namespace {

/// So that most pushes of a group have the size of the one before, though their numbers have not.
constexpr std::size_t kRowStep = 256;
/// Blocks whose entries are added anew in one transaction.
constexpr int kBlocksAtOnce = 64;

/// Empty lines at the end mean nothing to a reader.
std::string padded(std::string text) {
    text.resize((text.size() + kRowStep - 1) / kRowStep * kRowStep, '\n');
    return text;
}

/// The last entry of a shape.
struct Latest {
    std::int64_t order = 0;
    metrics::UnixNanos pushTime = 0;
    metrics::UnixNanos failureTime = 0;
    std::string numbers;
};

using LatestByShape = std::unordered_map<std::int64_t, Latest>;

/// A shape has its address as long as it is held, and is one group's.
std::uint64_t hashOf(const metrics::GroupShape& shape) {
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
    return (reinterpret_cast<std::uintptr_t>(&shape) >> 4) * kGolden >> 32;
}

Written readLatest(store::Database& database, LatestByShape& latest) {
    return rows(database, "SELECT content FROM blocks", [&latest](store::Statement& row) {
        std::vector<NumberEntry> entries;
        const auto order = readBlock(
            row.text(0),
            [&entries](const NumberEntry& entry, std::string_view) { entries.push_back(entry); });
        if (!order) return;
        for (const NumberEntry& entry : entries) {
            Latest& last = latest[entry.shape];
            if (last.order > *order) continue;
            last = {*order, entry.pushTime, entry.failureTime, std::string(entry.numbers)};
        }
    });
}

}  // namespace

Written GroupLog::read(store::Database& database,
                       const std::function<void(metrics::StoredGroup)>& each) {
    if (auto taken = takeOver(database); !taken) return taken;
    LatestByShape latest;
    if (auto done = readLatest(database, latest); !done) return done;
    for (const std::int64_t shape : latest | std::views::keys)
        m_lastShape = std::max(m_lastShape, shape);
    auto done = rows(
        database, "SELECT key, owner, push_time, failure_time, held, shape, origins FROM groups",
        [&](store::Statement& row) {
            m_lastShape = std::max(m_lastShape, row.integer(5));
            auto key = metrics::parsePushPath(row.text(0));
            if (!key) return;
            metrics::StoredGroup stored{.key = std::move(*key),
                                        .owner = std::string(row.text(1)),
                                        .pushTime = row.integer(2),
                                        .failureTime = row.integer(3),
                                        .held = std::string(row.text(4)),
                                        .numbers = {},
                                        .origins = unpackOrigins(row.text(6), row.text(1))};
            const auto last = latest.find(row.integer(5));
            if (last != latest.end()) {
                stored.pushTime = last->second.pushTime;
                stored.failureTime = last->second.failureTime;
                stored.numbers = unpackNumbers(last->second.numbers);
            }
            each(std::move(stored));
        });
    doubt();
    return done;
}

/// A row of `numbers` was one push's; the last of a group counted, if of the shape that `groups`
/// has.
Written GroupLog::takeOver(store::Database& database) {
    const auto left = database.integer("SELECT EXISTS (SELECT 1 FROM numbers)");
    if (!left) return std::unexpected(left.error());
    if (*left == 0) return {};
    if (auto sure = beSure(database); !sure) return sure;
    std::unordered_map<std::int64_t, std::string> latest;
    auto done = rows(
        database, "SELECT shape, push_time, failure_time, numbers FROM numbers ORDER BY id",
        [&](store::Statement& row) {
            const NumberEntry entry{row.integer(0), row.integer(1), row.integer(2), row.text(3)};
            if (m_byNumber.contains(entry.shape)) packEntry(latest[entry.shape], entry);
        });
    if (!done) return done;
    for (const auto& [shape, packed] : latest) {
        if (auto added = add(database, *m_byNumber.at(shape), packed); !added) return added;
    }
    if (auto finished = finish(database); !finished) return finished;
    return run(database, "DELETE FROM numbers", [](store::Statement&) {});
}

/// Which entries there are. What shape a group has on disk shows once it is written whole again.
Written GroupLog::beSure(store::Database& database) {
    if (m_isSure && m_rollbacks == database.rollbacks()) return {};
    m_byShape.clear();
    m_byNumber.clear();
    m_groups.clear();
    m_blocks.clear();
    auto done = rows(database, "SELECT key, shape FROM groups WHERE shape != 0",
                     [this](store::Statement& row) {
                         Held& held = m_groups[std::string(row.text(0))];
                         held.shapeNumber = row.integer(1);
                         m_byNumber[held.shapeNumber] = &held;
                     });
    if (!done) return done;
    done = rows(database, "SELECT id, content FROM blocks", [this](store::Statement& row) {
        const std::string_view content = row.text(1);
        std::vector<std::pair<Held*, std::size_t>> entries;
        const auto order =
            readBlock(content, [&](const NumberEntry& entry, std::string_view packed) {
                const auto held = m_byNumber.find(entry.shape);
                if (held != m_byNumber.end()) entries.emplace_back(held->second, packed.size());
            });
        BlockRows::Block& block = m_blocks.load(row.integer(0), content.size(), order.value_or(0));
        if (!order) return;
        for (const auto& [held, bytes] : entries) {
            if (held->place.block != nullptr && held->place.block->order > *order) continue;
            held->place = {&block, bytes};
        }
    });
    if (!done) return done;
    for (Held& held : m_groups | std::views::values) {
        if (held.place.block != nullptr)
            m_blocks.count(held.place, *held.place.block, held.place.bytes);
    }
    m_blocks.loaded();
    m_rollbacks = database.rollbacks();
    m_isSure = true;
    return {};
}

GroupLog::Held* GroupLog::heldOf(const metrics::GroupShape& shape) const {
    return m_byShape.find(hashOf(shape),
                          [&shape](const Held& held) { return held.shape.get() == &shape; });
}

/// Whatever the disk has of the group counts no more.
void GroupLog::forget(Held& held) {
    m_blocks.release(held.place);
    m_byNumber.erase(held.shapeNumber);
    if (held.shape) m_byShape.erase(hashOf(*held.shape), held);
    held.shape = nullptr;
}

Written GroupLog::write(store::Database& database, const std::string& key,
                        const metrics::Group& group) {
    if (auto sure = beSure(database); !sure) return sure;
    if (Held* const held = heldOf(*group.shape)) return writeNumbers(database, group, *held);
    if (auto wrote = writeWhole(database, key, group, ++m_lastShape); !wrote) return wrote;
    Held& held = m_groups[key];
    forget(held);
    held.shape = group.shape;
    held.shapeNumber = m_lastShape;
    m_byShape.insert(hashOf(*held.shape), held);
    m_byNumber.emplace(held.shapeNumber, &held);
    return {};
}

Written GroupLog::writeNumbers(store::Database& database, const metrics::Group& group, Held& held) {
    packNumbers(m_numbers, group.numbers);
    packEntry(m_packed, {held.shapeNumber, group.pushTime, group.failureTime, m_numbers});
    return add(database, held, m_packed);
}

Written GroupLog::writeWhole(store::Database& database, const std::string& key,
                             const metrics::Group& group, std::int64_t shapeNumber) {
    const std::string held = padded(group.storedText());
    const std::string origins = packOrigins(group.storedOrigins(), group.owner);
    // A row of unchanged size is overwritten where it is; REPLACE would free its pages and take
    // new ones.
    auto updated = run(database,
                       "UPDATE groups SET owner = ?, push_time = ?, failure_time = ?, held = ?,"
                       " shape = ?, origins = ? WHERE key = ?",
                       [&](store::Statement& statement) {
                           statement.bind(group.owner).bind(group.pushTime);
                           statement.bind(group.failureTime).bindBlob(held).bind(shapeNumber);
                           statement.bindBlob(origins).bind(key);
                       });
    if (!updated || database.changes() > 0) return updated;
    return run(database,
               "INSERT INTO groups (key, owner, push_time, failure_time, held, shape, origins)"
               " VALUES (?, ?, ?, ?, ?, ?, ?)",
               [&](store::Statement& statement) {
                   statement.bind(key).bind(group.owner).bind(group.pushTime);
                   statement.bind(group.failureTime).bindBlob(held).bind(shapeNumber);
                   statement.bindBlob(origins);
               });
}

Written GroupLog::add(store::Database& database, Held& held, std::string_view packed) {
    const auto place = m_blocks.add(database, packed, held.place);
    if (!place) return std::unexpected(place.error());
    m_blocks.release(held.place);
    held.place = *place;
    return {};
}

Written GroupLog::finish(store::Database& database) {
    for (int i = 0; i < kBlocksAtOnce; ++i) {
        BlockRows::Block* const oldest = m_blocks.superfluous();
        if (oldest == nullptr) break;
        if (auto moved = moveOn(database, *oldest); !moved) return moved;
    }
    if (auto wrote = m_blocks.write(database); !wrote) return wrote;
    return m_blocks.shrink(database);
}

/// Adds anew what counts in a block.
Written GroupLog::moveOn(store::Database& database, BlockRows::Block& block) {
    std::string content;
    {
        auto query = database.prepare("SELECT content FROM blocks WHERE id = ?");
        if (!query) return std::unexpected(query.error());
        const auto row = query->bind(block.id).step();
        if (!row) return std::unexpected(row.error());
        if (*row) content = query->text(0);
    }
    std::vector<std::pair<std::int64_t, std::string_view>> entries;
    (void)readBlock(content, [&entries](const NumberEntry& entry, std::string_view packed) {
        entries.emplace_back(entry.shape, packed);
    });
    // Of several of one shape the last is the one.
    for (const auto& [shape, packed] : entries | std::views::reverse) {
        const auto held = m_byNumber.find(shape);
        if (held == m_byNumber.end() || held->second->place.block != &block) continue;
        if (auto added = add(database, *held->second, packed); !added) return added;
    }
    // Of a damaged one nothing can be moved.
    if (block.counting > 0) m_blocks.passOver(block);
    return {};
}

Written GroupLog::erase(store::Database& database, const std::string& key) {
    if (auto sure = beSure(database); !sure) return sure;
    const auto found = m_groups.find(key);
    if (found != m_groups.end()) {
        forget(found->second);
        m_groups.erase(found);
    }
    return run(database, "DELETE FROM groups WHERE key = ?",
               [&](store::Statement& statement) { statement.bind(key); });
}

}  // namespace gatepost::proxy
