// SPDX-License-Identifier: Apache-2.0
// A YAML text that is one document: yaml-cpp's Load() reads the first and is silent about the rest.
// Pure; any thread. For whoever reads YAML, in files that know yaml-cpp anyway.
#pragma once

#include <yaml-cpp/mark.h>
#include <yaml-cpp/node/node.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <string>
#include <string_view>

namespace gatepost::metrics {

struct YamlFault {
    enum class Kind : std::uint8_t { NotYaml, SecondDocument, TooManyValues };
    Kind kind = Kind::NotYaml;
    std::string message;
    YAML::Mark mark;  // from 0
};

/// A null node where nothing is said. More than `mostNodes` values and keys are refused before
/// anything is built of them.
[[nodiscard]] std::expected<YAML::Node, YamlFault> loadOneDocument(
    std::string_view text, std::size_t mostNodes = std::numeric_limits<std::size_t>::max());

}  // namespace gatepost::metrics
