// SPDX-License-Identifier: Apache-2.0
// What the routes do; which they are stands in routes.cpp.
#include <charconv>

#include "http/answers.h"
#include "http/gateway_json.h"
#include "relay/local/json.h"
#include "relay/local/routes.h"
#include "relay/scrape/scraper.h"
#include "relay/scrape/target_json.h"

namespace gatepost::relay {

namespace {

std::optional<std::int64_t> numberOf(const std::string& id) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error != std::errc() || end != id.data() + id.size()) return std::nullopt;
    return number;
}

template <typename Values>
http::Answer list(const Values& values) {
    QJsonArray array;
    for (const auto& value : values) array.append(toJson(value));
    const QJsonObject object{{QLatin1String("status"), QLatin1String("success")},
                             {QLatin1String("data"), array}};
    return http::json(200, textOf(object));
}

http::Answer one(const QJsonObject& data) {
    const QJsonObject object{{QLatin1String("status"), QLatin1String("success")},
                             {QLatin1String("data"), data}};
    return http::json(200, textOf(object));
}

template <typename Values>
auto find(const Values& values, const std::string& id) {
    const auto number = numberOf(id);
    return std::ranges::find_if(values, [&](const auto& value) { return value.id == number; });
}

/// The texts of a push, for whoever wants to see what would leave.
QJsonObject withText(QJsonObject object, const metrics::FamilySet& families) {
    object.insert(QLatin1String("text"), QString::fromStdString(families.text()));
    return object;
}

}  // namespace

http::Answer commandAnswer(const std::expected<void, OutboxError>& done) {
    if (done) return http::empty(200);
    switch (done.error().kind) {
        case OutboxError::Kind::NotFound: return http::plain(404, "no such entry");
        case OutboxError::Kind::LaterPush:
            return http::plain(409, "a later push of this group was delivered");
        case OutboxError::Kind::Busy:
            return http::plain(409, "something of this group is in flight; try again");
        default: return storeFailed(done.error());
    }
}

http::Answer outboxShut() {
    http::Answer answer = http::plain(503, "the outbox is not open");
    answer.set("Retry-After", "10");
    return answer;
}

void Routes::push(const ExchangePointer& exchange, const std::string&) {
    m_services.intake->push(std::move(exchange->request()), exchange->caller(),
                            [exchange](const http::Answer& answer) { exchange->answer(answer); });
}

void Routes::lint(const ExchangePointer& exchange, const std::string&) {
    exchange->answer(m_services.intake->lint(std::move(exchange->request())));
}

void Routes::metrics(const ExchangePointer& exchange, const std::string&) {
    const auto own = metrics::ownFamilies(selfExposition(m_services.status(), m_services.counts()));
    http::Answer answer;
    answer.set("Content-Type", http::kTextFormat);
    m_services.gateway->snapshot().render(answer.body, own);
    exchange->answer(answer);
}

void Routes::metricsJson(const ExchangePointer& exchange, const std::string&) {
    const auto groups = m_services.gateway->groups();
    exchange->answer(http::json(200, http::metricsJson(groups)));
}

void Routes::statusJson(const ExchangePointer& exchange, const std::string&) {
    const RelayStatus status = m_services.status();
    http::StatusView view;
    view.build = {{"version", GATEPOST_VERSION}};
    view.startedAt = status.since * 1'000'000;
    view.extra = "\"relay\":" + textOf(toJson(status, m_services.tokenPlace()));
    exchange->answer(http::json(200, http::statusJson(view)));
}

void Routes::groups(const ExchangePointer& exchange, const std::string&) {
    exchange->answer(list(m_services.groups()));
}

void Routes::deleteGroup(const ExchangePointer& exchange, const std::string& id) {
    const auto group = m_services.outbox->group(id);
    if (!group) {
        if (!m_services.intake->refusals().contains(id))
            return exchange->answer(http::plain(404, "no such group"));
        m_services.intake->forgetRefusal(id);
        return exchange->answer(http::empty(202));
    }
    m_services.intake->remove(group->key, [exchange](const auto& done) {
        exchange->answer(done ? http::empty(202) : storeFailed(done.error()));
    });
}

void Routes::pauseApplication(const ExchangePointer& exchange, const std::string& id) {
    m_services.relay->pauseApplication(QString::fromStdString(id));
    exchange->answer(http::empty(202));
}

void Routes::resumeApplication(const ExchangePointer& exchange, const std::string& id) {
    m_services.relay->resumeApplication(QString::fromStdString(id));
    exchange->answer(http::empty(202));
}

