// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/support/uplink_scene.h"

#include <QJsonArray>

#include "http/answers.h"
#include "http/batch.h"

namespace gatepost::testing {

bool isPush(const http::Request& request) {
    return request.head.path().starts_with("/metrics/job");
}

FakeUpstream::Script toPushes(const FakeUpstream::Reply& reply) {
    return [reply](const http::Request& request) -> std::optional<FakeUpstream::Reply> {
        if (isPush(request) || request.head.path() == "/api/v1/pushes") return reply;
        return std::nullopt;
    };
}

std::vector<std::string> receiptsFor(const http::Request& batch, std::string_view refused) {
    std::vector<std::string> receipts;
    std::string_view body = batch.body;
    while (const auto line = http::nextLine(body)) {
        const auto push = http::readBatchLine(*line);
        const bool bad = push->path == refused;
        http::Receipt receipt;
        receipt.id = push->id;
        receipt.status = bad ? 422 : 200;
        receipt.verdict = bad ? http::Verdict::Rejected : http::Verdict::Accepted;
        if (bad) receipt.error = "not this one";
        http::appendReceipt(receipts.emplace_back(), receipt);
    }
    return receipts;
}

FakeUpstream::Reply ndjson(std::string body) {
    FakeUpstream::Reply reply = FakeUpstream::accepted();
    reply.answer.set("Content-Type", http::kNdjson);
    reply.answer.body = std::move(body);
    return reply;
}

relay::Clock TestClock::clock() const {
    return [wall = m_wall, steady = m_steady] {
        relay::Moment now = relay::systemNow();
        now.wall += *wall;
        now.steady += *steady;
        return now;
    };
}

UplinkScene::UplinkScene(relay::UplinkKind kind) {
    relay.options.settings.uplinkUrl = upstream.url();
    relay.options.settings.uplinkKind = kind;
    relay.options.clock = clock.clock();
    relay.options.connectivity = network;
    relay.options.sleepWatch = lid;
}

bool UplinkScene::push(const std::string& job, const std::string& body) const {
    return relay.put("/metrics/job/" + job, body).status == 202;
}

bool UplinkScene::pushPaused(int groups) {
    relay.relay().pause();
    bool fine = relay.waitForUpstream(relay::Upstream::Paused);
    for (int i = 0; i < groups; ++i) fine = push("j" + std::to_string(i)) && fine;
    return fine;
}

void UplinkScene::networkChanges() {
    QMetaObject::invokeMethod(
        &relay.relay(), [n = network] { emit n->changed(); }, Qt::QueuedConnection);
}

void UplinkScene::sleep(std::chrono::milliseconds time) {
    // In one event: no timer of the relay's looks at the clock between the two.
    const auto passAndWake = [this, time] {
        clock.pass(time);
        emit lid->woke();
    };
    QMetaObject::invokeMethod(&relay.relay(), passAndWake, Qt::BlockingQueuedConnection);
}

qint64 UplinkScene::ledger(const char* what) const {
    return relay.ledger().value(QLatin1String(what)).toInteger();
}

bool UplinkScene::waitForLedger(const char* what, qint64 count) const {
    return waitUntil([&] { return ledger(what) == count; });
}

bool UplinkScene::waitForDelivered(qint64 count) const { return waitForLedger("delivered", count); }

QJsonObject UplinkScene::firstOf(const std::string& list) const {
    return relay.data(list).toArray().at(0).toObject();
}

std::size_t UplinkScene::sent(std::string_view path) const {
    std::size_t count = 0;
    for (const http::Request& request : upstream.requests()) count += request.head.path() == path;
    return count;
}

std::size_t UplinkScene::sent(http::Method method) const {
    std::size_t count = 0;
    for (const http::Request& request : upstream.requests()) count += request.head.method == method;
    return count;
}

}  // namespace gatepost::testing
