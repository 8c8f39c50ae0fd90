// SPDX-License-Identifier: Apache-2.0
// The one judgement of a push: lint, policy, validators and limits. The relay, the proxy and
// `gatepost lint` all call it, so that a preview says what the server will say. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/lint/linter.h"
#include "metrics/lint/problem.h"
#include "metrics/policy/policy.h"
#include "metrics/policy/validator.h"
#include "metrics/push/grouping_key.h"

namespace gatepost::metrics {

/// What to do with lint errors; warnings never reject.
enum class LintMode : std::uint8_t { Reject, Warn, Off };

/// Each is off where it is not set, and names its problems: rule `series_per_push` and so on.
struct PushLimits {
    std::optional<std::size_t> seriesPerPush;    // a histogram's or summary's lines each count
    std::optional<std::size_t> labelValueBytes;  // body and grouping labels
    std::optional<std::size_t> labelsPerSeries;  // body labels
    std::optional<std::size_t> nameBytes;        // metric and label names
    bool operator==(const PushLimits&) const = default;
};

struct Rules {
    LintMode lintMode = LintMode::Reject;
    LintOptions lint;
    std::shared_ptr<const Policy> policy;
    Validators validators;  // each off where `lint.rules` does not name it
    PushLimits limits;
    /// Label names the proxy adds to the key: judged as if they were there, on both sides.
    std::vector<std::string> enforce;
};

struct Judgement {
    /// By place in the body, then limits, lint, policy, validators; the same for the same push.
    std::vector<Problem> problems;
    bool rejected = false;
};

[[nodiscard]] Judgement judge(const Exposition& exposition, const GroupingKey& key,
                              const Rules& rules);

/// Whether there is a push that may have this key: what was rejected, then, was for its body.
[[nodiscard]] bool allowsKey(const GroupingKey& key, const Rules& rules);

/// Of an exposition that was judged without a problem and may have other numbers now: whether it
/// still is without. False also where only judge() can tell.
[[nodiscard]] bool passesAgain(const Exposition& exposition, const Rules& rules,
                               bool hasOtherNumbers);

}  // namespace gatepost::metrics
