// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/yaml_places.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace gatepost::metrics {
namespace {

std::string_view lastLine(std::string_view text) { return text.substr(text.rfind('\n') + 1); }

/// No mark counts it.
std::string_view withoutByteOrderMark(std::string_view yaml) {
    constexpr std::string_view kMark = "\uFEFF";
    return yaml.starts_with(kMark) ? yaml.substr(kMark.size()) : yaml;
}

/// At the end of the text yaml-cpp starts counting columns anew, as if a line feed stood there.
YAML::Mark corrected(YAML::Mark mark, std::string_view yaml) {
    yaml = withoutByteOrderMark(yaml);
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

std::pair<std::string_view, std::string_view> splitAt(const YAML::Mark& mark,
                                                      std::string_view yaml) {
    yaml = withoutByteOrderMark(yaml);
    std::size_t start = 0;
    for (int line = 0; line < mark.line; ++line) start = yaml.find('\n', start) + 1;
    const std::size_t at = std::min(start + static_cast<std::size_t>(mark.column), yaml.size());
    return {yaml.substr(0, at), yaml.substr(at)};
}

Position placeOf(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

Position placeOf(const YAML::Exception& exception, std::string_view yaml) {
    const YAML::Mark mark = corrected(exception.mark, yaml);
    Position place = placeOf(mark);
    if (mark.is_null()) return place;
    const std::size_t back = escapeBytes(exception.msg, lastLine(splitAt(mark, yaml).first));
    if (back < place.column) place.column -= static_cast<std::uint32_t>(back);
    return place;
}

std::optional<Position> dashBefore(const YAML::Mark& mark, std::string_view yaml) {
    if (mark.is_null()) return std::nullopt;
    const YAML::Mark end = corrected(mark, yaml);
    std::string_view before = splitAt(end, yaml).first;
    for (int line = end.line; line >= 0; --line) {
        const std::string_view whole = lastLine(before);
        const std::string_view text = whole.substr(0, whole.find('#'));
        const std::size_t last = text.find_last_not_of(" \t\r");
        if (last != std::string_view::npos) {
            if (text[last] != '-') return std::nullopt;
            return Position{static_cast<std::uint32_t>(line + 1),
                            static_cast<std::uint32_t>(last + 1)};
        }
        before = before.substr(0, before.rfind('\n'));
    }
    return std::nullopt;
}

}  // namespace gatepost::metrics
