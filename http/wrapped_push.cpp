// SPDX-License-Identifier: Apache-2.0
#include "http/wrapped_push.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <optional>

#include "http/answers.h"
#include "http/base64.h"
#include "http/json_members.h"
#include "http/json_text.h"

namespace gatepost::http {
namespace {

std::unexpected<Refusal> bad(std::string sentence) {
    return std::unexpected(Refusal{400, std::move(sentence)});
}

void readHeaders(JsonMembers& members, WrappedPush& push) {
    const boost::json::object* headers = members.object("headers");
    if (headers == nullptr) return;
    for (const auto& header : *headers) {
        const std::string_view name(header.key().data(), header.key().size());
        std::string* to = sameIgnoringCase(name, "Content-Type")       ? &push.contentType
                          : sameIgnoringCase(name, "Content-Encoding") ? &push.contentEncoding
                                                                       : nullptr;
        if (to == nullptr) continue;
        const boost::json::string* value = header.value().if_string();
        if (value == nullptr) return members.fail(name, "must be a string");
        to->assign(value->data(), value->size());
    }
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    return out;
}

/// The port of host:port, none where there is no colon, nullopt-in-error where it is none.
std::expected<std::optional<std::uint16_t>, std::string> portOf(std::string_view& host) {
    const std::size_t colon = host.rfind(':');
    if (colon == std::string_view::npos || host.ends_with(']')) return std::nullopt;
    const std::string_view digits = host.substr(colon + 1);
    host = host.substr(0, colon);
    if (digits.empty()) return std::nullopt;
    std::uint16_t port = 0;
    const char* end = digits.data() + digits.size();
    const auto [last, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || last != end || port == 0) return std::unexpected("bad port");
    return port;
}

}  // namespace

std::expected<WrappedPush, Refusal> readWrappedPush(std::string_view body) {
    const JsonText text(body);
    if (text.object() == nullptr) return bad(text.error());
    JsonMembers members(*text.object());
    WrappedPush push;
    push.targetUrl = members.requiredText("target_url");
    const auto method = metrics::pushMethodOf(members.text("method").value_or("POST"));
    if (!method) members.fail("method", "must be PUT, POST or DELETE");
    push.method = method.value_or(metrics::PushMethod::Post);
    readHeaders(members, push);
    const auto data = members.text("data");
    if (push.method == metrics::PushMethod::Delete) {
        if (data && !data->empty()) members.fail("data", "does not go with DELETE");
    } else if (!data) {
        members.fail("data", "is missing");
    } else if (auto bytes = decodeBase64(*data)) {
        push.data = std::move(*bytes);
    } else {
        members.fail("data", "must be base64");
    }
    if (!members.error().empty()) return bad(members.error());
    return push;
}

std::string toJson(const WrappedPush& push) {
    std::string out = "{\"target_url\":";
    appendJson(out, push.targetUrl);
    out += ",\"method\":";
    appendJson(out, metrics::toString(push.method));
    out += ",\"headers\":{";
    if (!push.contentType.empty()) {
        out += "\"Content-Type\":";
        appendJson(out, push.contentType);
    }
    if (!push.contentEncoding.empty()) {
        out += push.contentType.empty() ? "\"Content-Encoding\":" : ",\"Content-Encoding\":";
        appendJson(out, push.contentEncoding);
    }
    out += '}';
    if (push.method != metrics::PushMethod::Delete) {
        out += ",\"data\":\"";
        appendBase64(out, push.data);
        out += '"';
    }
    return out += '}';
}

std::expected<TargetUrl, std::string> parseTargetUrl(std::string_view url) {
    const std::size_t colon = url.find("://");
    const std::string scheme = lowered(url.substr(0, std::min(colon, url.size())));
    if (colon == std::string_view::npos || (scheme != "http" && scheme != "https"))
        return std::unexpected("an http or https address is wanted");
    const bool plain = std::ranges::all_of(
        url, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && c != '\\'; });
    if (!plain) return std::unexpected("the address holds characters that none may hold");
    url.remove_prefix(colon + 3);
    const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
    std::string_view host = url.substr(0, end);
    url.remove_prefix(end);
    TargetUrl target;
    if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
        target.hasUserInfo = true;
        host.remove_prefix(at + 1);
    }
    const auto port = portOf(host);
    if (!port) return std::unexpected(port.error());
    if (host.empty()) return std::unexpected("the address has no host");
    target.origin = scheme + "://" + lowered(host);
    if (*port && **port != (scheme == "http" ? 80 : 443))
        target.origin += ':' + std::to_string(**port);
    const std::size_t tail = std::min(url.find_first_of("?#"), url.size());
    target.path = tail == 0 ? "/" : url.substr(0, tail);
    target.hasQuery = tail < url.size();
    return target;
}

Answer wrappedSuccess(std::string_view targetUrl) {
    return json(200, "{\"success\": true, \"message\": " +
                         jsonString("Successfully forwarded to " + std::string(targetUrl)) +
                         ", \"status_code\": 200}");
}

Answer wrappedError(int status, std::string_view sentence) {
    return json(status, "{\"error\": " + jsonString(sentence) + '}');
}

void wrap(Answer& answer) {
    std::string_view sentence = answer.body;
    while (sentence.ends_with('\n')) sentence.remove_suffix(1);
    const Answer made = wrappedError(answer.status, sentence);
    for (const Field& field : made.fields) answer.set(field.name, field.value);
    answer.body = made.body;
}

}  // namespace gatepost::http
