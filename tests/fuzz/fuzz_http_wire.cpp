// SPDX-License-Identifier: Apache-2.0
// Every document that a peer may send: what is read, is written and read back the same.
#include <cstdint>
#include <cstdlib>

#include "http/base64.h"
#include "http/batch.h"
#include "http/dates.h"
#include "http/guards.h"
#include "http/problems_json.h"
#include "http/rules_json.h"
#include "http/wrapped_push.h"

using namespace gatepost::http;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void batches(std::string_view text) {
    if (const auto push = readBatchLine(text)) {
        std::string line;
        appendBatchLine(line, *push);
        require(line.find('\n') == line.size() - 1);
        const auto again = readBatchLine(line);
        // Bytes that are no UTF-8 were refused by the JSON reader before.
        require(again && *again == *push);
    }
    if (const auto receipt = readReceipt(text)) {
        std::string line;
        appendReceipt(line, *receipt);
        const auto again = readReceipt(line);
        require(again && *again == *receipt);
    }
    if (const auto leases = readLeaseRequest(text)) {
        const auto again = readLeaseRequest(toJson(*leases));
        require(again && *again == *leases);
    }
    if (const auto answer = readLeaseAnswer(text)) {
        const auto again = readLeaseAnswer(toJson(*answer));
        require(again && *again == *answer);
    }
}

void documents(std::string_view text) {
    if (const auto rules = readRules(text)) {
        const std::string written = toJson(*rules);
        const auto again = readRules(written);
        require(again && toJson(*again) == written);
    }
    if (const auto who = readWhoAmI(text)) {
        const auto again = readWhoAmI(toJson(*who));
        require(again && *again == *who);
    }
    if (const auto push = readWrappedPush(text)) {
        const auto again = readWrappedPush(toJson(*push));
        require(again && *again == *push);
    }
    (void)readLintResult(text);
}

void texts(std::string_view text) {
    if (const auto bytes = decodeBase64(text)) require(encodeBase64(*bytes) == text);
    require(decodeBase64(encodeBase64(text)) == text);
    if (const auto time = parseRfc3339(text)) require(parseRfc3339(rfc3339(*time)) == time);
    if (const auto date = parseHttpDate(text)) require(parseHttpDate(httpDate(*date)) == date);
    if (const auto wait = retryAfter(text, 0)) require(*wait <= kRetryAfterCapSeconds);
    (void)parseTargetUrl(text);
    (void)credentials(std::optional(text));
    if (const auto sequence = sequenceOf(text))
        require(sequenceOf(toString(*sequence)) == sequence);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    batches(text);
    documents(text);
    texts(text);
    return 0;
}
