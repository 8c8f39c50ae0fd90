// SPDX-License-Identifier: Apache-2.0
// What --diagnostics says where no companion runs: of the system, of the settings as they are read
// now, and of whoever listens on the socket. Secrets and names are cut out as in support_info.h.
#pragma once

#include <QString>

#include "app/relay_flags.h"

namespace gatepost::app {

/// Reads files and knocks at the socket; needs a QCoreApplication.
[[nodiscard]] QString diagnosticsAtRest(const RelayFlags& flags);

}  // namespace gatepost::app
