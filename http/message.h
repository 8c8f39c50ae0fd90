// SPDX-License-Identifier: Apache-2.0
// Requests and answers as values. Field names compare without case; bodies are bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::http {

enum class Method : std::uint8_t { Get, Head, Put, Post, Delete, Options, Other };

[[nodiscard]] std::string_view toString(Method method);
/// Case matters, as in HTTP; what is not in the enum is Other.
[[nodiscard]] Method methodOf(std::string_view name);

/// Field names and most tokens: ASCII without case.
[[nodiscard]] bool sameIgnoringCase(std::string_view a, std::string_view b);

struct Field {
    std::string name;
    std::string value;
    bool operator==(const Field&) const = default;
};

/// An answer that says no, before it is one: a status and a sentence (without the line feed).
struct Refusal {
    int status = 400;
    std::string sentence;
    std::uint32_t line = 0;  // where in the body it is not what it should be; 0: nowhere in it
    std::uint32_t column = 0;
    bool operator==(const Refusal&) const = default;
};

struct RequestHead {
    Method method = Method::Get;
    std::string target;  // origin form, as sent: path and query, still percent-encoded
    std::vector<Field> fields;
    std::optional<std::uint64_t> contentLength;
    bool chunked = false;
    bool keepAlive = true;
    bool expectsContinue = false;
    bool http10 = false;

    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
    [[nodiscard]] std::string_view path() const;   // of target, before '?'
    [[nodiscard]] std::string_view query() const;  // of target, after '?'
};

struct Request {
    RequestHead head;
    std::string body;  // as sent: still content-coded
};

struct Answer {
    int status = 200;
    std::vector<Field> fields;
    std::string body;

    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
    void set(std::string_view name, std::string_view value);
};

enum class Connection : std::uint8_t { Keep, Close };

/// Appends status line, fields, Content-Length, Connection where it differs from the version's
/// default, and the body (not on HEAD).
void appendAnswer(std::string& out, const Answer& answer, const RequestHead& head,
                  Connection connection);

/// A request that we send: the uplink's scrape, the command line, the proxy's upstream.
void appendRequest(std::string& out, Method method, std::string_view target, std::string_view host,
                   const std::vector<Field>& fields, std::string_view body);
/// All before the body, for who sends many with the same fields: those are made once, by
/// requestFields().
[[nodiscard]] std::string requestHead(Method method, std::string_view target,
                                      std::string_view fields, std::size_t bodyBytes);
[[nodiscard]] std::string requestFields(std::string_view host, const std::vector<Field>& fields);

}  // namespace gatepost::http
