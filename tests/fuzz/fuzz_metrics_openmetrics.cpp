// SPDX-License-Identifier: Apache-2.0
// What the OpenMetrics reader accepts can be written as text in which the text reader finds the
// same families with as many series, and as OpenMetrics that says the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/metrics/problem_places.h"

using namespace gatepost::metrics;

namespace {

bool hasTimes(const Exposition& exposition) {
    for (const Family& family : exposition.families())
        for (const Series& series : exposition.series(family))
            for (const Sample& sample : exposition.samples(series))
                if (sample.hasTimestamp) return true;
    return false;
}

bool haveSameFamilies(const Exposition& a, const Exposition& b) {
    return std::ranges::equal(
        a.families(), b.families(), [](const Family& one, const Family& other) {
            return one.name == other.name && one.seriesCount == other.seriesCount;
        });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto read = readOpenMetrics(text);
    if (!read) return 0;
    for (const Problem& problem : lint(*read, {})) {
        const bool hasPlace = problem.line > 0;
        if (hasPlace && gatepost::tests::placeOf(problem, text).empty()) std::abort();
    }
    const auto asText = readText(writeText(*read));
    if (!asText) std::abort();
    // Text has one distribution of a series, whatever its times.
    if (!hasTimes(*read) && !haveSameFamilies(*read, *asText)) std::abort();
    const std::string written = writeOpenMetrics(*read);
    const auto again = readOpenMetrics(written);
    if (!again || writeOpenMetrics(*again) != written) std::abort();
    return 0;
}
