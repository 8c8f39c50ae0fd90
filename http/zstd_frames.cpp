// SPDX-License-Identifier: Apache-2.0
#include "http/zstd_frames.h"

#include <zstd.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "http/gzip.h"

namespace gatepost::http {
namespace {

constexpr int kWindowLog = 23;  // 8 MiB: what RFC 8878, 3.1.1.1.2, wants every decoder to take
constexpr std::size_t kSmallestOutput = 4096;

struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::expected<std::string, Refusal> decodeZstd(std::string_view body, std::uint64_t limit) {
    thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
    if (!context) return std::unexpected(Refusal{500, "zstd: no memory"});
    if (body.empty()) return std::unexpected(Refusal{400, "EOF"});
    ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kWindowLog);
    limit = std::min<std::uint64_t>(limit, std::numeric_limits<std::uint32_t>::max());
    std::string out;
    std::size_t used = 0;
    ZSTD_inBuffer in{body.data(), body.size(), 0};
    std::size_t hint = 1;  // 0: a frame has ended
    for (;;) {
        if (used == out.size()) {
            if (out.size() > limit) return std::unexpected(tooLarge());
            out.resize(static_cast<std::size_t>(std::min<std::uint64_t>(
                limit + 1, std::max({kSmallestOutput, body.size() * 4, out.size() * 2}))));
        }
        ZSTD_outBuffer to{out.data(), out.size(), used};
        hint = ZSTD_decompressStream(context.get(), &to, &in);
        used = to.pos;
        if (ZSTD_isError(hint) != 0)
            return std::unexpected(Refusal{400, std::string("zstd: ") + ZSTD_getErrorName(hint)});
        if (in.pos < in.size || to.pos == to.size) {
            if (hint == 0 && in.pos == in.size) break;
            continue;
        }
        break;
    }
    if (hint != 0) return std::unexpected(Refusal{400, "unexpected EOF"});
    if (used > limit) return std::unexpected(tooLarge());
    out.resize(used);
    return out;
}

}  // namespace gatepost::http
