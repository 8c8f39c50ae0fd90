// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/proxy_header.h"

#include <arpa/inet.h>

#include <algorithm>

#include "proxy/config/quantity.h"

namespace gatepost::proxy {
namespace {

constexpr std::string_view kSignature2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::string_view kSignature1 = "PROXY ";
constexpr std::size_t kLongestLine = 107;
constexpr unsigned kMappedBits = 96;

using State = ProxyHeader::State;

ProxyHeader wrong() { return {State::Wrong, 0, {}, 0}; }

bool beginsLike(std::string_view bytes, std::string_view signature) {
    return signature.starts_with(bytes.substr(0, signature.size()));
}

/// An IPv4 client is written as IPv4, also where the balancer's own socket speaks both.
std::string textOf(int family, const char* bytes) {
    static constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
    if (family == AF_INET6 && std::string_view(bytes, kMapped.size()) == kMapped) {
        return textOf(AF_INET, bytes + kMapped.size());
    }
    std::array<char, INET6_ADDRSTRLEN> room{};
    const char* text = inet_ntop(family, bytes, room.data(), room.size());
    return text == nullptr ? std::string() : std::string(text);
}

/// Canonical, so that one client has one name.
std::string canonical(int family, const std::string& text) {
    std::array<char, sizeof(in6_addr)> bytes{};
    if (inet_pton(family, text.c_str(), bytes.data()) != 1) return {};
    return textOf(family, bytes.data());
}

ProxyHeader readLine(std::string_view bytes) {
    const std::size_t end = bytes.substr(0, kLongestLine).find("\r\n");
    if (end == std::string_view::npos) {
        return bytes.size() >= kLongestLine ? wrong() : ProxyHeader{};
    }
    std::vector<std::string> words;
    std::string_view rest = bytes.substr(0, end);
    while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        words.emplace_back(rest.substr(0, blank));
        rest.remove_prefix(std::min(rest.size(), blank + 1));
    }
    ProxyHeader header{State::Done, end + 2, {}, 0};
    if (words.size() >= 2 && words[1] == "UNKNOWN") return header;
    if (words.size() != 6 || bytes[end - 1] == ' ' || (words[1] != "TCP4" && words[1] != "TCP6"))
        return wrong();
    const int family = words[1] == "TCP4" ? AF_INET : AF_INET6;
    header.address = canonical(family, words[2]);
    const auto port = parsePort(words[4]);
    if (header.address.empty() || canonical(family, words[3]).empty() || !port ||
        !parsePort(words[5])) {
        return wrong();
    }
    header.port = *port;
    return header;
}

std::size_t numberAt(std::string_view bytes, std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8 |
           static_cast<unsigned char>(bytes[at + 1]);
}

ProxyHeader readBinary(std::string_view bytes) {
    constexpr std::size_t kFixed = 16;
    if (bytes.size() < kFixed) return {};
    const auto command = static_cast<unsigned char>(bytes[12]);
    const auto family = static_cast<unsigned char>(bytes[13]);
    const std::size_t length = numberAt(bytes, 14);
    if (command >> 4 != 2 || (command & 15) > 1 || kFixed + length > kLongestProxyHeader) {
        return wrong();
    }
    if (bytes.size() < kFixed + length) return {};
    ProxyHeader header{State::Done, kFixed + length, {}, 0};
    if ((command & 15) == 0) return header;  // LOCAL: a health check
    const std::string_view addresses = bytes.substr(kFixed, length);
    if (family == 0x11 && length >= 12) {
        header.address = textOf(AF_INET, addresses.data());
        header.port = static_cast<std::uint16_t>(numberAt(addresses, 8));
    } else if (family == 0x21 && length >= 36) {
        header.address = textOf(AF_INET6, addresses.data());
        header.port = static_cast<std::uint16_t>(numberAt(addresses, 32));
    } else if (family != 0) {
        return wrong();
    }
    return header;
}

std::optional<std::array<unsigned char, 16>> bytesOf(const std::string& text) {
    std::array<unsigned char, 16> out{};
    if (inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return out;
    out = {};
    out[10] = out[11] = 0xff;
    if (inet_pton(AF_INET, text.c_str(), out.data() + 12) == 1) return out;
    return std::nullopt;
}

}  // namespace

ProxyHeader readProxyHeader(std::string_view bytes) {
    if (bytes.starts_with(kSignature2)) return readBinary(bytes);
    if (bytes.starts_with(kSignature1)) return readLine(bytes);
    if (beginsLike(bytes, kSignature2) || beginsLike(bytes, kSignature1)) return {};
    return wrong();
}

std::string clientNetwork(const std::string& address) {
    constexpr std::size_t kOwnBytes = 8;
    std::array<unsigned char, 16> bytes{};
    if (address.find(':') == std::string::npos ||
        inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) {
        return address;
    }
    std::fill(bytes.begin() + kOwnBytes, bytes.end(), 0);
    return textOf(AF_INET6, reinterpret_cast<const char*>(bytes.data()));
}

Networks::Networks(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        const std::size_t slash = text.find('/');
        const std::string address = text.substr(0, slash);
        const auto bytes = bytesOf(address);
        if (!bytes) continue;
        const bool v4 = address.find(':') == std::string::npos;
        Block block{*bytes, 128};
        if (slash != std::string::npos) {
            const auto bits = parseInteger(std::string_view(text).substr(slash + 1));
            if (!bits || *bits > (v4 ? 32u : 128u)) continue;
            block.bits = static_cast<unsigned>(*bits) + (v4 ? kMappedBits : 0);
        }
        m_blocks.push_back(block);
    }
}

bool Networks::contains(const std::string& address) const {
    const auto bytes = bytesOf(address);
    if (!bytes) return false;
    return std::ranges::any_of(m_blocks, [&](const Block& block) {
        for (unsigned bit = 0; bit < block.bits; bit += 8) {
            const unsigned left = std::min(8u, block.bits - bit);
            const auto mask = static_cast<unsigned char>(0xff << (8 - left));
            if ((((*bytes)[bit / 8] ^ block.address[bit / 8]) & mask) != 0) return false;
        }
        return true;
    });
}

}  // namespace gatepost::proxy
