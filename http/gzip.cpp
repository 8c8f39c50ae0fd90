// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "http/codings.h"

namespace gatepost::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, gzip's frame around it
constexpr int kLevel = 4;             // most of the gain at a third of the default's time
constexpr int kMemory = 8;
constexpr std::size_t kHeaderBytes = 10;
constexpr std::size_t kSmallestOutput = 4096;

struct Inflater {
    z_stream stream{};
    bool good = inflateInit2(&stream, kGzipWindow) == Z_OK;
    Inflater() = default;
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream); }
};

struct Deflater {
    z_stream stream{};
    bool good =
        deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) == Z_OK;
    Deflater() = default;
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    ~Deflater() { deflateEnd(&stream); }
};

// zlib wants its input mutable and leaves it alone.
Bytef* bytesOf(std::string_view text) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

uInt clamped(std::size_t size) {
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

Refusal refusal(std::string sentence) { return {400, std::move(sentence)}; }

Refusal damage(const z_stream& stream) {
    const std::string_view message = stream.msg != nullptr ? stream.msg : "";
    for (const std::string_view header :
         {"incorrect header check", "unknown compression method", "unknown header flags set",
          "header crc mismatch", "invalid window size"})
        if (message == header) return refusal("gzip: invalid header");
    if (message == "incorrect data check" || message == "incorrect length check")
        return refusal("gzip: invalid checksum");
    return refusal("flate: corrupt input before offset " + std::to_string(stream.total_in));
}

/// One member off the front of `body`; `out` grows to `limit` at most.
std::expected<void, Refusal> inflateMember(z_stream& stream, std::string_view& body,
                                           std::string& out, std::size_t& used,
                                           std::uint64_t limit) {
    if (body.size() < kHeaderBytes) return std::unexpected(refusal("unexpected EOF"));
    inflateReset(&stream);
    for (;;) {
        if (used == out.size()) {
            if (out.size() > limit) return std::unexpected(tooLarge());
            out.resize(static_cast<std::size_t>(
                std::min<std::uint64_t>(limit + 1, std::max(kSmallestOutput, out.size() * 2))));
        }
        const uInt given = clamped(body.size());
        const uInt room = clamped(out.size() - used);
        stream.next_in = bytesOf(body);
        stream.avail_in = given;
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
        stream.avail_out = room;
        const int result = inflate(&stream, Z_NO_FLUSH);
        body.remove_prefix(given - stream.avail_in);
        used += room - stream.avail_out;
        if (result == Z_STREAM_END) return {};
        if (result == Z_BUF_ERROR || (result == Z_OK && body.empty() && stream.avail_out > 0))
            return std::unexpected(refusal("unexpected EOF"));
        if (result != Z_OK) return std::unexpected(damage(stream));
    }
}

}  // namespace

std::expected<std::string, Refusal> decodeGzip(std::string_view body, std::uint64_t limit) {
    thread_local Inflater inflater;
    if (!inflater.good) return std::unexpected(Refusal{500, "gzip: no memory"});
    if (body.empty()) return std::unexpected(refusal("EOF"));
    limit = std::min<std::uint64_t>(limit, std::numeric_limits<std::uint32_t>::max());
    std::string out;
    out.resize(static_cast<std::size_t>(
        std::min<std::uint64_t>(limit + 1, std::max(kSmallestOutput, body.size() * 4))));
    std::size_t used = 0;
    while (!body.empty()) {
        auto member = inflateMember(inflater.stream, body, out, used, limit);
        if (!member) return std::unexpected(std::move(member.error()));
    }
    if (used > limit) return std::unexpected(tooLarge());
    out.resize(used);
    return out;
}

std::string encodeGzip(std::string_view plain) {
    thread_local Deflater deflater;
    std::string out;
    z_stream& stream = deflater.stream;
    deflateReset(&stream);
    out.resize(deflateBound(&stream, plain.size()));
    std::size_t used = 0;
    int result = Z_OK;
    while (deflater.good && result != Z_STREAM_END) {
        const uInt given = clamped(plain.size());
        const uInt room = clamped(out.size() - used);
        stream.next_in = bytesOf(plain);
        stream.avail_in = given;
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
        stream.avail_out = room;
        result = deflate(&stream, given == plain.size() ? Z_FINISH : Z_NO_FLUSH);
        plain.remove_prefix(given - stream.avail_in);
        used += room - stream.avail_out;
    }
    out.resize(used);
    return out;
}

}  // namespace gatepost::http
