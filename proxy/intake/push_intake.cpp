// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/push_intake.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "http/judged_push.h"
#include "http/wrapped_push.h"

namespace gatepost::proxy {
namespace {

PushOutcome rejected(int status, Reason reason, std::string sentence,
                     std::vector<metrics::Problem> problems = {}) {
    return {.status = status,
            .reason = reason,
            .verdict = http::Verdict::Rejected,
            .sentence = std::move(sentence),
            .problems = std::move(problems),
            .retryAfter = {}};
}

PushOutcome tooMuchAtOnce() {
    return {.status = 429,
            .reason = Reason::TooLarge,
            .verdict = {},
            .sentence = "the batch's bodies together are larger than this server takes",
            .problems = {},
            .retryAfter = 1};
}

bool matches(const std::shared_ptr<const re2::RE2>& pattern, std::string_view text) {
    return !pattern || RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *pattern);
}

/// What the token may not push: a job, or the first family.
std::optional<std::string> outsideGrant(const Identity& identity, const http::PushRequest& push) {
    if (!mayPushJob(identity, push.key)) {
        return fmt::format("job \"{}\" is outside what this token may push", push.key.job());
    }
    if (!identity.families || !push.exposition) return std::nullopt;
    for (const metrics::Family& family : push.exposition->families()) {
        if (!matches(identity.families, family.name)) {
            return fmt::format("metric \"{}\" is outside what this token may push", family.name);
        }
    }
    return std::nullopt;
}

PushOutcome outcomeOf(const PushResult& result, std::vector<metrics::Problem> problems) {
    problems.insert(problems.end(), result.problems.begin(), result.problems.end());
    switch (result.outcome) {
        case PushResult::Outcome::Applied:
            return {.status = result.status,
                    .reason = Reason::None,
                    .verdict = http::Verdict::Accepted,
                    .sentence = {},
                    .problems = std::move(problems),
                    .retryAfter = {}};
        case PushResult::Outcome::Superseded:
            return {.status = 200,
                    .reason = Reason::None,
                    .verdict = http::Verdict::Superseded,
                    .sentence = {},
                    .problems = {},
                    .retryAfter = {}};
        case PushResult::Outcome::Refused:
            return rejected(result.status, Reason::Clash, result.sentence, std::move(problems));
        case PushResult::Outcome::OverQuota:
            return rejected(result.status, Reason::Quota, result.sentence, std::move(problems));
        case PushResult::Outcome::NotYours:
            return rejected(result.status, Reason::NotYours, result.sentence);
        case PushResult::Outcome::Unavailable: break;
    }
    return {.status = result.status,
            .reason = Reason::Upstream,
            .verdict = {},
            .sentence = result.sentence,
            .problems = {},
            .retryAfter = 1};
}

}  // namespace

bool mayPushJob(const Identity& identity, const metrics::GroupingKey& key) {
    return matches(identity.jobs, key.job());
}

std::expected<metrics::GroupingKey, std::string> enforced(const metrics::GroupingKey& key,
                                                          const Identity& identity,
                                                          const Config& config) {
    metrics::GroupingKey out = key;
    for (const auto& [label, field] : config.enforce) {
        const std::string& own = fieldOf(identity, field);
        const auto given = key.label(label);
        if (given && *given != own) {
            return std::unexpected(
                fmt::format("grouping label {}=\"{}\" is not yours", label, *given));
        }
        if (own.empty()) {
            return std::unexpected(fmt::format(
                "grouping label {} is required, and your credentials have no value for it", label));
        }
        if (!given) out = out.with(label, own);
    }
    return out;
}

void takePush(IncomingPush incoming, const Identity& identity, const Settings& settings,
              Upstream& upstream, metrics::UnixNanos now, OutcomeDone done) {
    const std::uint64_t most = settings.config.limits.bodyBytes;
    std::uint64_t* const room = incoming.decodedRoom;
    auto push = http::readPush(std::move(incoming.parts), room ? std::min(most, *room) : most);
    const bool overRoom = !push && push.error().status == 413 && room && *room < most;
    // What did not fit has cost as much as what did.
    if (room) *room -= std::min(*room, push ? push->bodyBytes : most);
    if (overRoom) {
        done(tooMuchAtOnce());
        return;
    }
    if (!push && push.error().status == 404) {
        // In a batch or a wrapped push the path is data: there is no such route to speak of.
        done(rejected(400, Reason::Malformed, "the path names no group"));
        return;
    }
    if (!push) {
        const bool large = push.error().status == 413;
        done(rejected(push.error().status, large ? Reason::TooLarge : Reason::Malformed,
                      std::move(push.error().sentence)));
        return;
    }
    if (auto outside = outsideGrant(identity, *push)) {
        done(rejected(403, Reason::NotYours, std::move(*outside)));
        return;
    }
    auto key = enforced(push->key, identity, settings.config);
    if (!key) {
        done(rejected(403, Reason::NotYours, std::move(key.error())));
        return;
    }
    auto judged = http::judgePush(*push, *key, settings.rules);
    if (!judged) {
        auto& refused = judged.error();
        done(rejected(refused.status, Reason::Judged, std::move(refused.sentence),
                      std::move(refused.problems)));
        return;
    }
    UpstreamPush out;
    out.method = push->method;
    out.key = std::move(*key);
    out.exposition = std::move(push->exposition);
    out.owner = identity.user;
    out.sequence = std::move(incoming.sequence);
    out.ttlSeconds = incoming.ttlSeconds;
    constexpr metrics::UnixNanos kMillisecond = 1'000'000;
    out.at = incoming.pushedAt ? std::min(now, *incoming.pushedAt * kMillisecond) : now;
    out.now = now;
    out.quotas = settings.quotas;
    out.ofBatch = room != nullptr;
    if (identity.families) {
        out.mayRemove = [families = identity.families](std::string_view family) {
            return matches(families, family);
        };
    }
    upstream.push(std::move(out),
                  [problems = std::move(*judged), done = std::move(done)](
                      const PushResult& result) { done(outcomeOf(result, problems)); });
}

http::Answer pushAnswer(const PushOutcome& outcome, bool asJson) {
    http::Answer answer;
    if (outcome.status < 300) {
        answer = http::empty(outcome.status);
        if (!outcome.problems.empty()) http::setLintProblems(answer, outcome.problems.size());
    } else {
        answer = http::problems(outcome.status, outcome.sentence, outcome.problems, asJson);
    }
    if (outcome.verdict) http::setVerdict(answer, *outcome.verdict);
    if (outcome.retryAfter) answer.set("Retry-After", std::to_string(*outcome.retryAfter));
    return answer;
}

http::Answer wrappedAnswer(const PushOutcome& outcome, const std::string& target) {
    http::Answer answer;
    if (outcome.status < 300) {
        answer = http::wrappedSuccess(target);
        if (!outcome.problems.empty()) http::setLintProblems(answer, outcome.problems.size());
    } else {
        std::string sentence = outcome.sentence;
        for (const metrics::Problem& problem : outcome.problems) {
            sentence += '\n';
            sentence += http::toLine(problem);
        }
        answer = http::wrappedError(outcome.status, sentence);
    }
    if (outcome.verdict) http::setVerdict(answer, *outcome.verdict);
    if (outcome.retryAfter) answer.set("Retry-After", std::to_string(*outcome.retryAfter));
    return answer;
}

}  // namespace gatepost::proxy
