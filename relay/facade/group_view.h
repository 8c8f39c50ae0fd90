// SPDX-License-Identifier: Apache-2.0
// Groups as the preview shows them: what the outbox holds, joined with the judgement of the text
// that would leave, with refusals and with what the server said. Judging is remembered by family
// texts. Engine's thread only.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "metrics/policy/judge.h"
#include "relay/local/push_intake.h"
#include "relay/outbox/outbox.h"

namespace gatepost::relay {

class GroupView {
public:
    GroupView(const Outbox& outbox, const PushIntake& intake);

    /// Other rules: everything is judged anew when next asked for.
    void forgetJudgements() { m_judged.clear(); }
    [[nodiscard]] std::vector<GroupSnapshot> groups(
        const std::function<bool(const OwnerProcess&)>& paused);
    [[nodiscard]] LintSummary summary();

private:
    struct Judged {
        metrics::FamilySet families;
        std::vector<metrics::Problem> problems;
        std::uint64_t errors = 0;
        std::uint64_t revision = 0;
    };
    [[nodiscard]] const Judged& judge(const HeldGroup& group);

    const Outbox& m_outbox;
    const PushIntake& m_intake;
    std::unordered_map<std::string, Judged> m_judged;  // by group id
    std::uint64_t m_revision = 0;
};

}  // namespace gatepost::relay
