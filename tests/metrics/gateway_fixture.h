// SPDX-License-Identifier: Apache-2.0
// A gateway with verbs: put("/metrics/job/a", "m 1\n") answers "" or the error's sentence. Time
// goes on by one second a verb.
#pragma once

#include <QString>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"

namespace gatepost::metrics {

constexpr std::string_view kRefused =
    "pushed metrics are invalid or inconsistent with existing metrics: ";

class GatewayFixture {
public:
    explicit GatewayFixture(std::vector<ReservedFamily> reserved = {})
        : gateway(1, std::move(reserved)) {}

    static GroupingKey key(std::string_view path) {
        const auto parsed = parsePushPath(path);
        return parsed ? *parsed : GroupingKey();
    }

    QString push(PushMethod method, std::string_view path, std::string_view text,
                 std::string_view owner = "") {
        auto exposition = readText(std::string(text));
        if (!exposition) return QString::fromStdString(exposition.error().message);
        return pushRead(method, path, &*exposition, owner);
    }
    QString pushRead(PushMethod method, std::string_view path, const Exposition* exposition,
                     std::string_view owner = "") {
        Push push;
        push.method = method;
        push.exposition = exposition;
        push.owner = owner;
        push.at = now += 1'000'000'000;
        const bool fits = gateway.check(key(path), push).has_value();
        auto result = gateway.apply(key(path), push);
        if (fits != result.has_value()) return QStringLiteral("check() and apply() differ");
        if (result) {
            applied = std::move(*result);
            return {};
        }
        clash = result.error();
        std::string_view message = clash.message;
        if (message.starts_with(kRefused)) message.remove_prefix(kRefused.size());
        return QString::fromUtf8(message.data(), static_cast<qsizetype>(message.size()));
    }
    QString put(std::string_view path, std::string_view text, std::string_view owner = "") {
        return push(PushMethod::Put, path, text, owner);
    }
    QString post(std::string_view path, std::string_view text, std::string_view owner = "") {
        return push(PushMethod::Post, path, text, owner);
    }
    QString del(std::string_view path) { return pushRead(PushMethod::Delete, path, nullptr); }

    /// Without the time families, for tests that are not about them.
    [[nodiscard]] QString exposed() const {
        std::string shown;
        for (const std::string& line : lines())
            if (line.find("push_time_seconds") == line.npos &&
                line.find("push_failure_time_seconds") == line.npos)
                shown += line + "\n";
        return QString::fromStdString(shown);
    }
    [[nodiscard]] std::vector<std::string> lines() const {
        const std::string text = gateway.snapshot().text();
        std::vector<std::string> lines;
        for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != text.npos;
             begin = end + 1)
            lines.push_back(text.substr(begin, end - begin));
        return lines;
    }
    /// Sorted, headers apart: what must be equal however it came about.
    [[nodiscard]] std::string canonical() const {
        std::vector<std::string> all = lines();
        std::ranges::sort(all);
        std::string text;
        for (const std::string& line : all) text += line + "\n";
        return text;
    }

    Gateway gateway;
    Applied applied;
    Clash clash;
    UnixNanos now = 0;
};

}  // namespace gatepost::metrics
