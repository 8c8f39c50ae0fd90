// SPDX-License-Identifier: Apache-2.0
// From deliveries to requests: path, fields and body of a single push and of a batch. Pure.
#pragma once

#include <span>
#include <string>

#include "relay/outbox/values.h"
#include "relay/uplink/transport.h"

namespace gatepost::relay {

/// What every request of this uplink has in common.
struct UplinkIdentity {
    QUrl base;
    UplinkKind kind = UplinkKind::Gatepost;
    std::string token;   // empty: no Authorization
    std::string userid;  // added to the key of every push; empty: the far end does that
    bool operator==(const UplinkIdentity&) const = default;
};

/// GET, or POST where there is a body; with the token.
[[nodiscard]] UplinkRequest plainRequest(const UplinkIdentity& identity, std::string_view method,
                                         std::string_view path);

[[nodiscard]] UplinkRequest pushRequest(const UplinkIdentity& identity, const Delivery& delivery);

/// Paths without userid, as the batch format has them, unless this uplink adds it.
[[nodiscard]] UplinkRequest batchRequest(const UplinkIdentity& identity,
                                         std::span<const Delivery> deliveries);

/// The key as it goes over the wire.
[[nodiscard]] metrics::GroupingKey sentKey(const UplinkIdentity& identity,
                                           const metrics::GroupingKey& key);

}  // namespace gatepost::relay