void Routes::purgeApplication(const ExchangePointer& exchange, const std::string& id) {
    m_services.relay->purgeApplication(QString::fromStdString(id));
    exchange->answer(http::empty(202));
}

void Routes::queue(const ExchangePointer& exchange, const std::string&) {
    exchange->answer(list(m_services.queue()));
}

void Routes::queueEntry(const ExchangePointer& exchange, const std::string& id) {
    const auto entries = m_services.queue();
    const auto found = find(entries, id);
    if (found == entries.end()) return exchange->answer(http::plain(404, "no such entry"));
    exchange->answer(one(withText(toJson(*found), found->families)));
}

void Routes::dropQueued(const ExchangePointer& exchange, const std::string& id) {
    const auto entries = m_services.queue();
    const auto found = find(entries, id);
    if (found == entries.end()) return exchange->answer(http::plain(404, "no such entry"));
    if (found->inFlight) return exchange->answer(http::plain(409, "the entry is in flight"));
    m_services.outbox->dropWaiting(
        found->groupId, [exchange](const auto& done) { exchange->answer(commandAnswer(done)); });
}

void Routes::retryQueue(const ExchangePointer& exchange, const std::string&) {
    m_services.relay->retryNow();
    exchange->answer(http::empty(202));
}

void Routes::quarantine(const ExchangePointer& exchange, const std::string&) {
    exchange->answer(list(m_services.outbox->quarantine()));
}

void Routes::quarantineEntry(const ExchangePointer& exchange, const std::string& id) {
    const auto entries = m_services.outbox->quarantine();
    const auto found = find(entries, id);
    if (found == entries.end()) return exchange->answer(http::plain(404, "no such entry"));
    exchange->answer(one(withText(toJson(*found), found->families)));
}

void Routes::retryQuarantined(const ExchangePointer& exchange, const std::string& id) {
    m_services.outbox->retryQuarantined(
        numberOf(id).value_or(-1), m_services.clock(),
        [exchange](const auto& done) { exchange->answer(commandAnswer(done)); });
}

void Routes::dropQuarantined(const ExchangePointer& exchange, const std::string& id) {
    m_services.outbox->dropQuarantined(numberOf(id).value_or(-1), [exchange](const auto& done) {
        exchange->answer(commandAnswer(done));
    });
}

void Routes::ledger(const ExchangePointer& exchange, const std::string&) {
    exchange->answer(one(toJson(m_services.outbox->ledger())));
}

void Routes::events(const ExchangePointer& exchange, const std::string&) {
    m_services.events->subscribe(exchange);
}

void Routes::pause(const ExchangePointer& exchange, const std::string&) {
    m_services.relay->pause();
    exchange->answer(http::empty(200));
}

void Routes::resume(const ExchangePointer& exchange, const std::string&) {
    m_services.relay->resume();
    exchange->answer(http::empty(200));
}

void Routes::quit(const ExchangePointer& exchange, const std::string&) {
    exchange->answer(http::plain(200, "handing over"));
    m_services.quit();
}

void Routes::targets(const ExchangePointer& exchange, const std::string&) {
    QJsonArray array;
    for (const auto& [name, state] : m_services.scraper->targets()) {
        QJsonObject object = toJson(state.target);
        object.insert(QLatin1String("error"), QString::fromStdString(state.error));
        array.append(object);
    }
    const QJsonObject object{{QLatin1String("status"), QLatin1String("success")},
                             {QLatin1String("data"), array}};
    exchange->answer(http::json(200, textOf(object)));
}

void Routes::setTarget(const ExchangePointer& exchange, const std::string& id) {
    const auto target = readTargetJson(id, exchange->request().body);
    if (!target) return exchange->answer(http::plain(400, target.error()));
    const std::string wrong = m_services.scraper->set(*target);
    exchange->answer(wrong.empty() ? http::empty(200) : http::plain(503, wrong));
}

void Routes::removeTarget(const ExchangePointer& exchange, const std::string& id) {
    exchange->answer(m_services.scraper->remove(id) ? http::empty(202)
                                                    : http::plain(404, "no such target"));
}

void Routes::healthy(const ExchangePointer& exchange, const std::string&) {
    http::Answer answer = http::plain(200, "");
    answer.body = "OK";
    exchange->answer(answer);
}

void Routes::ready(const ExchangePointer& exchange, const std::string&) {
    if (!m_services.outbox) return exchange->answer(outboxShut());
    healthy(exchange, {});
}

}  // namespace gatepost::relay
