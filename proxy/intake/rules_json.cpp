// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/rules_json.h"

#include <array>

#include "http/answers.h"
#include "http/rules_json.h"
#include "metrics/lint/linter.h"

namespace gatepost::proxy {
namespace {

constexpr std::array<std::string_view, 3> kFields{"user", "device", "subject"};

http::Answer tagged(const http::RequestHead& head, const std::string& tag, std::string text) {
    const auto given = head.field("If-None-Match");
    http::Answer answer = given && http::matchesTag(*given, tag) ? http::empty(304)
                                                                 : http::json(200, std::move(text));
    answer.set("ETag", tag);
    answer.set("Cache-Control", "private, no-cache");
    http::setVerdict(answer, http::Verdict::Accepted);
    return answer;
}

}  // namespace

http::Answer policyAnswer(const http::RequestHead& head, const Settings& settings) {
    http::RulesDocument document;
    document.engine = metrics::lintEngineHash();
    document.rules = settings.rules;
    for (const auto& [label, field] : settings.config.enforce) {
        document.enforce[label] = kFields[static_cast<std::size_t>(field)];
    }
    document.bodyBytes = settings.config.limits.bodyBytes;
    // Both kinds of upstream keep a group's last state, so waiting pushes may be folded.
    document.mode = http::DeliveryMode::Fold;
    return tagged(head, http::entityTag(document), http::toJson(document));
}

http::Answer whoamiAnswer(const http::RequestHead& head, const Identity& identity) {
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
    std::string text = http::toJson(who);
    const std::string tag = http::entityTag(text);
    return tagged(head, tag, std::move(text));
}

}  // namespace gatepost::proxy
