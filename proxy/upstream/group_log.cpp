// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/group_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proxy/upstream/number_blob.h"

namespace gatepost::proxy {
namespace {

/// So that most pushes of a group have the size of the one before, though their numbers have not.
constexpr std::size_t kRowStep = 256;
/// Old rows go so many at once: whole pages of them.
constexpr std::size_t kRowsAtOnce = 256;

/// Empty lines at the end mean nothing to a reader.
std::string padded(std::string text) {
    text.resize((text.size() + kRowStep - 1) / kRowStep * kRowStep, '\n');
    return text;
}

/// The last row of `numbers` of a group.
struct Latest {
    std::int64_t shape = 0;
    metrics::UnixNanos pushTime = 0;
    metrics::UnixNanos failureTime = 0;
    std::string numbers;
};

}  // namespace

Written GroupLog::read(store::Database& database,
                       const std::function<void(metrics::StoredGroup)>& each) {
    std::unordered_map<std::string, Latest> latest;
    auto done = rows(
        database, "SELECT key, shape, push_time, failure_time, numbers FROM numbers ORDER BY id",
        [&](store::Statement& row) {
            latest[std::string(row.text(0))] = {row.integer(1), row.integer(2), row.integer(3),
                                                std::string(row.text(4))};
            m_lastShape = std::max(m_lastShape, row.integer(1));
        });
    if (!done) return done;
    done = rows(database, "SELECT key, owner, push_time, failure_time, held, shape FROM groups",
                [&](store::Statement& row) {
                    m_lastShape = std::max(m_lastShape, row.integer(5));
                    auto key = metrics::parsePushPath(row.text(0));
                    if (!key) return;
                    metrics::StoredGroup stored{.key = std::move(*key),
                                                .owner = std::string(row.text(1)),
                                                .pushTime = row.integer(2),
                                                .failureTime = row.integer(3),
                                                .held = std::string(row.text(4)),
                                                .numbers = {}};
                    const auto last = latest.find(std::string(row.text(0)));
                    if (last != latest.end() && last->second.shape == row.integer(5)) {
                        stored.pushTime = last->second.pushTime;
                        stored.failureTime = last->second.failureTime;
                        stored.numbers = unpackNumbers(last->second.numbers);
                    }
                    each(std::move(stored));
                });
    m_isSure = false;
    return done;
}

/// Which rows there are. What shape a group has on disk shows once it is written whole again.
Written GroupLog::beSure(store::Database& database) {
    if (m_isSure && m_rollbacks == database.rollbacks()) return {};
    m_groups.clear();
    m_rows.clear();
    m_counting = 0;
    m_lastRow = 0;
    auto done = rows(database,
                     "SELECT n.id, n.key, n.shape IS g.shape FROM numbers n"
                     " LEFT JOIN groups g ON g.key = n.key ORDER BY n.id",
                     [this](store::Statement& row) {
                         m_lastRow = row.integer(0);
                         if (row.integer(2) == 0) return;
                         auto& held = m_groups[std::string(row.text(1))];
                         if (!held) held = std::make_shared<Held>();
                         count(held, m_lastRow);
                     });
    if (!done) return done;
    m_rollbacks = database.rollbacks();
    m_isSure = true;
    return {};
}

/// 0: none does any more.
void GroupLog::count(const std::shared_ptr<Held>& held, std::int64_t row) {
    if (held->row != 0) --m_counting;
    held->row = row;
    if (row == 0) return;
    ++m_counting;
    m_lastRow = row;
    m_rows.push_back({row, held});
}

Written GroupLog::write(store::Database& database, const std::string& key,
                        const metrics::Group& group) {
    if (auto sure = beSure(database); !sure) return sure;
    std::shared_ptr<Held>& held = m_groups[key];
    if (!held) held = std::make_shared<Held>();
    if (held->shape == group.shape) return addRow(database, key, group, held);
    if (auto wrote = writeWhole(database, key, group, ++m_lastShape); !wrote) return wrote;
    held->shape = group.shape;
    held->shapeNumber = m_lastShape;
    count(held, 0);
    return {};
}

Written GroupLog::writeWhole(store::Database& database, const std::string& key,
                             const metrics::Group& group, std::int64_t shapeNumber) {
    const std::string held = padded(group.storedText());
    // A row of unchanged size is overwritten where it is; REPLACE would free its pages and take
    // new ones.
    auto updated = run(database,
                       "UPDATE groups SET owner = ?, push_time = ?, failure_time = ?, held = ?,"
                       " shape = ? WHERE key = ?",
                       [&](store::Statement& statement) {
                           statement.bind(group.owner).bind(group.pushTime);
                           statement.bind(group.failureTime).bindBlob(held).bind(shapeNumber);
                           statement.bind(key);
                       });
    if (!updated || database.changes() > 0) return updated;
    return run(database,
               "INSERT INTO groups (key, owner, push_time, failure_time, held, shape)"
               " VALUES (?, ?, ?, ?, ?, ?)",
               [&](store::Statement& statement) {
                   statement.bind(key).bind(group.owner).bind(group.pushTime);
                   statement.bind(group.failureTime).bindBlob(held).bind(shapeNumber);
               });
}

Written GroupLog::addRow(store::Database& database, const std::string& key,
                         const metrics::Group& group, const std::shared_ptr<Held>& held) {
    const std::int64_t id = m_lastRow + 1;
    packNumbers(m_scratch, group.numbers);
    auto wrote = run(database,
                     "INSERT INTO numbers (id, key, shape, push_time, failure_time, numbers)"
                     " VALUES (?, ?, ?, ?, ?, ?)",
                     [&](store::Statement& statement) {
                         statement.bind(id).bind(key).bind(held->shapeNumber);
                         statement.bind(group.pushTime).bind(group.failureTime).bindBlob(m_scratch);
                     });
    if (!wrote) return wrote;
    count(held, id);
    return trim(database);
}

Written GroupLog::trim(store::Database& database) {
    const std::size_t most = std::max(kFewestRows, kRowsForEach * m_counting);
    if (m_rows.size() < most + kRowsAtOnce) return {};
    std::int64_t last = 0;
    for (std::size_t left = m_rows.size() - most; left > 0; --left) {
        const Row row = std::move(m_rows.front());
        m_rows.pop_front();
        last = row.id;
        if (row.of->row != row.id) continue;
        const std::int64_t id = m_lastRow + 1;
        auto moved = run(database,
                         "INSERT INTO numbers (id, key, shape, push_time, failure_time, numbers)"
                         " SELECT ?, key, shape, push_time, failure_time, numbers FROM numbers"
                         " WHERE id = ?",
                         [&](store::Statement& statement) { statement.bind(id).bind(row.id); });
        if (!moved) return moved;
        count(std::const_pointer_cast<Held>(row.of), id);
    }
    return run(database, "DELETE FROM numbers WHERE id <= ?",
               [&](store::Statement& statement) { statement.bind(last); });
}

Written GroupLog::erase(store::Database& database, const std::string& key) {
    if (auto sure = beSure(database); !sure) return sure;
    const auto found = m_groups.find(key);
    if (found != m_groups.end()) {
        count(found->second, 0);
        m_groups.erase(found);
    }
    return run(database, "DELETE FROM groups WHERE key = ?",
               [&](store::Statement& statement) { statement.bind(key); });
}

}  // namespace gatepost::proxy
