// SPDX-License-Identifier: Apache-2.0
// What the OpenMetrics reader accepts can be written as text that the text reader accepts, and as
// OpenMetrics that says the same.
#include <cstdint>
#include <cstdlib>

#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"

using namespace gatepost::metrics;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto read = readOpenMetrics(std::string(reinterpret_cast<const char*>(bytes), size));
    if (!read) return 0;
    (void)lint(*read, {});
    if (!readText(writeText(*read))) std::abort();
    const std::string written = writeOpenMetrics(*read);
    const auto again = readOpenMetrics(written);
    if (!again || writeOpenMetrics(*again) != written) std::abort();
    return 0;
}
