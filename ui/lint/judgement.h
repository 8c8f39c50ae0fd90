// SPDX-License-Identifier: Apache-2.0
// What the server will say to a text, in words, before anything is sent. Pure.
#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "metrics/lint/problem.h"
#include "relay/facade/snapshot.h"
#include "relay/facade/status.h"
#include "ui/common/tones.h"

namespace gatepost::ui {

struct Judgement {
    Tone tone = Tone::Calm;
    QString sentence;  // the verdict
    QString footnote;  // how sure that is, and on what it rests
    bool operator==(const Judgement&) const = default;
};

[[nodiscard]] Judgement judge(const relay::GroupSnapshot& group, relay::Rules rules);
/// Of a text that belongs to no group; `unreadable` is the reader's sentence.
[[nodiscard]] Judgement judgeScratch(const std::vector<metrics::Problem>& problems,
                                     const std::optional<std::string>& unreadable);

/// A text with what is wrong with it, as the scratch page shows it.
struct LintResult {
    std::vector<metrics::Problem> problems;
    std::optional<std::string> unreadable;
};
/// Reads and lints; a text that cannot be read has the reader's error as its one problem. Any
/// thread.
[[nodiscard]] LintResult lintText(std::string text);

}  // namespace gatepost::ui
