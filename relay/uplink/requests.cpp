// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/requests.h"

#include "http/answers.h"
#include "http/batch.h"
#include "http/codings.h"
#include "relay/uplink/target.h"

namespace gatepost::relay {

namespace {

constexpr std::size_t kWorthCompressing = 4 * 1024;
constexpr std::size_t kReceiptBytes = 16 * 1024 * 1024;

}  // namespace

metrics::GroupingKey sentKey(const UplinkIdentity& identity, const metrics::GroupingKey& key) {
    if (identity.userid.empty() || key.label("userid")) return key;
    return key.with("userid", identity.userid);
}

UplinkRequest plainRequest(const UplinkIdentity& identity, std::string_view method,
                           std::string_view path) {
    UplinkRequest request;
    request.method = QByteArray(method.data(), static_cast<qsizetype>(method.size()));
    request.url = withPath(identity.base, path);
    if (!identity.token.empty())
        request.fields.push_back({"Authorization", "Bearer " + identity.token});
    request.fields.push_back({"Accept", std::string(http::kJson)});
    return request;
}

UplinkRequest pushRequest(const UplinkIdentity& identity, const Delivery& delivery) {
    UplinkRequest request = plainRequest(identity, metrics::toString(delivery.method),
                                         metrics::pushPath(sentKey(identity, delivery.key)));
    if (identity.kind == UplinkKind::Gatepost) {
        request.fields.push_back({"Gatepost-Push-Id", delivery.pushId});
        request.fields.push_back({"Gatepost-Pushed-At", std::to_string(delivery.pushedAt)});
        request.fields.push_back({"Gatepost-Sequence", delivery.sequence()});
        if (delivery.ttl) request.fields.push_back({"Gatepost-TTL", std::to_string(*delivery.ttl)});
    }
    if (delivery.method == metrics::PushMethod::Delete) return request;
    std::string body = delivery.families.text();
    request.fields.push_back({"Content-Type", std::string(http::kTextFormat)});
    // A Pushgateway before 1.5 knows no codings at all.
    if (identity.kind == UplinkKind::Gatepost && body.size() >= kWorthCompressing) {
        body = http::encodeGzip(body);
        request.fields.push_back({"Content-Encoding", "gzip"});
    }
    request.body = QByteArray::fromStdString(body);
    return request;
}

UplinkRequest batchRequest(const UplinkIdentity& identity, std::span<const Delivery> deliveries) {
    UplinkRequest request = plainRequest(identity, "POST", "/api/v1/pushes");
    request.fields.push_back({"Content-Type", std::string(http::kNdjson)});
    request.answerBytes = kReceiptBytes;
    std::string lines;
    for (const Delivery& delivery : deliveries) {
        http::BatchPush push;
        push.id = delivery.pushId;
        push.method = delivery.method;
        push.path = metrics::pushPath(sentKey(identity, delivery.key));
        push.sequence = http::Sequence{delivery.relayId, delivery.n};
        push.pushedAt = delivery.pushedAt;
        if (delivery.ttl) push.ttlSeconds = static_cast<std::uint32_t>(*delivery.ttl);
        if (delivery.method != metrics::PushMethod::Delete) {
            push.contentType = http::kTextFormat;
            push.data = delivery.families.text();
            if (push.data.size() >= kWorthCompressing) {
                push.data = http::encodeGzip(push.data);
                push.contentEncoding = "gzip";
            }
        }
        http::appendBatchLine(lines, push);
    }
    request.body = QByteArray::fromStdString(lines);
    return request;
}

}  // namespace gatepost::relay
