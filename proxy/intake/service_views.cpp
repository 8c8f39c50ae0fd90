// SPDX-License-Identifier: Apache-2.0
// What the service shows of everything that is held; rendered off the io threads.
#include "http/answers.h"
#include "http/codings.h"
#include "http/gateway_json.h"
#include "proxy/intake/service.h"

namespace gatepost::proxy {
namespace {

http::Answer busy() {
    http::Answer answer = http::plain(503, "too many scrapes at once");
    answer.set("Retry-After", "1");
    return answer;
}

}  // namespace

void ProxyService::scrape(http::RequestHead head, AnswerReply reply) {
    auto work = [this, head = std::move(head), reply] {
        const metrics::Exposition own = m_parts.metrics.collect(m_parts.upstream.counts());
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
    if (route == Route::Page) return reply(http::notFound());
    auto work = [this, route, head = std::move(head), reply] {
        std::string text;
        if (route == Route::ApiMetrics) {
            text = http::metricsJson(m_parts.upstream.groups());
        } else {
            const auto counts = m_parts.upstream.counts();
            http::StatusView status;
            status.build = {{"version", GATEPOST_VERSION}};
            status.startedAt = m_startedAt;
            status.extra = "\"proxy\":{\"groups\":" + std::to_string(counts.groups) +
                           ",\"series\":" + std::to_string(counts.series) +
                           ",\"leases\":" + std::to_string(counts.leases) + "}";
            text = http::statusJson(status);
        }
        http::Answer answer = http::apiAnswer(std::move(text));
        http::compressFor(head, answer);
        reply(std::move(answer));
    };
    if (!m_parts.background.post(std::move(work))) reply(busy());
}

}  // namespace gatepost::proxy
