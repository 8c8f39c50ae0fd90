// SPDX-License-Identifier: Apache-2.0
// When to speak up: notices come from a transition between two status values, never from a state,
// and a gate holds back what was said lately. Pure; time is an argument, in milliseconds.
#pragma once

#include <QString>
#include <array>
#include <cstdint>
#include <vector>

#include "relay/facade/status.h"
#include "ui/common/tones.h"

namespace gatepost::ui {

enum class NoticeKind : unsigned char { Token, Lost, Rejected, Intake };
constexpr int kNoticeKinds = 4;

/// The page that a click on the notice opens.
enum class Page : unsigned char { Live, Text, Scratch, Queue, Activity, Setup };

struct Notice {
    NoticeKind kind = NoticeKind::Token;
    Tone tone = Tone::Warning;
    QString title;
    QString text;
    Page page = Page::Live;
    bool operator==(const Notice&) const = default;
};

/// Which kinds the user wants to hear of.
struct NoticeSwitches {
    bool token = true;
    bool lost = true;
    bool rejected = true;
    bool operator==(const NoticeSwitches&) const = default;
};

[[nodiscard]] std::vector<Notice> noticesFor(const relay::RelayStatus& before,
                                             const relay::RelayStatus& now,
                                             const NoticeSwitches& switches);

inline constexpr std::int64_t kNoticePause = 10 * 60 * 1000;

/// Lets a kind pass once in kNoticePause.
class NoticeGate {
public:
    [[nodiscard]] bool passes(NoticeKind kind, std::int64_t now);

private:
    std::array<std::int64_t, kNoticeKinds> m_last{};
};

}  // namespace gatepost::ui
