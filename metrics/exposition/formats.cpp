// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "metrics/exposition/readers.h"

namespace gatepost::metrics {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return out;
}

/// The value of a parameter, `a; name=value` or `a; name="value"`.
std::string parameter(std::string_view contentType, std::string_view name) {
    std::size_t at = contentType.find(';');
    while (at != std::string_view::npos) {
        const std::size_t next = contentType.find(';', at + 1);
        const std::string_view part = contentType.substr(at + 1, next - at - 1);
        const std::size_t equals = part.find('=');
        at = next;
        if (equals == std::string_view::npos || lowered(trimmed(part.substr(0, equals))) != name)
            continue;
        std::string_view value = trimmed(part.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return std::string(value);
    }
    return {};
}

}  // namespace

Format formatOf(std::string_view contentType) {
    const std::string type = lowered(trimmed(contentType.substr(0, contentType.find(';'))));
    if (type == "application/openmetrics-text") return Format::OpenMetrics;
    if (type == "application/vnd.google.protobuf" &&
        parameter(contentType, "encoding") == "delimited" &&
        parameter(contentType, "proto") == "io.prometheus.client.MetricFamily")
        return Format::DelimitedProtobuf;
    return Format::Text;
}

std::expected<Exposition, ReadError> read(Format format, std::string body) {
    switch (format) {
        case Format::Text: return readText(std::move(body));
        case Format::OpenMetrics: return readOpenMetrics(std::move(body));
        case Format::DelimitedProtobuf: return readDelimitedProtobuf(body);
    }
    return readText(std::move(body));
}

}  // namespace gatepost::metrics
