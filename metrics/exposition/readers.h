// SPDX-License-Identifier: Apache-2.0
// From a body's bytes to an exposition, one reader per format.
//
// Text 0.0.4 accepts and refuses what Go's expfmt (common 0.39, legacy names) does, in its words.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

/// `message` is complete, such as "text format parsing error in line 3: invalid metric name".
struct ReadError {
    std::string message;
    Position position;
    bool operator==(const ReadError&) const = default;
};

enum class Format { Text, OpenMetrics, DelimitedProtobuf };

/// By media type and parameters, as the Pushgateway does; what is not recognised is text.
[[nodiscard]] Format formatOf(std::string_view contentType);

[[nodiscard]] std::expected<Exposition, ReadError> readText(std::string body);
[[nodiscard]] std::expected<Exposition, ReadError> readOpenMetrics(std::string body);
[[nodiscard]] std::expected<Exposition, ReadError> readDelimitedProtobuf(std::string_view body);
[[nodiscard]] std::expected<Exposition, ReadError> read(Format format, std::string body);

}  // namespace gatepost::metrics
