// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/push_intake.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "http/judged_push.h"
#include "http/wrapped_push.h"
#include "metrics/exposition/readers.h"
#include "metrics/gateway/lone_check.h"
#include "metrics/lint/problem_list.h"

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
std::optional<std::string> outsideGrant(const Identity& identity, const metrics::GroupingKey& key,
                                        const metrics::Exposition* exposition) {
    if (!mayPushJob(identity, key)) {
        return fmt::format("job \"{}\" is outside what this token may push", key.job());
    }
    if (!identity.families || exposition == nullptr) return std::nullopt;
    for (const metrics::Family& family : exposition->families()) {
        if (!matches(identity.families, family.name)) {
            return fmt::format("metric \"{}\" is outside what this token may push", family.name);
        }
    }
    return std::nullopt;
}

PushOutcome outcomeOf(const PushResult& result, std::vector<metrics::Problem> problems) {
    if (!result.problems.empty()) {
        problems.insert(problems.begin(), result.problems.begin(), result.problems.end());
        metrics::sortByPlace(problems);
    }
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

/// One that has been read, before it is known whose it is.
struct ReadPush {
    metrics::PushMethod method = metrics::PushMethod::Put;
    const metrics::GroupingKey& key;
    const metrics::Exposition* exposition = nullptr;
};

/// Of a push and who sent it: the key that the upstream gets, or why there is none.
std::expected<metrics::GroupingKey, std::string> permitted(const ReadPush& push,
                                                           const Identity& identity,
                                                           const Config& config) {
    if (auto outside = outsideGrant(identity, push.key, push.exposition))
        return std::unexpected(std::move(*outside));
    return enforced(push.key, identity, config);
}

UpstreamPush upstreamPush(IncomingPush& incoming, const ReadPush& push, metrics::GroupingKey key,
                          const Identity& identity, const Settings& settings,
                          metrics::UnixNanos now) {
    UpstreamPush out;
    out.method = push.method;
    out.key = std::move(key);
    out.exposition = push.exposition;
    out.owner = identity.user;
    out.sequence = std::move(incoming.sequence);
    out.ttlSeconds = incoming.ttlSeconds;
    constexpr metrics::UnixNanos kMillisecond = 1'000'000;
    out.at = incoming.pushedAt ? std::min(now, *incoming.pushedAt * kMillisecond) : now;
    out.now = now;
    out.quotas = settings.quotas;
    out.ofBatch = incoming.decodedRoom != nullptr;
    out.mayRemove = mayRemoveOf(identity);
    return out;
}

/// Which an upstream may leave out: the key is another then.
bool hasEmptyLabel(const metrics::GroupingKey& key) {
    return std::ranges::any_of(key.labels(), &std::string::empty,
                               &metrics::GroupingKey::Pair::second);
}

/// Two users may mean two groups by one path.
std::string memoryName(const Identity& identity, std::string_view path) {
    std::string name;
    name.reserve(identity.user.size() + 1 + path.size());
    return name.append(identity.user).append(1, '\0').append(path);
}

/// Of the bytes that a batch may have, decoded.
std::uint64_t costOf(const http::PushRequest& push) {
    return std::max(push.bodyBytes, push.textBytes / http::kMostTextTimes);
}

/// Whether a push may be one that is known: plain text, alone.
bool mayBeKnown(const IncomingPush& incoming, const Settings& settings) {
    const http::PushParts& parts = incoming.parts;
    return incoming.memory != nullptr && incoming.decodedRoom == nullptr &&
           parts.method != metrics::PushMethod::Delete && parts.contentEncoding.empty() &&
           parts.body.size() <= settings.config.limits.bodyBytes &&
           metrics::formatOf(parts.contentType) == metrics::Format::Text;
}

/// True: it differs in its numbers alone from one that passed, passes like that, and is on its way.
bool takeKnown(IncomingPush& incoming, KnownPush& known, const Identity& identity,
               const Settings& settings, Upstream& upstream, metrics::UnixNanos now,
               OutcomeDone& done) {
    if (known.settings.lock().get() != &settings) return false;
    metrics::RepeatedText& text = known.push.text;
    if (!text.read(incoming.parts.body)) return false;
    const ReadPush push{incoming.parts.method, known.given, &text.exposition()};
    if (identity != known.identity) {
        const auto key = permitted(push, identity, settings.config);
        if (!key || *key != known.key) return false;
        known.identity = identity;
    }
    if (!metrics::passesAgain(text.exposition(), settings.rules, text.hasOtherNumbers()))
        return false;
    UpstreamPush out = upstreamPush(incoming, push, known.key, identity, settings, now);
    out.repeated = &known.push;
    upstream.push(std::move(out), [done = std::move(done)](const PushResult& result) {
        done(outcomeOf(result, {}));
    });
    return true;
}

}  // namespace

