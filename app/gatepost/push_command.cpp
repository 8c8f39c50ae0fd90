// SPDX-License-Identifier: Apache-2.0
// `gatepost push`: one push through the relay, with its answer in words.
#include <algorithm>
#include <cctype>
#include <cstdio>

#include "app/gatepost/commands.h"
#include "app/gatepost/input.h"
#include "app/gatepost/local_client.h"
#include "http/answers.h"
#include "metrics/push/grouping_key.h"

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
    std::vector<metrics::GroupingKey::Pair> labels;
    for (const std::string& label : arguments.labels) {
        const std::size_t equals = label.find('=');
        if (equals == std::string::npos || equals == 0)
            return std::unexpected("--label " + label + ": must be NAME=VALUE");
        labels.emplace_back(label.substr(0, equals), label.substr(equals + 1));
    }
    labels.emplace_back("job", arguments.job);
    request.target = metrics::pushPath(metrics::GroupingKey(std::move(labels)));
    if (!arguments.lifetime.empty())
        request.fields.push_back({"Gatepost-Lifetime", arguments.lifetime});
    if (!arguments.ttl.empty()) request.fields.push_back({"Gatepost-TTL", arguments.ttl});
    if (request.method == http::Method::Delete) return request;
    auto body = readInput(arguments.file);
    if (!body) return std::unexpected(body.error());
    request.body = std::move(*body);
    request.fields.push_back({"Content-Type", std::string(http::kTextFormat)});
    return request;
}

}  // namespace

int runPush(const PushArguments& arguments) {
    const auto request = requestOf(arguments);
    if (!request) {
        std::fprintf(stderr, "gatepost: %s\n", request.error().c_str());
        return kUsage;
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
    const auto problems = response->field(http::kLintProblemsField).value_or("0");
    if (!arguments.quiet && problems != "0")
        std::fprintf(stderr, "gatepost: accepted, with %s lint problem%s\n",
                     std::string(problems).c_str(), problems == "1" ? "" : "s");
    return kFine;
}

}  // namespace gatepost::app
