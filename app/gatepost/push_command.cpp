// SPDX-License-Identifier: Apache-2.0
// `gatepost push`: one push through the relay, with its answer in words.
#include <algorithm>
#include <cctype>
#include <cstdio>

#include "app/gatepost/commands.h"
#include "app/gatepost/input.h"
#include "app/gatepost/local_client.h"
#include "http/answers.h"

namespace gatepost::app {

namespace {

std::string withoutLineEnd(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

std::expected<LocalRequest, std::string> requestOf(const PushArguments& arguments) {
    LocalRequest request;
    std::string method = arguments.method;
    std::ranges::transform(method, method.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    request.method = method == "DELETE" ? http::Method::Delete
                     : method == "POST" ? http::Method::Post
                                        : http::Method::Put;
    const auto key = readKey(arguments.key);
    if (!key) return std::unexpected(key.error());
    request.target = metrics::pushPath(*key);
    if (!arguments.lifetime.empty())
        request.fields.push_back({"Gatepost-Lifetime", arguments.lifetime});
    if (!arguments.ttl.empty()) request.fields.push_back({"Gatepost-TTL", arguments.ttl});
    return request;
}

/// What the group is now, where the answer alone would surprise.
void tellAccepted(const LocalRequest& request, const http::Response& response) {
    // As at a Pushgateway; a shell's pipe hides that the command in front of it failed.
    if (request.method == http::Method::Put && request.body.empty())
        std::fputs("gatepost: accepted; the body was empty, and so is the group now\n", stderr);
    const auto problems = response.field(http::kLintProblemsField).value_or("0");
    if (problems != "0")
        std::fprintf(stderr,
                     "gatepost: accepted, with %s lint problem%s (`gatepost lint` with the same "
                     "--job and --label says which)\n",
                     std::string(problems).c_str(), problems == "1" ? "" : "s");
}

}  // namespace

int runPush(const PushArguments& arguments) {
    auto request = requestOf(arguments);
    if (!request) {
        std::fprintf(stderr, "gatepost: %s\n", request.error().c_str());
        return kUsage;
    }
    if (request->method != http::Method::Delete) {
        auto body = readInput(arguments.file);
        if (!body) {
            std::fprintf(stderr, "gatepost: %s\n", body.error().c_str());
            return kFailed;
        }
        request->body = std::move(*body);
        request->fields.push_back({"Content-Type", std::string(http::kTextFormat)});
    }
    const auto response = ask(arguments.socket, *request);
    if (!response) {
        std::fprintf(stderr, "gatepost: %s\n", response.error().c_str());
        return kFailed;
    }
    if (response->status >= 300) {
        std::fprintf(stderr, "gatepost: refused (%d): %s\n", response->status,
                     withoutLineEnd(response->body).c_str());
        return response->status == 422 ? kProblems : kFailed;
    }
    if (!arguments.quiet) tellAccepted(*request, *response);
    return kFine;
}

}  // namespace gatepost::app
