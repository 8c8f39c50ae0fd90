// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/classify.h"

namespace gatepost::relay {

namespace {

bool isSuccess(int status) { return status >= 200 && status < 300; }

bool isRejection(int status) {
    return status == 400 || status == 403 || status == 409 || status == 422;
}

bool isTooLarge(int status) { return status == 413 || status == 414 || status == 431; }

bool isTransient(int status) {
    return status == 0 || status == 408 || status == 425 || status == 429 ||
           (status >= 500 && status < 600);
}

Outcome classifyGatepost(const UplinkAnswer& answer) {
    const int status = answer.status;
    if (isSuccess(status) && answer.verdict == Verdict::Accepted) return Outcome::Done;
    if (isSuccess(status) && answer.verdict == Verdict::Superseded) return Outcome::Superseded;
    if (isRejection(status) && answer.verdict == Verdict::Rejected) return Outcome::Rejected;
    if (status == 401 || status == 407) return Outcome::AuthStop;
    if (status == 403 && answer.verdict == Verdict::Forbidden) return Outcome::AuthStop;
    if (isTooLarge(status)) return Outcome::TooLarge;
    if (isTransient(status)) return Outcome::Retry;
    return Outcome::Stranger;
}

/// A bare Pushgateway sends no verdict, but it never sends HTML to a push either.
Outcome classifyPushgateway(const UplinkAnswer& answer) {
    const int status = answer.status;
    if (isSuccess(status)) return answer.html ? Outcome::Stranger : Outcome::Done;
    if (status == 401 || status == 403 || status == 407) return Outcome::AuthStop;
    if (isRejection(status)) return answer.html ? Outcome::Stranger : Outcome::Rejected;
    if (isTooLarge(status)) return Outcome::TooLarge;
    if (isTransient(status)) return Outcome::Retry;
    return Outcome::Stranger;
}

}  // namespace

Outcome classify(const UplinkAnswer& answer, UplinkKind kind) {
    return kind == UplinkKind::Gatepost ? classifyGatepost(answer) : classifyPushgateway(answer);
}

BackoffScope backoffScope(const UplinkAnswer& answer, Carried carried) {
    const bool ownFault = answer.status >= 500 && answer.status != 503 && answer.status < 600;
    return ownFault && carried == Carried::OnePush ? BackoffScope::Group : BackoffScope::Uplink;
}

Outcome classifyReceipt(int status, std::optional<Verdict> verdict) {
    UplinkAnswer answer;
    answer.status = status;
    answer.verdict = verdict;
    const Outcome outcome = classifyGatepost(answer);
    // The batch itself was answered by the proxy, so a line that makes no sense is retried.
    return outcome == Outcome::Stranger ? Outcome::Retry : outcome;
}

}  // namespace gatepost::relay
