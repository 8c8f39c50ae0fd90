// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/yaml_section.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "metrics/policy/one_document.h"
#include "proxy/config/quantity.h"
#include "store/whole_file.h"

namespace gatepost::proxy {
namespace {

std::string shown(const YAML::Node& node) {
    if (node.IsScalar()) return fmt::format("\"{}\"", node.Scalar());
    if (node.IsSequence()) return "a list";
    if (node.IsMap()) return "a mapping";
    return "nothing";
}

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

void YamlErrors::add(const YAML::Node& node, std::string text) {
    const YAML::Mark mark = node.Mark();
    const bool known = !mark.is_null();  // else the file has nothing in it
    list.push_back({.file = file,
                    .line = known ? mark.line + 1 : 1,
                    .column = known ? mark.column + 1 : 1,
                    .text = std::move(text)});
}

YamlSection::YamlSection(const YAML::Node& node, std::string path, YamlErrors& errors)
    : m_node(node),
      m_path(std::move(path)),
      m_errors(&errors) {
    if (!node.IsMap()) {
        errors.add(node, fmt::format("{}: expected a mapping, got {}",
                                     m_path.empty() ? "the file" : m_path, shown(node)));
        return;
    }
    for (const auto& pair : node) {
        if (!pair.first.IsScalar()) {
            errors.add(pair.first, "expected a word as key");
            continue;
        }
        const std::string key = pair.first.Scalar();
        const bool twice = std::ranges::any_of(m_entries, [&](auto& e) { return e.key == key; });
        if (twice) errors.add(pair.first, fmt::format("{} is there twice", name(key)));
        m_entries.push_back({key, pair.first, pair.second, twice});
    }
}

std::string YamlSection::name(std::string_view key) const {
    if (key.empty()) return m_path;
    return m_path.empty() ? std::string(key) : fmt::format("{}.{}", m_path, key);
}

std::optional<YAML::Node> YamlSection::node(std::string_view key) {
    m_asked.emplace_back(key);
    for (Entry& entry : m_entries) {
        if (entry.key != key || entry.taken) continue;
        entry.taken = true;
        if (entry.value.IsNull()) return std::nullopt;
        return entry.value;
    }
    return std::nullopt;
}

void YamlSection::wrong(const YAML::Node& node, std::string_view key, std::string_view expected) {
    error(node, fmt::format("{}: expected {}, got {}", name(key), expected, shown(node)));
}

std::optional<std::string> YamlSection::text(std::string_view key) {
    const auto found = node(key);
    if (!found) return std::nullopt;
    auto value = scalar(*found);
    if (!value) wrong(*found, key, "a word");
    return value;
}

std::optional<std::filesystem::path> YamlSection::file(std::string_view key,
                                                       const std::filesystem::path& base) {
    constexpr std::string_view kExpected = "a file's name";
    refuseNothing(key, kExpected);
    const auto found = node(key);
    if (!found) return std::nullopt;
    const auto value = scalar(*found);
    if (!value || value->empty()) {
        wrong(*found, key, kExpected);
        return std::nullopt;
    }
    const YAML::Mark mark = found->Mark();
    m_errors->named.push_back({.path = base / *value,
                               .in = m_errors->file,
                               .setting = name(key),
                               .line = mark.line + 1,
                               .column = mark.column + 1});
    return base / *value;
}

std::optional<bool> YamlSection::boolean(std::string_view key) {
    const auto found = node(key);
    if (!found) return std::nullopt;
    const auto value = scalar(*found);
    if (value == "true") return true;
    if (value == "false") return false;
    wrong(*found, key, "true or false");
    return std::nullopt;
}

void YamlSection::number(std::string_view key, Unit unit, Off off,
                         std::optional<std::uint64_t>& value) {
    const std::string_view kind = unit == Unit::Bytes     ? "a size above 0 such as 4MiB"
                                  : unit == Unit::Seconds ? "a time above 0 such as 30 or 5m"
                                                          : "a whole number above 0";
    const std::string expected =
        off == Off::Allowed ? fmt::format("{}, or off", kind) : std::string(kind);
    refuseNothing(key, expected);
    const auto found = node(key);
    if (!found) return;
    const auto word = scalar(*found);
    if (off == Off::Allowed && word == "off") {
        value.reset();
        return;
    }
    std::optional<std::uint64_t> parsed;
    if (word && unit == Unit::Count) parsed = parseInteger(*word);
    if (word && unit == Unit::Bytes) parsed = parseBytes(*word);
    if (word && unit == Unit::Seconds) {
        const auto duration = parseDuration(*word);
        if (duration) parsed = static_cast<std::uint64_t>(duration->count());
    }
    if (parsed && *parsed > 0) {
        value = parsed;
        return;
    }
    wrong(*found, key, expected);
}

void YamlSection::seconds(std::string_view key, std::chrono::seconds& value) {
    std::optional<std::uint64_t> count;
    number(key, Unit::Seconds, Off::Refused, count);
    if (count) value = std::chrono::seconds(*count);
}

std::vector<std::pair<std::string, YAML::Node>> YamlSection::texts(std::string_view key) {
    const auto found = node(key);
    if (!found) return {};
    return textsOf(*found, key);
}

std::vector<std::pair<std::string, YAML::Node>> YamlSection::textsOf(const YAML::Node& list,
                                                                     std::string_view key) {
    std::vector<std::pair<std::string, YAML::Node>> out;
    if (!list.IsSequence()) {
        wrong(list, key, "a list of words");
        return out;
    }
    for (const YAML::Node& item : list) {
        const auto value = scalar(item);
        if (value) {
            out.emplace_back(*value, item);
        } else {
            wrong(item, key, "a list of words");
        }
    }
    return out;
}

std::optional<std::size_t> YamlSection::word(std::string_view key,
                                             std::span<const std::string_view> words) {
    const auto found = node(key);
    if (!found) return std::nullopt;
    const auto value = scalar(*found);
    const auto place = std::ranges::find(words, value.value_or(std::string()));
    if (value && place != words.end()) return static_cast<std::size_t>(place - words.begin());
    wrong(*found, key, fmt::format("one of {}", fmt::join(words, ", ")));
    return std::nullopt;
}

std::optional<YamlSection> YamlSection::section(std::string_view key) {
    const auto found = node(key);
    if (!found) return std::nullopt;
    return YamlSection(*found, name(key), *m_errors);
}

std::vector<std::pair<std::string, YAML::Node>> YamlSection::entries() {
    std::vector<std::pair<std::string, YAML::Node>> out;
    for (Entry& entry : m_entries) {
        if (!entry.taken) out.emplace_back(entry.key, entry.value);
        entry.taken = true;
    }
    return out;
}

void YamlSection::refuseNothing(std::string_view key, std::string_view expected) {
    for (const Entry& entry : m_entries) {
        if (entry.key == key && entry.value.IsNull()) {
            error(entry.keyNode, fmt::format("{}: expected {}, got nothing", name(key), expected));
        }
    }
}

void YamlSection::finish() {
    for (Entry& entry : m_entries) {
        if (entry.taken) continue;
        entry.taken = true;
        error(entry.keyNode, fmt::format("{} is not a setting; expected one of {}", name(entry.key),
                                         joined(m_asked)));
    }
}

std::optional<std::string> scalar(const YAML::Node& node) {
    if (!node.IsScalar()) return std::nullopt;
    return node.Scalar();
}

std::optional<YAML::Node> loadYaml(std::string_view text, YamlErrors& errors) {
    auto node = metrics::loadOneDocument(text);
    if (node && node->IsNull()) return YAML::Node(YAML::NodeType::Map);
    if (node) return *std::move(node);
    const metrics::YamlFault& fault = node.error();
    const bool known = !fault.mark.is_null();
    const bool isYaml = fault.kind != metrics::YamlFault::Kind::NotYaml;
    errors.list.push_back({.file = errors.file,
                           .line = known ? fault.mark.line + 1 : 0,
                           .column = known ? fault.mark.column + 1 : 0,
                           .text = (isYaml ? "" : "not YAML: ") + fault.message});
    return std::nullopt;
}

std::optional<std::string> readFile(const std::filesystem::path& file, YamlErrors& errors) {
    auto bytes = store::readWholeFile(file);
    if (bytes) return *std::move(bytes);
    errors.list.push_back({.file = file.string(),
                           .line = 0,
                           .column = 0,
                           .text = fmt::format("cannot be read: {}", bytes.error().message())});
    return std::nullopt;
}

}  // namespace gatepost::proxy
