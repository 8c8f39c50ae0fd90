// SPDX-License-Identifier: Apache-2.0
#include "relay/settings/ini.h"

#include <algorithm>
#include <optional>

namespace gatepost::relay {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Takes a quoted text off the front.
std::optional<std::string> takeQuoted(std::string_view& text) {
    if (!text.starts_with('"')) return std::nullopt;
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return out;
        }
        if (text[i] != '\\') {
            out += text[i];
        } else if (++i < text.size()) {
            out += text[i] == 'n' ? '\n' : text[i];
        }
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> listOf(std::string_view text) {
    text.remove_prefix(1);
    std::vector<std::string> list;
    while (true) {
        text = trimmed(text);
        if (text == "]") return list;
        const auto one = takeQuoted(text);
        if (!one) return std::nullopt;
        list.push_back(*one);
        text = trimmed(text);
        if (text.starts_with(',')) text.remove_prefix(1);
    }
}

std::optional<RawValue> valueOf(std::string_view text) {
    if (text.starts_with('[')) {
        if (auto list = listOf(text)) return RawValue(std::move(*list));
        return std::nullopt;
    }
    if (!text.starts_with('"')) return RawValue(std::string(text));
    const auto quoted = takeQuoted(text);
    if (!quoted || !trimmed(text).empty()) return std::nullopt;
    return RawValue(*quoted);
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out + "\"";
}

bool isPlain(const std::string& text) {
    return trimmed(text) == text && !text.starts_with('"') && !text.starts_with('[') &&
           text.find('\n') == std::string::npos;
}

}  // namespace

std::expected<RawSettings, std::string> readIni(std::string_view text) {
    RawSettings raw;
    std::string section;
    int number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
        const auto wrong = [&](const char* why) {
            return std::unexpected("line " + std::to_string(number) + ": " + why);
        };
        if (line.starts_with('[')) {
            if (!line.ends_with(']')) return wrong("a section must end with ]");
            section = trimmed(line.substr(1, line.size() - 2));
            continue;
        }
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) return wrong("neither [section] nor name = value");
        if (section.empty()) return wrong("a value before the first [section]");
        const auto value = valueOf(trimmed(line.substr(equals + 1)));
        if (!value) return wrong("quotes or brackets that do not match");
        raw[section + "." + std::string(trimmed(line.substr(0, equals)))] = *value;
    }
    return raw;
}

std::string writeIni(const RawSettings& settings) {
    std::string out;
    std::string open;
    for (const auto& [key, value] : settings) {
        const std::size_t dot = std::min(key.find('.'), key.size());
        if (const std::string section = key.substr(0, dot); section != open) {
            if (!open.empty()) out += "\n";
            out += "[" + section + "]\n";
            open = section;
        }
        out += key.substr(std::min(dot + 1, key.size())) + " = ";
        if (const auto* text = std::get_if<std::string>(&value)) {
            out += isPlain(*text) ? *text : quoted(*text);
        } else {
            std::string list;
            for (const std::string& one : std::get<std::vector<std::string>>(value))
                list += (list.empty() ? "" : ", ") + quoted(one);
            out += "[" + list + "]";
        }
        out += "\n";
    }
    return out;
}

}  // namespace gatepost::relay
