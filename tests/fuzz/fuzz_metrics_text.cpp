// SPDX-License-Identifier: Apache-2.0
// The text reader answers alike with and without its fast path, on every kind of processor;
// problems lie inside the body; and what the writer makes of an accepted text is accepted again.
#include <cstdint>
#include <cstdlib>

#include "metrics/exposition/text_reader.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/metrics/problem_places.h"

using namespace gatepost::metrics;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto careful = readTextLineByLine(text);
    const std::string written = careful ? writeText(*careful) : std::string();
    for (const auto* finder = structureFinders(); finder->name != nullptr; ++finder) {
        const auto fast = readTextBy(finder->find, text);
        if (fast.has_value() != careful.has_value()) std::abort();
        if (!fast && !(fast.error() == careful.error())) std::abort();
        if (fast && writeText(*fast) != written) std::abort();
    }
    const auto fast = readText(text);
    if (!fast) return 0;
    bool isSound = true;
    for (const Problem& problem : lint(*fast, {})) {
        const bool hasPlace = problem.line > 0;
        if (hasPlace && gatepost::tests::placeOf(problem, text).empty()) std::abort();
        isSound = isSound && problem.severity != Severity::Error;
    }
    (void)promlint(*fast);
    if (!isSound) return 0;
    const auto again = readText(written);
    if (!again || writeText(*again) != written) std::abort();
    return 0;
}
