// SPDX-License-Identifier: Apache-2.0
// A relay without a screen. Its statusChanged leaves out the lint problems of what is held, for
// which every push would be judged once more as it is kept. Who asks for the status over HTTP gets
// them all the same.
#pragma once

#include <memory>

#include "relay/facade/relay_options.h"

namespace gatepost::relay {

/// To be moved to its thread, then start()ed there.
[[nodiscard]] std::unique_ptr<Relay> makeUnwatchedRelay(RelayOptions options);

}  // namespace gatepost::relay
