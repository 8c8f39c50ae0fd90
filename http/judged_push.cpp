// SPDX-License-Identifier: Apache-2.0
#include "http/judged_push.h"

#include <optional>
#include <utility>

#include "metrics/gateway/lone_check.h"

namespace gatepost::http {
namespace {

/// What is wrong with the push whatever else is held, in the Pushgateway's words.
std::optional<std::string> refusedAnywhere(const metrics::GroupingKey& key,
                                           const PushRequest& push) {
    const auto fits = metrics::checkAlone(key, *push.exposition);
    if (fits) return std::nullopt;
    return fits.error().message;
}

}  // namespace

std::expected<std::vector<metrics::Problem>, RefusedPush> judgePush(const PushRequest& push,
                                                                    const metrics::GroupingKey& key,
                                                                    const metrics::Rules& rules) {
    if (!push.exposition) return {};
    metrics::Judgement judgement = metrics::judge(*push.exposition, key, rules);
    if (!judgement.rejected) return std::move(judgement.problems);
    if (auto sentence = refusedAnywhere(key, push))
        return std::unexpected(
            RefusedPush{400, std::move(*sentence), std::move(judgement.problems)});
    return std::unexpected(
        RefusedPush{422, "the push was rejected", std::move(judgement.problems)});
}

}  // namespace gatepost::http
