// SPDX-License-Identifier: Apache-2.0
#include "http/answers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "http/json_text.h"

namespace gatepost::http {
namespace {

constexpr std::array<std::pair<Verdict, std::string_view>, 4> kVerdicts{{
    {Verdict::Accepted, "accepted"},
    {Verdict::Superseded, "superseded"},
    {Verdict::Rejected, "rejected"},
    {Verdict::Forbidden, "forbidden"},
}};

void appendMember(std::string& out, std::string_view name, std::uint64_t number) {
    out.append(",\"").append(name).append("\":");
    appendJson(out, number);
}

}  // namespace

std::string_view toString(Verdict verdict) {
    for (const auto& [value, name] : kVerdicts)
        if (value == verdict) return name;
    return {};
}

std::optional<Verdict> verdictOf(std::string_view name) {
    for (const auto& [value, known] : kVerdicts)
        if (sameIgnoringCase(known, name)) return value;
    return std::nullopt;
}

Answer plain(int status, std::string_view sentence) {
    Answer answer{status, {}, std::string(sentence)};
    answer.fields.push_back({"Content-Type", std::string(kPlainText)});
    answer.fields.push_back({"X-Content-Type-Options", "nosniff"});
    answer.body += '\n';
    return answer;
}

Answer plain(const Refusal& refusal) { return plain(refusal.status, refusal.sentence); }

Answer json(int status, std::string text) {
    return {status, {{"Content-Type", std::string(kJson)}}, std::move(text)};
}

Answer empty(int status) { return {status, {}, {}}; }

Answer notFound() { return plain(404, "404 page not found"); }

Answer methodNotAllowed(std::string_view allow) {
    Answer answer = plain(405, "Method Not Allowed");
    answer.set("Allow", allow);
    return answer;
}

Answer allowed(std::string_view allow) {
    Answer answer = empty(200);
    answer.set("Allow", allow);
    return answer;
}

void setVerdict(Answer& answer, Verdict verdict) { answer.set(kVerdictField, toString(verdict)); }

std::optional<Verdict> verdict(const Answer& answer) {
    const auto value = answer.field(kVerdictField);
    return value ? verdictOf(*value) : std::nullopt;
}

void setLintProblems(Answer& answer, std::size_t count) {
    answer.set(kLintProblemsField, std::to_string(count));
}

bool prefersJson(const RequestHead& head) {
    for (const Field& field : head.fields) {
        if (!sameIgnoringCase(field.name, "Accept")) continue;
        std::string_view list = field.value;
        while (!list.empty()) {
            const std::size_t comma = std::min(list.find(','), list.size());
            std::string_view item = list.substr(0, std::min(comma, list.find(';')));
            list.remove_prefix(std::min(comma + 1, list.size()));
            item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
            item = item.substr(0, item.find_last_not_of(" \t") + 1);
            if (sameIgnoringCase(item, kJson)) return true;
        }
    }
    return false;
}

std::string toLine(const metrics::Problem& problem) {
    std::string line;
    if (problem.line > 0)
        line = std::to_string(problem.line) + ':' + std::to_string(problem.column) + ' ';
    if (!problem.metric.empty()) line += problem.metric + ": ";
    line += problem.text + " (" + problem.rule + ')';
    // One problem a line, whatever a label value held.
    std::ranges::replace(line, '\n', ' ');
    return line;
}

Answer problems(int status, std::string_view sentence, std::span<const metrics::Problem> found,
                bool asJson) {
    if (asJson) return json(status, lintJson(sentence, found));
    Answer answer = plain(status, sentence);
    for (const metrics::Problem& problem : found) answer.body += toLine(problem) + '\n';
    return answer;
}

std::optional<metrics::Problem> unreadable(const Refusal& refusal) {
    if (refusal.line == 0) return std::nullopt;
    return metrics::Problem{.rule = "unreadable",
                            .metric = {},
                            .text = refusal.sentence,
                            .severity = metrics::Severity::Error,
                            .line = refusal.line,
                            .column = refusal.column,
                            .length = 0};
}

Answer refused(const Refusal& refusal, bool asJson) {
    if (!asJson) return plain(refusal);
    std::vector<metrics::Problem> found;
    if (auto problem = unreadable(refusal)) found.push_back(std::move(*problem));
    return problems(refusal.status, refusal.sentence, found, asJson);
}

void appendProblems(std::string& out, std::span<const metrics::Problem> found) {
    out += '[';
    bool first = true;
    for (const metrics::Problem& problem : found) {
        out += std::exchange(first, false) ? "{\"rule\":" : ",{\"rule\":";
        appendJson(out, problem.rule);
        out += ",\"metric\":";
        appendJson(out, problem.metric);
        out += ",\"text\":";
        appendJson(out, problem.text);
        out += problem.severity == metrics::Severity::Error ? ",\"severity\":\"error\""
                                                            : ",\"severity\":\"warning\"";
        appendMember(out, "line", problem.line);
        appendMember(out, "column", problem.column);
        appendMember(out, "length", problem.length);
        out += '}';
    }
    out += ']';
}

std::string lintJson(std::string_view error, std::span<const metrics::Problem> found) {
    if (error.empty() && found.empty()) return "{\"status\":\"success\"}";
    std::string out = "{\"status\":\"error\",\"error\":";
    appendJson(out, error);
    out += ",\"problems\":";
    appendProblems(out, found);
    out += '}';
    return out;
}

Answer lintAnswer(std::span<const metrics::Problem> found) {
    if (found.empty()) return json(200, lintJson({}, {}));
    std::string sentence = std::to_string(found.size());
    sentence += found.size() == 1 ? " problem" : " problems";
    return json(200, lintJson(sentence, found));
}

}  // namespace gatepost::http
