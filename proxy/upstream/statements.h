// SPDX-License-Identifier: Apache-2.0
// Statements in one call, for what is written on the store's writer thread.
#pragma once

#include <expected>
#include <string_view>

#include "store/store.h"

namespace gatepost::proxy {

using Written = std::expected<void, store::StoreError>;

/// Prepares, binds in order and runs.
template <typename Bind>
Written run(store::Database& database, std::string_view sql, Bind&& bind) {
    auto statement = database.prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    bind(*statement);
    return statement->execute();
}

template <typename Row>
Written rows(store::Database& database, std::string_view sql, Row&& row) {
    auto statement = database.prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    for (;;) {
        const auto more = statement->step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
        row(*statement);
    }
}

}  // namespace gatepost::proxy
