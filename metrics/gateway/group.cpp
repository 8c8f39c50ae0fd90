// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/group.h"

#include <algorithm>

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

std::string withHeader(const HeldFamily& held, std::string_view samples) {
    std::string text;
    appendHeader(text, held.name, held.type, held.help);
    return text += samples;
}

}  // namespace

std::string HeldFamily::text() const { return withHeader(*this, samples); }

std::string HeldFamily::exactText() const {
    return withHeader(*this, exact.empty() ? samples : exact);
}

void HeldFamily::keep(std::string_view ownName, std::string_view ownHelp,
                      std::string_view ownSamples, std::string_view ownExact) {
    const std::size_t size = ownName.size() + ownHelp.size() + ownSamples.size() + ownExact.size();
    m_texts = std::make_unique_for_overwrite<char[]>(size);
    char* to = m_texts.get();
    const auto kept = [&to](std::string_view text) {
        const std::string_view copy(to, text.size());
        to = std::ranges::copy(text, to).out;
        return copy;
    };
    name = kept(ownName);
    help = kept(ownHelp);
    samples = kept(ownSamples);
    exact = kept(ownExact);
}

}  // namespace gatepost::metrics
