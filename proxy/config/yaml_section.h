// SPDX-License-Identifier: Apache-2.0
// One mapping of a YAML file, read key by key with its place at hand: what is missing, misspelt,
// twice or of the wrong kind becomes an error with line, column and what was expected.
// Keys that nobody asked for are reported by finish(). Private to proxy/.
#pragma once

#include <yaml-cpp/node/node.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/config/config.h"

namespace gatepost::proxy {

/// Collects errors of one file.
struct YamlErrors {
    std::string file;
    ConfigErrors list;
    std::vector<NamedFile> named{};
    void add(const YAML::Node& node, std::string text);
};

class YamlSection {
public:
    /// `path` is how messages call it: "limits", "listen[0].tls"; empty at the top.
    YamlSection(const YAML::Node& node, std::string path, YamlErrors& errors);

    /// nullopt where the key is absent or null.
    [[nodiscard]] std::optional<YAML::Node> node(std::string_view key);
    [[nodiscard]] std::optional<std::string> text(std::string_view key);
    /// A path, relative to `base`; remembered with its place.
    [[nodiscard]] std::optional<std::filesystem::path> file(std::string_view key,
                                                            const std::filesystem::path& base);
    [[nodiscard]] std::optional<bool> boolean(std::string_view key);
    /// `off` gives an empty inner optional where `orOff`.
    enum class Unit : std::uint8_t { Count, Bytes, Seconds };
    enum class Off : std::uint8_t { Allowed, Refused };
    void number(std::string_view key, Unit unit, Off off, std::optional<std::uint64_t>& value);
    void seconds(std::string_view key, std::chrono::seconds& value);
    [[nodiscard]] std::vector<std::pair<std::string, YAML::Node>> texts(std::string_view key);
    [[nodiscard]] std::vector<std::pair<std::string, YAML::Node>> textsOf(const YAML::Node& list,
                                                                          std::string_view key);
    /// A key with nothing behind it counts as absent, but not where that would open a door.
    void refuseNothing(std::string_view key, std::string_view expected);
    /// One of `words`: its index.
    [[nodiscard]] std::optional<std::size_t> word(std::string_view key,
                                                  std::span<const std::string_view> words);
    [[nodiscard]] std::optional<YamlSection> section(std::string_view key);
    /// Every key with its node, all taken.
    [[nodiscard]] std::vector<std::pair<std::string, YAML::Node>> entries();

    void wrong(const YAML::Node& node, std::string_view key, std::string_view expected);
    void error(const YAML::Node& node, std::string text) { m_errors->add(node, std::move(text)); }
    [[nodiscard]] const YAML::Node& self() const { return m_node; }
    [[nodiscard]] std::string name(std::string_view key) const;
    /// Reports keys that were not asked for.
    void finish();

private:
    struct Entry {
        std::string key;
        YAML::Node keyNode;
        YAML::Node value;
        bool taken = false;
    };
    YAML::Node m_node;
    std::string m_path;
    YamlErrors* m_errors;
    std::vector<Entry> m_entries;
    std::vector<std::string> m_asked;
};

/// What a scalar says; nullopt where it is none.
[[nodiscard]] std::optional<std::string> scalar(const YAML::Node& node);

/// Parses a whole file; an error where it is no YAML, or more than one document.
[[nodiscard]] std::optional<YAML::Node> loadYaml(std::string_view text, YamlErrors& errors);
[[nodiscard]] std::optional<std::string> readFile(const std::filesystem::path& file,
                                                  YamlErrors& errors);

}  // namespace gatepost::proxy
