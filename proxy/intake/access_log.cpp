// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/access_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/exposition/go_syntax.h"

namespace gatepost::proxy {

void appendLogfmt(std::string& out, std::string_view key, std::string_view value) {
    if (!out.empty()) out += ' ';
    out += key;
    out += '=';
    const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
    });
    if (plain) {
        out += value;
        return;
    }
    const bool isUtf8 = metrics::isValidUtf8(value);
    out += '"';
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f || (byte > 0x7f && !isUtf8)) {
            // A line feed in a path must not begin a line of its own.
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string accessLine(const Exchange& exchange, const LoggedRequest& request) {
    std::string line;
    appendLogfmt(line, "msg", "request");
    appendLogfmt(line, "remote", exchange.peer.address);
    if (!exchange.head.target.empty()) {  // else nothing was understood of it
        appendLogfmt(line, "method", http::toString(exchange.head.method));
        appendLogfmt(line, "path", exchange.head.path());
    }
    if (!request.route.empty()) appendLogfmt(line, "route", request.route);
    if (!request.user.empty()) appendLogfmt(line, "user", request.user);
    if (!request.subject.empty()) appendLogfmt(line, "subject", request.subject);
    line += fmt::format(" status={}", exchange.status);
    if (!request.verdict.empty()) appendLogfmt(line, "verdict", request.verdict);
    if (!request.pushId.empty()) appendLogfmt(line, "push_id", request.pushId);
    using Milliseconds = std::chrono::duration<double, std::milli>;
    line += fmt::format(" in={} out={} ms={:.3f}", exchange.bytesIn, exchange.bytesOut,
                        std::chrono::duration_cast<Milliseconds>(exchange.took).count());
    return line;
}

}  // namespace gatepost::proxy
