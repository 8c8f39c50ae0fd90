// SPDX-License-Identifier: Apache-2.0
// The loss ledger in plain words: what came, and where each of it is now. It must balance, and
// where it does not, it says so. Beside it, what was refused and never came into it. Pure.
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

/// What was answered and not taken since the relay's start, by cause; causes without any left out.
[[nodiscard]] std::vector<LedgerLine> refusalLines(const relay::RefusalCounts& refusals);
[[nodiscard]] QString refusalSentence(const relay::RefusalCounts& refusals);

}  // namespace gatepost::ui
