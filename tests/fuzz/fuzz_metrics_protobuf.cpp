// SPDX-License-Identifier: Apache-2.0
// What the protobuf reader accepts can be written as text that the text reader accepts, and as
// protobuf that says the same, of native histograms, too.
#include <cstdint>
#include <cstdlib>

#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"

using namespace gatepost::metrics;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto read = readDelimitedProtobuf({reinterpret_cast<const char*>(bytes), size});
    if (!read) return 0;
    for (const Problem& problem : lint(*read, {}))
        if (problem.line != 0) std::abort();
    const std::string text = writeText(*read);
    if (!readText(text)) std::abort();
    const std::string written = writeDelimitedProtobuf(*read);
    const auto again = readDelimitedProtobuf(written);
    if (!again || writeText(*again) != text) std::abort();
    if (writeDelimitedProtobuf(*again) != written) std::abort();
    return 0;
}
