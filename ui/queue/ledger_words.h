// SPDX-License-Identifier: Apache-2.0
// The loss ledger in plain words: what came, and where each of it is now. It must balance, and
// where it does not, it says so. Pure.
#pragma once

#include <QString>
#include <vector>

#include "relay/facade/status.h"

namespace gatepost::ui {

struct LedgerLine {
    QString words;
    std::uint64_t count = 0;
    bool isSum = false;
    bool operator==(const LedgerLine&) const = default;
};

[[nodiscard]] std::vector<LedgerLine> ledgerLines(const relay::LedgerValue& ledger);
[[nodiscard]] bool balances(const relay::LedgerValue& ledger);
/// "Of 120 pushes, 118 arrived …": one sentence for the top of the page.
[[nodiscard]] QString ledgerSentence(const relay::LedgerValue& ledger);

}  // namespace gatepost::ui
