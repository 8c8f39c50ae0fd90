// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/notice.h"

#include <QCoreApplication>

#include "ui/common/words.h"
#include "ui/tray/face.h"

namespace gatepost::ui {
namespace {

using relay::Intake;
using relay::RelayStatus;
using relay::Upstream;

struct Notices {
    Q_DECLARE_TR_FUNCTIONS(Notices)
};

}  // namespace

std::vector<Notice> noticesFor(const RelayStatus& before, const RelayStatus& now,
                               const NoticeSwitches& switches) {
    std::vector<Notice> notices;
    if (now.intake == Intake::Failed && before.intake != Intake::Failed)
        notices.push_back({NoticeKind::Intake, Tone::Error, Notices::tr("Applications cannot push"),
                           text(now.intakeError), Page::Live});
    if (switches.token && now.upstream == Upstream::AuthRejected &&
        before.upstream != Upstream::AuthRejected)
        notices.push_back({NoticeKind::Token, Tone::Error, refusalOf(now),
                           Notices::tr("Sending has stopped; everything is kept."), Page::Setup});
    // The first status after the start brings the ledger of earlier days: that is no event.
    if (before.since != now.since) return notices;
    const auto lost = lostUnasked(now.ledger);
    const auto lostBefore = lostUnasked(before.ledger);
    if (switches.lost && lost > lostBefore)
        notices.push_back(
            {NoticeKind::Lost, Tone::Error,
             Notices::tr("%n push(es) lost", nullptr, static_cast<int>(lost - lostBefore)),
             Notices::tr("The queue reached a limit."), Page::Queue});
    if (switches.rejected && now.queue.quarantined > before.queue.quarantined)
        notices.push_back(
            {NoticeKind::Rejected, Tone::Warning,
             Notices::tr("%n push(es) rejected by the server", nullptr,
                         static_cast<int>(now.queue.quarantined - before.queue.quarantined)),
             Notices::tr("Kept here with the server's reasons."), Page::Queue});
    return notices;
}

bool NoticeGate::passes(NoticeKind kind, std::int64_t now) {
    auto& last = m_last[static_cast<std::size_t>(kind)];
    if (last != 0 && now - last < kNoticePause) return false;
    last = now;
    return true;
}

}  // namespace gatepost::ui
