// SPDX-License-Identifier: Apache-2.0
#include "tests/metrics/random_text.h"

namespace gatepost::tests {

void RandomText::spoilBytes(std::string& text) {
    using namespace std::string_view_literals;
    static const std::vector<std::string_view> kBytes{
        "{"sv, "}"sv,  "\""sv, "\\"sv,  ","sv,    "="sv,        " "sv,    "\t"sv,      "\n"sv,
        "#"sv, "1"sv,  "a"sv,  "_"sv,   ":"sv,    "\r"sv,       "+"sv,    "-"sv,       "."sv,
        "e"sv, "\0"sv, "'"sv,  " # "sv, "\x7f"sv, "\xc2\xa0"sv, "\xbd"sv, "\xc3\xa9"sv};
    if (text.empty()) return;
    const std::size_t at = below(text.size());
    switch (below(4)) {
        case 0: text.erase(at, 1); break;
        case 1: text.insert(at, pick(kBytes)); break;
        case 2: text.replace(at, 1, pick(kBytes)); break;
        default: text.resize(at); break;
    }
}

}  // namespace gatepost::tests
