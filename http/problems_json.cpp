// SPDX-License-Identifier: Apache-2.0
#include "http/problems_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "http/json_members.h"

namespace gatepost::http {
namespace {

std::uint32_t place(JsonMembers& members, std::string_view name) {
    return static_cast<std::uint32_t>(members.number(name, 0xFFFFFFFFu).value_or(0));
}

}  // namespace

std::vector<metrics::Problem> readProblems(JsonMembers& members, std::string_view name) {
    std::vector<metrics::Problem> problems;
    const boost::json::array* list = members.array(name);
    if (list == nullptr) return problems;
    for (const boost::json::value& item : *list) {
        const boost::json::object* object = item.if_object();
        if (object == nullptr) {
            members.fail(name, "must hold objects");
            break;
        }
        JsonMembers problem(*object);
        problems.push_back({
            .rule = std::string(problem.text("rule").value_or("")),
            .metric = std::string(problem.text("metric").value_or("")),
            .text = std::string(problem.text("text").value_or("")),
            .severity = problem.text("severity").value_or("") == "error"
                            ? metrics::Severity::Error
                            : metrics::Severity::Warning,
            .line = place(problem, "line"),
            .column = place(problem, "column"),
            .length = place(problem, "length"),
        });
        if (!problem.error().empty()) members.fail(name, ": " + problem.error());
    }
    return problems;
}

std::expected<LintResult, std::string> readLintResult(std::string_view source) {
    const JsonText text(source);
    if (text.object() == nullptr) return std::unexpected(text.error());
    JsonMembers members(*text.object());
    const std::string_view status = members.requiredText("status");
    if (status != "success" && status != "error")
        members.fail("status", "must be success or error");
    LintResult result{std::string(members.text("error").value_or("")),
                      readProblems(members, "problems")};
    if (!members.error().empty()) return std::unexpected(members.error());
    return result;
}

}  // namespace gatepost::http
