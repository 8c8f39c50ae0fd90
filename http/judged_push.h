// SPDX-License-Identifier: Apache-2.0
// The judgement of a push that has been read, as an answer would tell it: the same status, sentence
// and problems from the relay and from the proxy. What others hold is compared later. Pure.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "http/push_request.h"
#include "metrics/policy/judge.h"

namespace gatepost::http {

struct RefusedPush {
    int status = 422;
    std::string sentence;
    std::vector<metrics::Problem> problems;
    bool operator==(const RefusedPush&) const = default;
};

/// The problems of a push that may pass, warnings all. 400 in the Pushgateway's words where a
/// Pushgateway would refuse it whatever it holds (a timestamp, say), else 422. `key` is the push's
/// own with the labels of Rules::enforce, where the caller has them.
[[nodiscard]] std::expected<std::vector<metrics::Problem>, RefusedPush> judgePush(
    const PushRequest& push, const metrics::GroupingKey& key, const metrics::Rules& rules);

}  // namespace gatepost::http
