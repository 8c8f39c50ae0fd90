// SPDX-License-Identifier: Apache-2.0
// What the service says that is no push: lint, health, and everything that is held, which is
// rendered off the io threads.
#include "http/answers.h"
#include "http/codings.h"
#include "http/gateway_json.h"
#include "http/json_text.h"
#include "http/push_request.h"
#include "metrics/policy/judge.h"
#include "proxy/intake/caller.h"
#include "proxy/intake/refusals.h"
#include "proxy/intake/service.h"
#include "proxy/web/status_page.h"

namespace gatepost::proxy {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

http::Answer busy() { return retry(503, "too many scrapes at once"); }

}  // namespace

void ProxyService::lint(http::Request request, const Caller& caller, const AnswerReply& reply) {
    const bool asJson = http::prefersJson(request.head);
    const auto exposition =
        http::readBody(request.head.field("Content-Type").value_or(""),
                       request.head.field("Content-Encoding").value_or(""), std::move(request.body),
                       caller.settings->config.limits.bodyBytes);
    if (!exposition) {
        if (exposition.error().status == 413) m_parts.metrics.limited(Limit::BodyBytes);
        return reply(http::refused(exposition.error(), asJson));
    }
    metrics::Rules rules = caller.settings->rules;
    // Whoever asks wants to know, also where pushes are let through unread.
    rules.lintMode = metrics::LintMode::Reject;
    const auto judgement = metrics::judge(*exposition, metrics::GroupingKey(), rules);
    reply(http::lintAnswer(judgement.problems));
}

void ProxyService::scrape(http::RequestHead head, AnswerReply reply) {
    auto work = [this, head = std::move(head), reply] {
        const auto tokens = m_parts.authenticator.tokens();
        const metrics::Exposition own = m_parts.metrics.collect(
            {.counts = m_parts.upstream.counts(),
             .health = m_parts.upstream.health(),
             .tokens = tokens.valid,
             .expiredTokens = tokens.expired,
             .lostLogLines = m_parts.lostLogLines ? m_parts.lostLogLines() : 0});
        const auto families = metrics::ownFamilies(own);
        const metrics::Snapshot held = m_parts.upstream.snapshot().value_or(metrics::Snapshot());
        http::Answer answer;
        answer.status = 200;
        answer.set("Content-Type", http::kTextFormat);
        answer.body = held.text(families);
        http::compressFor(head, answer);
        reply(std::move(answer));
    };
    if (!m_parts.background.post(std::move(work))) reply(busy());
}

void ProxyService::view(Route route, http::RequestHead head, AnswerReply reply) {
    if (route == Route::Page) {
        http::Answer page = statusPage();
        http::compressFor(head, page);
        return reply(std::move(page));
    }
    auto work = [this, route, head = std::move(head), reply] {
        std::string text;
        if (route == Route::ApiMetrics) {
            text = http::metricsJson(m_parts.upstream.groups());
        } else {
            text = statusText();
        }
        http::Answer answer = http::apiAnswer(std::move(text));
        http::compressFor(head, answer);
        reply(std::move(answer));
    };
    if (!m_parts.background.post(std::move(work))) reply(busy());
}

std::string ProxyService::statusText() {
    const auto number = [](std::string& out, std::string_view name, std::int64_t value) {
        out.append(out.ends_with('{') ? "\"" : ",\"").append(name).append("\":");
        http::appendJson(out, value);
    };
    const auto count = [&](std::string& out, std::string_view name, std::uint64_t value) {
        number(out, name, static_cast<std::int64_t>(value));
    };
    const auto counts = m_parts.upstream.counts();
    const auto totals = m_parts.metrics.totals();
    const auto health = m_parts.upstream.health();
    std::string out = "\"proxy\":{";
    count(out, "groups", counts.groups);
    count(out, "series", counts.series);
    count(out, "leases", counts.leases);
    number(out, "connections", m_parts.metrics.connections());
    out += ",\"totals\":{";
    count(out, "requests", totals.requests);
    for (std::size_t i = 0; i < totals.pushes.size(); ++i) {
        count(out, http::toString(static_cast<http::Verdict>(i)), totals.pushes[i]);
    }
    count(out, "limited", totals.limited);
    count(out, "received_bytes", totals.receivedBytes);
    out += "},\"upstream\":{\"name\":" + http::jsonString(health.name);
    out += health.good() ? ",\"good\":true" : ",\"good\":false";
    count(out, "stored", health.stored);
    count(out, "failed", health.failed);
    number(out, "stored_at", health.storedAt / kMillisecond);
    number(out, "failed_at", health.failedAt / kMillisecond);
    out += ",\"failure\":" + http::jsonString(health.failure);
    out += "},\"recent\":" + toJson(m_journal.entries()) + "}";
    http::StatusView status;
    status.build = {{"version", GATEPOST_VERSION}};
    status.startedAt = m_startedAt;
    status.extra = std::move(out);
    return http::statusJson(status);
}

void ProxyService::wipe(AnswerReply reply) {
    m_parts.upstream.wipe(m_parts.clock(), [reply = std::move(reply)](bool stored) {
        reply(stored ? http::empty(202) : http::plain(503, "the wipe could not be stored"));
    });
}

http::Answer ProxyService::health(Route route) const {
    if (route == Route::Ready && !m_ready.load()) return http::plain(503, "shutting down");
    http::Answer answer;
    answer.status = 200;
    answer.set("Content-Type", http::kPlainText);
    answer.body = "OK";
    return answer;
}

}  // namespace gatepost::proxy