bool mayPushJob(const Identity& identity, const metrics::GroupingKey& key) {
    return matches(identity.jobs, key.job());
}

MayRemove mayRemoveOf(const Identity& identity) {
    if (!identity.families) return {};
    return [families = identity.families](std::string_view family) {
        return matches(families, family);
    };
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
    PushMemory::Taken remembered;
    PushMemory* const memory = mayBeKnown(incoming, settings) ? incoming.memory : nullptr;
    std::string name;  // its own: what `done` holds may be gone once it was called
    if (memory != nullptr) {
        name = memoryName(identity, incoming.parts.path);
        remembered = memory->take(name);
    }
    if (remembered.known &&
        takeKnown(incoming, *remembered.known, identity, settings, upstream, now, done)) {
        memory->keepOn(name, std::move(remembered.known));
        return;
    }
    remembered.known.reset();
    const std::uint64_t most = settings.config.limits.bodyBytes;
    std::uint64_t* const room = incoming.decodedRoom;
    auto push = http::readPush(std::move(incoming.parts), room ? std::min(most, *room) : most);
    const bool overRoom = !push && push.error().status == 413 && room && *room < most;
    // What did not fit has cost as much as what did, and text is what an upstream holds.
    if (room) *room -= std::min(*room, push ? costOf(*push) : most);
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
        auto outcome = rejected(push.error().status, large ? Reason::TooLarge : Reason::Malformed,
                                push.error().sentence);
        outcome.unreadable = http::unreadable(push.error());
        done(std::move(outcome));
        return;
    }
    const ReadPush whole{push->method, push->key, push->exposition ? &*push->exposition : nullptr};
    auto key = permitted(whole, identity, settings.config);
    if (!key) {
        done(rejected(403, Reason::NotYours, std::move(key.error())));
        return;
    }
    auto judged = http::judgePush(*push, *key, settings.rules);
    if (!judged) {
        auto& refused = judged.error();
        auto outcome = rejected(refused.status, Reason::Judged, std::move(refused.sentence),
                                std::move(refused.problems));
        if (!metrics::allowsKey(*key, settings.rules)) return done(std::move(outcome));
        const UpstreamPush out = upstreamPush(incoming, whole, *key, identity, settings, now);
        upstream.recordRefusal(
            out, [outcome = std::move(outcome), done = std::move(done)] { done(outcome); });
        return;
    }
    // Where numbers may get longer and the text is still none that is too large.
    const bool isToBeKept = remembered.isExpected && judged->empty() && push->textBytes <= most;
    const auto judgedBy = isToBeKept ? settings.weak_from_this() : std::weak_ptr<const Settings>();
    UpstreamPush out = upstreamPush(incoming, whole, *key, identity, settings, now);
    upstream.push(std::move(out),
                  [problems = std::move(*judged), done = std::move(done)](
                      const PushResult& result) { done(outcomeOf(result, problems)); });
    if (!isToBeKept) return;
    // Otherwise an upstream might refuse it, whatever it holds.
    if (hasEmptyLabel(*key) || !metrics::checkAlone(*key, *push->exposition)) return;
    auto text = metrics::RepeatedText::of(std::move(*push->exposition));
    if (!text) return;
    std::string path = metrics::pushPath(*key);
    memory->learn(name, std::make_unique<KnownPush>(RepeatedPush{std::move(*text), std::move(path)},
                                                    std::move(push->key), std::move(*key), identity,
                                                    judgedBy));
}

http::Answer pushAnswer(const PushOutcome& outcome, bool asJson) {
    http::Answer answer;
    if (outcome.status < 300) {
        answer = http::empty(outcome.status);
        if (!outcome.problems.empty()) http::setLintProblems(answer, outcome.problems.size());
    } else if (asJson && outcome.unreadable) {
        answer =
            http::problems(outcome.status, outcome.sentence, {&*outcome.unreadable, 1}, asJson);
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
