// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/enroll: {"invite", "device"} gives a token, once.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "http/answers.h"
#include "http/guards.h"
#include "http/json_text.h"
#include "proxy/auth/enroll.h"
#include "proxy/intake/caller.h"
#include "proxy/intake/refusals.h"
#include "proxy/intake/service.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kLongestDevice = 128;

struct EnrollRequest {
    std::string invite;
    std::string device;
};

/// Or a sentence about what was expected.
std::expected<EnrollRequest, std::string_view> readRequest(const http::Request& request) {
    EnrollRequest out;
    const http::Credentials given = http::credentials(request.head);
    if (const auto* token = std::get_if<http::BearerToken>(&given)) out.invite = token->token;
    if (request.body.empty()) return out;
    boost::system::error_code error;
    const boost::json::value root = boost::json::parse(request.body, error);
    const auto* object = root.if_object();
    if (error || object == nullptr) {
        return std::unexpected("expected an object with invite and device");
    }
    const auto text = [object](std::string_view name, std::string& to) {
        const auto* value = object->if_contains(name);
        if (value != nullptr && value->is_string()) to = std::string(value->get_string());
    };
    text("invite", out.invite);
    text("device", out.device);
    if (out.device.size() > kLongestDevice || !isName(out.device)) {
        return std::unexpected(
            "device: expected a name in UTF-8 without control characters, of at most 128 bytes");
    }
    return out;
}

std::string enrolledJson(const Enrolled& enrolled) {
    std::string out = "{\"token\":" + http::jsonString(enrolled.token);
    out += ",\"user\":" + http::jsonString(enrolled.record.user);
    out += ",\"device\":" + http::jsonString(enrolled.record.device);
    if (enrolled.record.expires) {
        out += ",\"expires\":" + http::jsonString(formatTime(*enrolled.record.expires));
    }
    return out + "}";
}

}  // namespace

void ProxyService::enroll(http::Request request, std::shared_ptr<Caller> caller,
                          AnswerReply reply) {
    const auto& auth = caller->settings->config.auth;
    if (!auth || auth->tokensFile.empty()) return reply(http::notFound());
    auto wanted = readRequest(request);
    if (!wanted) return reply(http::plain(400, wanted.error()));
    auto work = [this, wanted = std::move(*wanted), caller, reply] {
        const UtcTime now{std::chrono::duration_cast<std::chrono::seconds>(
            std::chrono::nanoseconds(m_parts.clock()))};
        const auto enrolled =
            redeem(caller->settings->config.auth->tokensFile, wanted.invite, wanted.device, now);
        if (enrolled) {
            m_parts.authenticator.add(enrolled->record);
            m_parts.metrics.login(LoginOutcome::Accepted);
            http::Answer answer = http::json(200, enrolledJson(*enrolled));
            answer.set("Cache-Control", "no-store");
            http::setVerdict(answer, http::Verdict::Accepted);
            return reply(std::move(answer));
        }
        if (enrolled.error().kind == EnrollFailure::Kind::Storage) {
            m_parts.warn("an invite could not be redeemed: " + enrolled.error().reason);
            return reply(retry(503, "the tokens file cannot be written"));
        }
        m_parts.metrics.login(LoginOutcome::Wrong);
        countFailure(*caller);
        http::Answer answer = http::plain(403, "this invite is not good (any more)");
        http::setVerdict(answer, http::Verdict::Forbidden);
        reply(std::move(answer));
    };
    if (!m_parts.background.post(std::move(work))) {
        reply(retry(503, "too much waits already"));
    }
}

}  // namespace gatepost::proxy
