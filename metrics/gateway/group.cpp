// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/group.h"

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {

std::string HeldFamily::text() const {
    std::string text;
    appendHeader(text, name, type, help);
    return text += samples;
}

}  // namespace gatepost::metrics
