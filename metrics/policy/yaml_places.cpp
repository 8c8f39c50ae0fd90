// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/yaml_places.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gatepost::metrics {
namespace {

/// The lines up to the mark's, that one up to its column.
std::vector<std::string_view> linesBefore(const YAML::Mark& mark, std::string_view yaml) {
    std::vector<std::string_view> lines;
    for (int line = 0; line <= mark.line; ++line) {
        const std::size_t end = std::min(yaml.find('\n'), yaml.size());
        lines.push_back(yaml.substr(0, end));
        yaml.remove_prefix(std::min(end + 1, yaml.size()));
    }
    lines.back() = lines.back().substr(0, static_cast<std::size_t>(mark.column));
    return lines;
}

/// At the end of the text yaml-cpp starts counting columns anew, as if a line feed stood there.
YAML::Mark corrected(YAML::Mark mark, std::string_view yaml) {
    const auto lineFeeds = std::ranges::count(yaml, '\n');
    if (!mark.is_null() && mark.column == 0 && mark.line == lineFeeds &&
        static_cast<std::size_t>(mark.pos) >= yaml.size())
        mark.column = static_cast<int>(yaml.size() - (yaml.rfind('\n') + 1));
    return mark;
}

/// The bytes of the escape that ends `text` and that the message is about; 0: it is about none.
std::size_t escapeBytes(std::string_view message, std::string_view text) {
    if (message.starts_with(YAML::ErrorMsg::INVALID_ESCAPE)) return 2;
    if (!message.starts_with(YAML::ErrorMsg::INVALID_HEX) &&
        !message.starts_with(YAML::ErrorMsg::INVALID_UNICODE))
        return 0;
    for (const std::string_view shape : {"\\U01234567", "\\u0123", "\\x01"})
        if (text.size() >= shape.size() &&
            text.substr(text.size() - shape.size()).starts_with(shape.substr(0, 2)))
            return shape.size();
    return 0;
}

}  // namespace

Position placeOf(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

Position placeOf(const YAML::Exception& exception, std::string_view yaml) {
    const YAML::Mark mark = corrected(exception.mark, yaml);
    Position place = placeOf(mark);
    if (mark.is_null()) return place;
    const std::size_t back = escapeBytes(exception.msg, linesBefore(mark, yaml).back());
    if (back < place.column) place.column -= static_cast<std::uint32_t>(back);
    return place;
}

std::optional<Position> dashBefore(const YAML::Mark& mark, std::string_view yaml) {
    if (mark.is_null()) return std::nullopt;
    const auto lines = linesBefore(corrected(mark, yaml), yaml);
    for (std::size_t line = lines.size(); line-- > 0;) {
        const std::string_view text = lines[line].substr(0, lines[line].find('#'));
        const std::size_t last = text.find_last_not_of(" \t\r");
        if (last == std::string_view::npos) continue;
        if (text[last] != '-') return std::nullopt;
        return Position{static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(last + 1)};
    }
    return std::nullopt;
}

}  // namespace gatepost::metrics
