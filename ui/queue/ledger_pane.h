// SPDX-License-Identifier: Apache-2.0
// The ledger beside the queue, and under it what was refused and so is no matter of the ledger.
#pragma once

#include <QWidget>
#include <optional>

#include "relay/facade/status.h"

class QFormLayout;
class QLabel;

namespace gatepost::ui {

class LedgerPane : public QWidget {
    Q_OBJECT
public:
    explicit LedgerPane(QWidget* parent = nullptr);
    void setStatus(const relay::RelayStatus& status);

private:
    QLabel* m_ledgerSentence;
    QFormLayout* m_ledger;
    QLabel* m_refusedSentence;
    QFormLayout* m_refused;
    std::optional<relay::LedgerValue> m_shownLedger;
    std::optional<relay::RefusalCounts> m_shownRefusals;
};

}  // namespace gatepost::ui
