// SPDX-License-Identifier: Apache-2.0
#include "http/snappy_frames.h"

#include <snappy.h>

#include <algorithm>

#include "http/codings.h"
#include "http/crc32c.h"
#include "http/gzip.h"

namespace gatepost::http {
namespace {

constexpr std::string_view kStreamIdentifier = "sNaPpY";
constexpr unsigned kCompressed = 0x00;
constexpr unsigned kUncompressed = 0x01;
constexpr unsigned kFirstSkippable = 0x80;
constexpr unsigned kIdentifier = 0xFF;
constexpr std::size_t kChunkHeaderBytes = 4;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kBlockBytes = 65536;  // uncompressed, per chunk

std::uint32_t littleEndian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return number;
}

void appendLittleEndian(std::string& out, std::size_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
}

std::uint32_t masked(std::uint32_t crc) { return (crc >> 15 | crc << 17) + 0xA282EAD8u; }

std::unexpected<Refusal> corrupt() {
    return std::unexpected(Refusal{400, "snappy: corrupt input"});
}

/// A chunk of data, checksum first.
std::expected<void, Refusal> appendBlock(std::string& out, std::string_view chunk, bool compressed,
                                         std::uint64_t limit) {
    if (chunk.size() < kChecksumBytes) return corrupt();
    const std::uint32_t checksum = littleEndian(chunk.substr(0, kChecksumBytes));
    chunk.remove_prefix(kChecksumBytes);
    std::size_t length = chunk.size();
    if (compressed && !snappy::GetUncompressedLength(chunk.data(), chunk.size(), &length))
        return corrupt();
    if (length > kBlockBytes) return corrupt();
    if (length > limit - out.size()) return std::unexpected(tooLarge());
    const std::size_t start = out.size();
    if (compressed) {
        out.resize(start + length);
        if (!snappy::RawUncompress(chunk.data(), chunk.size(), out.data() + start))
            return corrupt();
    } else {
        out.append(chunk);
    }
    if (masked(crc32c(std::string_view(out).substr(start))) != checksum) return corrupt();
    return {};
}

}  // namespace

std::expected<std::string, Refusal> decodeSnappy(std::string_view body, std::uint64_t limit) {
    // A whole stream to golang/snappy; but framing_format.txt has each begin with its identifier,
    // and a PUT whose body got lost would empty its group.
    if (body.empty()) return std::unexpected(Refusal{400, "EOF"});
    std::string out;
    bool identified = false;
    while (!body.empty()) {
        if (body.size() < kChunkHeaderBytes) return corrupt();
        const unsigned type = static_cast<unsigned char>(body[0]);
        const std::size_t length = littleEndian(body.substr(1, 3));
        body.remove_prefix(kChunkHeaderBytes);
        if (length > body.size()) return corrupt();
        const std::string_view chunk = body.substr(0, length);
        body.remove_prefix(length);
        if (type == kIdentifier) {
            if (chunk != kStreamIdentifier) return corrupt();
            identified = true;
        } else if (!identified) {
            return corrupt();
        } else if (type == kCompressed || type == kUncompressed) {
            auto block = appendBlock(out, chunk, type == kCompressed, limit);
            if (!block) return std::unexpected(std::move(block.error()));
        } else if (type < kFirstSkippable) {
            return std::unexpected(Refusal{400, "snappy: unsupported input"});
        }
    }
    return out;
}

std::string encodeSnappy(std::string_view plain) {
    std::string out("\xff\x06\x00\x00", kChunkHeaderBytes);
    out += kStreamIdentifier;
    while (!plain.empty()) {
        const std::string_view block = plain.substr(0, kBlockBytes);
        plain.remove_prefix(block.size());
        std::string compressed;
        snappy::Compress(block.data(), block.size(), &compressed);
        const bool smaller = compressed.size() < block.size();
        const std::string_view chunk = smaller ? std::string_view(compressed) : block;
        out += static_cast<char>(smaller ? kCompressed : kUncompressed);
        appendLittleEndian(out, chunk.size() + kChecksumBytes, 3);
        appendLittleEndian(out, masked(crc32c(block)), 4);
        out += chunk;
    }
    return out;
}

}  // namespace gatepost::http
