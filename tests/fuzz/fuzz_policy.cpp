// SPDX-License-Identifier: Apache-2.0
// Any text as a policy: it is refused with a place inside it, or judges without a fault. Up to the
// first NUL the input is the policy, after it the body that is judged.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "metrics/exposition/readers.h"
#include "metrics/policy/policy.h"

using namespace gatepost::metrics;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view yaml = text.substr(0, text.find('\0'));
    const auto policy = Policy::compile(yaml);
    const auto lines = static_cast<std::size_t>(std::ranges::count(yaml, '\n')) + 1;
    if (!policy) {
        require(!policy.error().empty() && policy.error().size() <= kMostPolicyErrors + 1);
        // yaml-cpp takes a lone CR for a line end, too.
        const auto ends = static_cast<std::size_t>(std::ranges::count(yaml, '\r'));
        for (const PolicyError& error : policy.error())
            require(!error.message.empty() && error.position.line >= 1 &&
                    error.position.line <= lines + ends);
        return 0;
    }
    require((*policy)->yaml() == yaml);
    const auto exposition =
        readText(yaml.size() == text.size() ? "app_x{method=\"GET\"} -1\n"
                                            : std::string(text.substr(yaml.size() + 1)));
    if (!exposition) return 0;
    for (const Problem& problem : (*policy)->judge(*exposition))
        require(problem.rule.starts_with("policy_") && problem.line >= 1 && problem.column >= 1);
    (void)(*policy)->allowsType("app_x", MetricType::Gauge);
    return 0;
}
