// SPDX-License-Identifier: Apache-2.0
// Any bytes as any coding: never more than the limit, and what we encode comes back the same.
#include <cstdint>
#include <cstdlib>

#include "http/codings.h"

using namespace gatepost::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint64_t kLimit = 4096;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    for (const char* coding : {"gzip", "snappy", "zstd"}) {
        const auto plain = decode(coding, bytes, kLimit);
        if (plain && plain->size() > kLimit) std::abort();
        if (!plain && plain.error().sentence.empty()) std::abort();
    }
    const auto gzip = decode("gzip", encodeGzip(bytes), size);
    if (!gzip || *gzip != bytes) std::abort();
    const auto snappy = decode("snappy", encodeSnappy(bytes), size);
    if (!snappy || *snappy != bytes) std::abort();
    return 0;
}
