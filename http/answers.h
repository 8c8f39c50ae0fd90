// SPDX-License-Identifier: Apache-2.0
// The answers that both programs give: error bodies, verdicts, problems. Text bodies look as Go's
// http.Error makes them, for that is what the Pushgateway's clients know. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"
#include "metrics/lint/problem.h"

namespace gatepost::http {

/// What the proxy thinks of a push, in Gatepost-Verdict: an answer without it may be a stranger's.
enum class Verdict : std::uint8_t { Accepted, Superseded, Rejected, Forbidden };

[[nodiscard]] std::string_view toString(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdictOf(std::string_view name);

inline constexpr std::string_view kVerdictField = "Gatepost-Verdict";
inline constexpr std::string_view kLintProblemsField = "Gatepost-Lint-Problems";
inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kTextFormat = "text/plain; version=0.0.4; charset=utf-8";

/// text/plain with nosniff, the sentence and a line feed.
[[nodiscard]] Answer plain(int status, std::string_view sentence);
[[nodiscard]] Answer plain(const Refusal& refusal);
/// `text` is JSON already.
[[nodiscard]] Answer json(int status, std::string text);
/// No body, no Content-Type: the Pushgateway's 200 and 202.
[[nodiscard]] Answer empty(int status);
/// `404 page not found`, as Go says it.
[[nodiscard]] Answer notFound();
/// 405 with Allow; `allow` as `GET, OPTIONS`.
[[nodiscard]] Answer methodNotAllowed(std::string_view allow);
/// 200 to OPTIONS.
[[nodiscard]] Answer allowed(std::string_view allow);

void setVerdict(Answer& answer, Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdict(const Answer& answer);
void setLintProblems(Answer& answer, std::size_t count);

/// The caller asked for application/json (the relay does).
[[nodiscard]] bool prefersJson(const RequestHead& head);

/// `line:column metric: text (rule)`; without a place in the body the line starts at the metric.
[[nodiscard]] std::string toLine(const metrics::Problem& problem);
/// The sentence, then one problem a line; or the /lint error object.
[[nodiscard]] Answer problems(int status, std::string_view sentence,
                              std::span<const metrics::Problem> found, bool asJson);

/// What a refusal's place says, as a problem of its own: `unreadable`. Nothing where it has none.
[[nodiscard]] std::optional<metrics::Problem> unreadable(const Refusal& refusal);
/// The sentence alone, or the /lint error object, which also says where.
[[nodiscard]] Answer refused(const Refusal& refusal, bool asJson);

/// The array alone.
void appendProblems(std::string& out, std::span<const metrics::Problem> found);
/// The JSON of POST /lint: success without problems, else error with them.
[[nodiscard]] std::string lintJson(std::string_view error, std::span<const metrics::Problem> found);
[[nodiscard]] Answer lintAnswer(std::span<const metrics::Problem> found);

}  // namespace gatepost::http
