// SPDX-License-Identifier: Apache-2.0
#include "ui/queue/ledger_words.h"

#include <QCoreApplication>

#include "ui/common/words.h"
#include "ui/tray/face.h"

namespace gatepost::ui {
namespace {

struct Ledgers {
    Q_DECLARE_TR_FUNCTIONS(Ledgers)
};

}  // namespace

bool balances(const relay::LedgerValue& l) {
    return l.received == l.delivered + l.superseded + l.waiting + l.quarantined + l.lostInAll();
}

std::vector<LedgerLine> ledgerLines(const relay::LedgerValue& ledger) {
    std::vector<LedgerLine> lines{
        {Ledgers::tr("Received from programs"), ledger.received, true},
        {Ledgers::tr("Delivered to the server"), ledger.delivered},
        {Ledgers::tr("Replaced by a newer push before they left"), ledger.superseded},
        {Ledgers::tr("Waiting"), ledger.waiting},
        {Ledgers::tr("Rejected by the server, kept in quarantine"), ledger.quarantined},
    };
    for (const auto& [cause, lost] : ledger.lost)
        if (lost > 0) lines.push_back({Ledgers::tr("Lost: %1").arg(lossCause(cause)), lost});
    if (ledger.lostInAll() == 0) lines.push_back({Ledgers::tr("Lost"), 0});
    return lines;
}

QString ledgerSentence(const relay::LedgerValue& ledger) {
    if (ledger.received == 0) return Ledgers::tr("Nothing has been pushed yet.");
    if (!balances(ledger))
        return Ledgers::tr(
            "The ledger does not balance. That is a defect of this program; please report "
            "it with the diagnostics.");
    const auto lost = lostUnasked(ledger);
    if (lost > 0)
        return Ledgers::tr("%n push(es) lost; every other one is accounted for.", nullptr,
                           static_cast<int>(lost));
    if (ledger.waiting + ledger.quarantined > 0)
        return Ledgers::tr("Nothing is lost; not delivered yet: %1 of %2.")
            .arg(count(ledger.waiting + ledger.quarantined), count(ledger.received));
    return Ledgers::tr("Nothing is lost and nothing waits.");
}

std::vector<LedgerLine> refusalLines(const relay::RefusalCounts& refusals) {
    std::vector<LedgerLine> lines{
        {Ledgers::tr("Against the rules"), refusals.judged},
        {Ledgers::tr("At odds with what other groups hold"), refusals.clash},
        {Ledgers::tr("Not to be read: path, headers or text"), refusals.malformed},
        {Ledgers::tr("Too large"), refusals.tooLarge},
    };
    std::erase_if(lines, [](const LedgerLine& line) { return line.count == 0; });
    return lines;
}

QString refusalSentence(const relay::RefusalCounts& refusals) {
    const auto all = refusals.judged + refusals.clash + refusals.malformed + refusals.tooLarge;
    if (all == 0) return Ledgers::tr("No push was refused since the start.");
    return Ledgers::tr(
        "%n push(es) refused since the start, not counted above. Their programs "
        "were told why; the Activity page says it, too.",
        nullptr, static_cast<int>(all));
}

}  // namespace gatepost::ui
