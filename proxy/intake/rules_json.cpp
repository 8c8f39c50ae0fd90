// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/rules_json.h"

#include <array>

#include "http/answers.h"
#include "http/rules_json.h"
#include "metrics/lint/linter.h"

namespace gatepost::proxy {
namespace {

constexpr std::array<std::string_view, 3> kFields{"user", "device", "subject"};

}  // namespace

std::string policyJson(const Settings& settings) {
    http::RulesDocument document;
    document.engine = metrics::lintEngineHash();
    document.rules = settings.rules;
    for (const auto& [label, field] : settings.config.enforce) {
        document.enforce[label] = kFields[static_cast<std::size_t>(field)];
    }
    document.bodyBytes = settings.config.limits.bodyBytes;
    // Both kinds of upstream keep a group's last state, so waiting pushes may be folded.
    document.mode = http::DeliveryMode::Fold;
    return http::toJson(document);
}

std::string whoamiJson(const Identity& identity) {
    http::WhoAmI who;
    who.subject = identity.subject;
    who.user = identity.user;
    who.device = identity.device;
    for (const Grants grant : {Grants::Push, Grants::Read, Grants::Admin}) {
        if (includes(identity.grants, grant)) who.grants.push_back(toString(grant));
    }
    who.mode = http::DeliveryMode::Fold;
    who.engine = metrics::lintEngineHash();
    who.version = GATEPOST_VERSION;
    return http::toJson(who);
}

http::Answer taggedJson(const http::RequestHead& head, std::string text) {
    const std::string tag = http::entityTag(text);
    const auto given = head.field("If-None-Match");
    http::Answer answer = given && http::matchesTag(*given, tag) ? http::empty(304)
                                                                 : http::json(200, std::move(text));
    answer.set("ETag", tag);
    answer.set("Cache-Control", "private, no-cache");
    http::setVerdict(answer, http::Verdict::Accepted);
    return answer;
}

}  // namespace gatepost::proxy
