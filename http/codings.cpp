// SPDX-License-Identifier: Apache-2.0
#include "http/codings.h"

#include <algorithm>

#include "http/gzip.h"
#include "http/snappy_frames.h"
#include "http/zstd_frames.h"

namespace gatepost::http {
namespace {

// Below this a compressed answer saves less than its own fields cost.
constexpr std::size_t kWorthCompressing = 1024;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `q=0`, `q=0.0` and so on; anything else takes the coding.
bool isRefused(std::string_view parameters) {
    const std::size_t at = parameters.find('=');
    if (at == std::string_view::npos || trimmed(parameters.substr(0, at)).size() != 1) return false;
    const std::string_view weight = trimmed(parameters.substr(at + 1));
    return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

Refusal tooLarge() { return {413, "the decoded body is larger than this server takes"}; }

std::expected<std::string, Refusal> decode(std::string_view coding, std::string body,
                                           std::uint64_t limit) {
    coding = trimmed(coding);
    if (coding.empty() || sameIgnoringCase(coding, "identity")) {
        if (body.size() > limit) return std::unexpected(tooLarge());
        return body;
    }
    if (sameIgnoringCase(coding, "gzip") || sameIgnoringCase(coding, "x-gzip"))
        return decodeGzip(body, limit);
    if (sameIgnoringCase(coding, "snappy")) return decodeSnappy(body, limit);
    if (sameIgnoringCase(coding, "zstd")) return decodeZstd(body, limit);
    return std::unexpected(Refusal{415, "unknown content coding \"" + std::string(coding) +
                                            "\": gzip, snappy and zstd are known"});
}

bool acceptsGzip(const RequestHead& head) {
    bool accepted = false;
    for (const Field& field : head.fields) {
        if (!sameIgnoringCase(field.name, "Accept-Encoding")) continue;
        std::string_view list = field.value;
        while (!list.empty()) {
            const std::size_t comma = std::min(list.find(','), list.size());
            const std::string_view item = list.substr(0, comma);
            list.remove_prefix(std::min(comma + 1, list.size()));
            const std::size_t mark = std::min(item.find(';'), item.size());
            const std::string_view coding = trimmed(item.substr(0, mark));
            const bool refused = isRefused(item.substr(std::min(mark + 1, item.size())));
            if (sameIgnoringCase(coding, "gzip")) return !refused;
            if (coding == "*") accepted = !refused;
        }
    }
    return accepted;
}

void compressFor(const RequestHead& head, Answer& answer) {
    if (answer.body.size() < kWorthCompressing || answer.field("Content-Encoding")) return;
    answer.set("Vary", "Accept-Encoding");
    if (!acceptsGzip(head)) return;
    answer.body = encodeGzip(answer.body);
    answer.set("Content-Encoding", "gzip");
}

}  // namespace gatepost::http
