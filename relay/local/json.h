// SPDX-License-Identifier: Apache-2.0
// The relay's own JSON (docs/PROTOCOL.md, "Local API"): from the facade's values. Pure.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <string>

#include "relay/facade/snapshot.h"
#include "relay/facade/status.h"
#include "relay/secrets/token_place.h"

namespace gatepost::relay {

[[nodiscard]] QJsonObject toJson(const RelayStatus& status, TokenPlace tokenPlace);
[[nodiscard]] QJsonObject toJson(const LedgerValue& ledger);
[[nodiscard]] QJsonObject toJson(const GroupSnapshot& group);
[[nodiscard]] QJsonObject toJson(const QueueEntry& entry);
[[nodiscard]] QJsonObject toJson(const QuarantineEntry& entry);
[[nodiscard]] QJsonObject toJson(const RelayEvent& event);
[[nodiscard]] QJsonObject toJson(const metrics::Problem& problem);

/// Compact.
[[nodiscard]] std::string textOf(const QJsonObject& object);
[[nodiscard]] std::string textOf(const QJsonArray& array);

}  // namespace gatepost::relay
