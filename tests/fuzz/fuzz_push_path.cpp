// SPDX-License-Identifier: Apache-2.0
// Any path: what parses has a job and legal names, and its canonical path parses to the same key.
#include <cstdint>
#include <cstdlib>

#include "metrics/push/grouping_key.h"
#include "metrics/push/path_coding.h"

using namespace gatepost::metrics;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void paths(std::string_view path) {
    const auto key = parsePushPath(path);
    if (!key) return require(!key.error() || !key.error()->empty());
    require(!key->job().empty());
    for (const auto& [name, value] : key->labels())
        require(!name.empty() && !name.starts_with("__"));
    const std::string canonical = pushPath(*key);
    const auto again = parsePushPath(canonical);
    require(again && *again == *key && pushPath(*again) == canonical);
    require(groupId(*again) == groupId(*key));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    paths(text);
    paths("/metrics/job/" + std::string(text));
    paths("/metrics/job@base64/" + std::string(text));
    require(base64UrlDecoded(base64UrlEncoded(text)) == text);
    (void)percentDecoded(text);
    return 0;
}
