// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/push_answer.h"

#include <algorithm>
#include <utility>

#include "http/batch.h"
#include "http/problems_json.h"

namespace gatepost::relay {

namespace {

/// The server's reasons: the problems object where it sent one, else its text.
Rejection rejectionOf(int status, const std::string& body) {
    Rejection rejection;
    rejection.status = status;
    rejection.reason = body;
    if (auto read = http::readLintResult(body)) {
        rejection.reason = std::move(read->error);
        rejection.problems = std::move(read->problems);
    }
    while (rejection.reason.ends_with('\n')) rejection.reason.pop_back();
    return rejection;
}

PushAnswer receiptAnswer(http::Receipt receipt) {
    PushAnswer answer;
    answer.scope = BackoffScope::Group;
    answer.outcome = classifyReceipt(receipt.status, receipt.verdict);
    answer.said.status = receipt.status;
    answer.said.verdict = receipt.verdict;
    answer.said.body = receipt.error;
    if (receipt.retryAfter) answer.said.retryAfter = std::chrono::seconds(*receipt.retryAfter);
    answer.why = {receipt.status, std::move(receipt.error), std::move(receipt.problems)};
    return answer;
}

PushAnswer noReceipt(std::string why) {
    PushAnswer answer;
    answer.scope = BackoffScope::Group;
    answer.said.transport = std::move(why);
    return answer;
}

}  // namespace

PushAnswer singleAnswer(const UplinkReply& reply, UplinkKind kind, std::int64_t now) {
    PushAnswer answer;
    answer.said = answerOf(reply, now);
    answer.outcome = classify(answer.said, kind);
    answer.scope = backoffScope(answer.said, Carried::OnePush);
    if (answer.outcome == Outcome::Rejected || answer.outcome == Outcome::TooLarge)
        answer.why = rejectionOf(reply.status, reply.body);
    return answer;
}

std::vector<PushAnswer> batchAnswers(std::string_view receipts,
                                     std::span<const Delivery> deliveries) {
    std::vector<PushAnswer> answers;
    for (const Delivery& delivery : deliveries) {
        const auto line = http::nextLine(receipts);
        auto receipt = line ? http::readReceipt(*line)
                            : std::unexpected(std::string("the answer has too few receipts"));
        // Without an id: of a line that could not be read.
        if (receipt && !receipt->id.empty() && receipt->id != delivery.pushId)
            receipt = std::unexpected(std::string("the receipts are out of order"));
        answers.push_back(receipt ? receiptAnswer(std::move(*receipt))
                                  : noReceipt(std::move(receipt.error())));
    }
    return answers;
}

bool hasReceipts(const UplinkReply& reply) {
    const auto type = reply.field("Content-Type");
    return reply.status == 200 && type && type->starts_with(http::kNdjson);
}

Outcome classifyQuestion(const UplinkAnswer& answer, UplinkKind kind) {
    const Outcome outcome = classify(answer, kind);
    const bool ours = outcome == Outcome::AuthStop || outcome == Outcome::Retry;
    return ours ? outcome : Outcome::Stranger;
}

std::string inWords(const UplinkAnswer& answer) {
    if (answer.status == 0) return answer.transport;
    std::string words = std::to_string(answer.status);
    if (answer.html) return words;
    const auto read = http::readLintResult(answer.body);
    const std::string said = read && !read->error.empty() ? read->error : answer.body;
    const std::size_t end = std::min(said.find('\n'), said.size());
    if (end > 0) words += " " + said.substr(0, end);
    return words;
}

}  // namespace gatepost::relay
