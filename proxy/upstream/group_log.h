// SPDX-License-Identifier: Apache-2.0
// The embedded gateway's groups on disk. A group's row in `groups` is its whole text, written when
// its shape changes. A push that changes numbers alone, as most do, adds a row to `numbers`: rows
// stand there in the order in which they came, so that pushes of many groups fill few pages, where
// to overwrite each group in its place would dirty two for every push. Of a group the last row
// counts, if it is of the shape that `groups` has. Old rows go in the order in which they came;
// one that still counts is added anew at the end.
//
// Used on the store's writer thread alone. Keys are canonical push paths.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "metrics/gateway/group.h"
#include "proxy/upstream/statements.h"

namespace gatepost::proxy {

class GroupLog {
public:
    /// So many rows that count for nothing may stand beside each that does, about; and so many
    /// rows in any case.
    static constexpr std::size_t kRowsForEach = 4;
    static constexpr std::size_t kFewestRows = 1024;

    /// Before anything is written.
    [[nodiscard]] Written read(store::Database& database,
                               const std::function<void(metrics::StoredGroup)>& each);
    [[nodiscard]] Written write(store::Database& database, const std::string& key,
                                const metrics::Group& group);
    [[nodiscard]] Written erase(store::Database& database, const std::string& key);
    /// What was written may not have stayed. (A transaction that was rolled back is noticed.)
    void doubt() { m_isSure = false; }

private:
    /// What the disk has of a group.
    struct Held {
        metrics::GroupShapePointer shape;  // null: not known
        std::int64_t shapeNumber = 0;
        std::int64_t row = 0;  // which of `numbers` counts; 0: none
    };
    struct Row {
        std::int64_t id = 0;
        std::shared_ptr<const Held> of;
    };

    [[nodiscard]] Written beSure(store::Database& database);
    [[nodiscard]] Written writeWhole(store::Database& database, const std::string& key,
                                     const metrics::Group& group, std::int64_t shapeNumber);
    [[nodiscard]] Written addRow(store::Database& database, const std::string& key,
                                 const metrics::Group& group, const std::shared_ptr<Held>& held);
    [[nodiscard]] Written trim(store::Database& database);
    void count(const std::shared_ptr<Held>& held, std::int64_t row);

    std::unordered_map<std::string, std::shared_ptr<Held>> m_groups;
    std::deque<Row> m_rows;
    std::size_t m_counting = 0;  // rows that do
    std::int64_t m_lastRow = 0;
    std::int64_t m_lastShape = 0;
    std::uint64_t m_rollbacks = 0;
    bool m_isSure = false;
    std::string m_scratch;
};

}  // namespace gatepost::proxy
