// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/group.h"

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

std::string withHeader(const HeldFamily& held, const std::string& samples) {
    std::string text;
    appendHeader(text, held.name, held.type, held.help);
    return text += samples;
}

}  // namespace

std::string HeldFamily::text() const { return withHeader(*this, samples); }

std::string HeldFamily::exactText() const {
    return withHeader(*this, exact.empty() ? samples : exact);
}

}  // namespace gatepost::metrics
