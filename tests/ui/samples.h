// SPDX-License-Identifier: Apache-2.0
// Values as a relay would hand them over, for windows and models.
#pragma once

#include <string>

#include "relay/facade/relay.h"
#include "ui/preview/digest.h"

namespace gatepost::tests {

[[nodiscard]] metrics::FamilySet familiesOf(const std::string& text);
/// A group whose problems are what the linter finds.
[[nodiscard]] relay::GroupSnapshot group(const std::string& job, const std::string& text,
                                         const std::string& executable = "/usr/bin/python3");
/// Two programs, four groups, one with problems, one refused; a queue; a quarantined push.
[[nodiscard]] relay::RelaySnapshot busy();
[[nodiscard]] relay::RelayStatus busyStatus();
/// One family with that many series, of two labels.
[[nodiscard]] std::string manySeries(int count, double value = 1);
[[nodiscard]] ui::PreviewPointer previewOf(ui::Digester& digester, relay::RelaySnapshot snapshot);

}  // namespace gatepost::tests
