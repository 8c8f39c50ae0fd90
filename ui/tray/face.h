// SPDX-License-Identifier: Apache-2.0
// The relay's one status value as people see it: icon, menu sentence, tooltip and the window's
// banner. A pure function (apart from the language), so that they can never tell different stories.
// Precedence: cannot listen > certificate's key locked > token refused > pushes lost > not set up >
// paused > cannot send > queue was damaged > problems > sending > idle.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "relay/facade/status.h"
#include "ui/common/tones.h"
#include "ui/tray/icon.h"

namespace gatepost::ui {

/// What a banner offers to do about its matter.
enum class Remedy : unsigned char {
    None,
    TakeOver,   // ask the other relay to leave
    OpenSetup,  // address and token
    OpenCredentials,
    Resume,
    RetryNow,
    ShowQueue,
    ShowLint,
    Acknowledge,  // of losses: seen
};

struct Banner {
    Tone tone = Tone::Calm;
    QString title;  // what happened
    QString cause;  // why, and what to do about it
    Remedy remedy = Remedy::None;
    QString remedyText;
    bool operator==(const Banner&) const = default;
};

struct Face {
    Shape shape = Shape::Idle;
    Tone tone = Tone::Calm;
    QString sentence;  // one line, for the menu and the window's status bar
    QString tooltip;   // sentence and what waits
    std::optional<Banner> banner;
    bool canPause = false;
    bool canResume = false;
    bool canSendNow = false;
    bool operator==(const Face&) const = default;
};

/// Pushes lost for another cause than the user's own wish.
[[nodiscard]] std::uint64_t lostUnasked(const relay::LedgerValue& ledger);

/// `acknowledgedLost`: how many of them the user has been told of and has put aside.
/// `now` only decides whether a time needs its date.
[[nodiscard]] Face faceOf(const relay::RelayStatus& status, std::uint64_t acknowledgedLost,
                          std::int64_t now);

/// Who lets nothing through, and for want of what, while `upstream` is AuthRejected: a line.
[[nodiscard]] QString refusalOf(const relay::RelayStatus& status);

/// A cause of loss in plain words, without a full stop.
[[nodiscard]] QString lossCause(const std::string& cause);

}  // namespace gatepost::ui
