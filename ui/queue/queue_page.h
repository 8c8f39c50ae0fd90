// SPDX-License-Identifier: Apache-2.0
// What waits, what the server rejected, and the ledger of every push ever received.
#pragma once

#include <QTimer>
#include <QWidget>

#include "relay/facade/relay.h"
#include "ui/common/sight.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableView;

namespace gatepost::ui {

class EmptyState;
class LedgerPane;
class QuarantineModel;
class QueueModel;

class QueuePage : public QWidget {
    Q_OBJECT
public:
    explicit QueuePage(QWidget* parent = nullptr);
    void setSnapshot(const relay::SnapshotPointer& snapshot);
    void setStatus(const relay::RelayStatus& status, bool canSendNow);
    [[nodiscard]] QTableView* waiting() const { return m_waiting; }
    [[nodiscard]] QTableView* rejected() const { return m_rejected; }
    /// All of them, whatever is chosen.
    void exportWaiting();
    void exportQuarantine();

signals:
    void sendNowWanted();
    void dropQueuedWanted(qint64 entry);
    void retryQuarantinedWanted(qint64 entry);
    void dropQuarantinedWanted(qint64 entry);
    void exportWanted(QString suggestedName, QString content);

private:
    QWidget* buildWaiting();
    QWidget* buildQuarantine();
    void updateButtons();

    QueueModel* m_queue;
    QuarantineModel* m_quarantine;
    LedgerPane* m_ledger;
    QTableView* m_waiting;
    QTableView* m_rejected;
    EmptyState* m_waitingEmpty;
    EmptyState* m_rejectedEmpty;
    QLabel* m_answer;
    QLabel* m_reasons;
    QPushButton* m_send;
    QPushButton* m_drop;
    QPushButton* m_exportWaiting;
    QPushButton* m_retry;
    QPushButton* m_discard;
    QPushButton* m_export;
    QTimer m_ages{this};
    Sight m_sight{this};
};

}  // namespace gatepost::ui
