// SPDX-License-Identifier: Apache-2.0
// The fields of an io.prometheus.client.Histogram that make it native (5 to 14 and 16), and the
// counts that stand in two fields each, as an integer or as a double. protozero's exceptions pass
// through.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <vector>

#include "metrics/exposition/native_histogram.h"

namespace gatepost::metrics {

/// "Overrides ... if > 0", says metrics.proto of each count's second field.
struct CountFields {
    std::optional<std::uint64_t> whole;
    std::optional<double> real;

    [[nodiscard]] bool isReal() const { return real && (*real > 0 || !whole); }
    [[nodiscard]] double value() const {
        return isReal() ? *real : static_cast<double>(whole.value_or(0));
    }
};

struct NativeMessage {
    NativeHistogram histogram;  // without `count`, `zeroCount` and exemplars
    CountFields zeroCount;
    std::vector<protozero::pbf_reader> exemplars;
};

/// Takes the field that `reader` stands on, or skips it. Makes `message` when the first one comes.
void readNativeField(protozero::pbf_reader& reader, std::unique_ptr<NativeMessage>& message);

/// The histogram as a whole; nothing where none of its fields says anything, such as a lone schema.
[[nodiscard]] std::unique_ptr<NativeHistogram> finishNative(std::unique_ptr<NativeMessage> message,
                                                            const CountFields& count);

/// All but the exemplars; with the histogram's count.
void writeNative(protozero::pbf_writer& writer, const NativeHistogram& histogram);

}  // namespace gatepost::metrics
