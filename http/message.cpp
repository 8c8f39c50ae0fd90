// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gatepost::http {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 6> kMethods{{
    {"GET", Method::Get},
    {"HEAD", Method::Head},
    {"PUT", Method::Put},
    {"POST", Method::Post},
    {"DELETE", Method::Delete},
    {"OPTIONS", Method::Options},
}};

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
    for (const Field& field : fields)
        if (sameIgnoringCase(field.name, name)) return &field;
    return nullptr;
}

std::optional<std::string_view> valueOf(const Field* field) {
    if (field == nullptr) return std::nullopt;
    return field->value;
}

std::string_view reasonOf(int status) {
    switch (status) {
        case 200: return "OK";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 301: return "Moved Permanently";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 425: return "Too Early";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "Status";
    }
}

void appendNumber(std::string& out, std::uint64_t number) {
    std::array<char, 24> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

void appendField(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    // A value made of somebody's text must not begin a field or an answer of its own.
    const std::size_t start = out.size();
    out.append(value);
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
        [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    out.append("\r\n");
}

bool isBodiless(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

std::string_view toString(Method method) {
    for (const auto& [name, value] : kMethods)
        if (value == method) return name;
    return "OTHER";
}

Method methodOf(std::string_view name) {
    for (const auto& [known, value] : kMethods)
        if (known == name) return value;
    return Method::Other;
}

bool sameIgnoringCase(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    if (a == b) return true;  // as nearly everybody writes it
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

std::optional<std::string_view> RequestHead::field(std::string_view name) const {
    return valueOf(find(fields, name));
}

std::string_view RequestHead::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view RequestHead::query() const {
    const std::size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view(target).substr(mark + 1);
}

std::optional<std::string_view> Answer::field(std::string_view name) const {
    return valueOf(find(fields, name));
}

void Answer::set(std::string_view name, std::string_view value) {
    for (Field& field : fields) {
        if (!sameIgnoringCase(field.name, name)) continue;
        field.value = value;
        return;
    }
    fields.push_back({std::string(name), std::string(value)});
}

void appendAnswer(std::string& out, const Answer& answer, const RequestHead& head,
                  Connection connection) {
    const bool withBody = head.method != Method::Head && !isBodiless(answer.status);
    const std::string_view reason = reasonOf(answer.status);
    out.reserve(out.size() + 160 + (withBody ? answer.body.size() : 0));
    out.append("HTTP/1.1 ");
    appendNumber(out, static_cast<std::uint64_t>(answer.status));
    out.append(" ").append(reason).append("\r\n");
    for (const Field& field : answer.fields) appendField(out, field.name, field.value);
    if (!isBodiless(answer.status)) {
        out.append("Content-Length: ");
        appendNumber(out, answer.body.size());
        out.append("\r\n");
    }
    if (connection == Connection::Close)
        out.append("Connection: close\r\n");
    else if (head.http10)
        out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
    if (withBody) out.append(answer.body);
}

std::string requestFields(std::string_view host, const std::vector<Field>& fields) {
    std::string out;
    appendField(out, "Host", host);
    for (const Field& field : fields) appendField(out, field.name, field.value);
    return out;
}

std::string requestHead(Method method, std::string_view target, std::string_view fields,
                        std::size_t bodyBytes) {
    constexpr std::size_t kRest = 64;  // the method, the version, the length
    std::string out;
    out.reserve(target.size() + fields.size() + kRest);
    out.append(toString(method)).append(" ").append(target).append(" HTTP/1.1\r\n");
    out.append(fields);
    if (method == Method::Put || method == Method::Post || bodyBytes > 0) {
        out.append("Content-Length: ");
        appendNumber(out, bodyBytes);
        out.append("\r\n");
    }
    out.append("\r\n");
    return out;
}

void appendRequest(std::string& out, Method method, std::string_view target, std::string_view host,
                   const std::vector<Field>& fields, std::string_view body) {
    out.append(requestHead(method, target, requestFields(host, fields), body.size())).append(body);
}

}  // namespace gatepost::http
