// SPDX-License-Identifier: Apache-2.0
// What an upstream may send: the same answers however it is split, none over the cap.
#include <cstdint>
#include <cstdlib>
#include <random>

#include "http/response_reader.h"

using namespace gatepost::http;
using Event = ResponseReader::Event;

namespace {

constexpr ResponseLimits kLimits{.headerBytes = 512, .bodyBytes = 256, .chunkOverheadBytes = 4096};

struct Reader {
    ResponseReader reader{kLimits};
    std::string seen;
    bool broken = false;

    void take() {
        const Response response = reader.take();
        if (response.body.size() > kLimits.bodyBytes) std::abort();
        if (response.status < 200) std::abort();
        seen += std::to_string(response.status) + response.body + '\n';
    }

    void feed(std::string_view input) {
        while (!broken) {
            switch (reader.feed(input)) {
                case Event::NeedMore:
                    if (!input.empty()) std::abort();
                    return;
                case Event::Done: take(); break;
                case Event::Broken: broken = true; break;
            }
        }
    }

    void finish() {
        if (!broken && reader.finish() == Event::Done) take();
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    std::minstd_rand random(data[0] + 1u);
    std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    Reader whole;
    whole.feed(bytes);
    whole.finish();
    Reader split;
    while (!bytes.empty()) {
        const std::size_t length = 1 + random() % (1 + data[0] % 64);
        split.feed(bytes.substr(0, length));
        bytes.remove_prefix(std::min(length, bytes.size()));
    }
    split.finish();
    if (whole.seen != split.seen) std::abort();
    return 0;
}
