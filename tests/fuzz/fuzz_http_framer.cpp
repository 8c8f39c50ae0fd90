// SPDX-License-Identifier: Apache-2.0
// A connection's bytes give the same requests and the same refusal however they are split, and no
// request's body passes the cap. The first byte seeds the split.
#include <cstdint>
#include <cstdlib>
#include <random>

#include "http/framer.h"

using namespace gatepost::http;
using Event = Framer::Event;

namespace {

constexpr FramerLimits kLimits{.headerBytes = 512, .bodyBytes = 256, .chunkOverheadBytes = 4096};

struct Reader {
    Framer framer{kLimits};
    std::string seen;
    bool refused = false;

    void feed(std::string_view input) {
        while (!refused) {
            switch (framer.feed(input)) {
                case Event::NeedMore:
                    if (!input.empty()) std::abort();
                    return;
                case Event::Head: break;
                case Event::Request: take(framer.take()); break;
                case Event::Refused:
                    seen += std::to_string(framer.refusal().status);
                    refused = true;
                    break;
            }
        }
    }

    void take(const Request& request) {
        if (request.body.size() > kLimits.bodyBytes) std::abort();
        if (request.head.contentLength && request.head.chunked) std::abort();
        if (request.head.contentLength && *request.head.contentLength != request.body.size())
            std::abort();
        if (!request.head.target.starts_with('/') && request.head.target != "*") std::abort();
        seen += request.head.target + '\n' + request.body + '\n';
        for (const Field& field : request.head.fields)
            seen += field.name + ':' + field.value + '\n';
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    std::minstd_rand random(data[0] + 1u);
    std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    Reader whole;
    whole.feed(bytes);
    Reader split;
    while (!bytes.empty()) {
        const std::size_t length = 1 + random() % (1 + data[0] % 64);
        split.feed(bytes.substr(0, length));
        bytes.remove_prefix(std::min(length, bytes.size()));
    }
    // An input that ends within a chunk line may have been refused for it already, or not yet.
    if (whole.refused == split.refused && whole.seen != split.seen) std::abort();
    if (whole.refused != split.refused && !whole.seen.starts_with(split.seen) &&
        !split.seen.starts_with(whole.seen))
        std::abort();
    return 0;
}
