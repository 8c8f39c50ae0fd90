// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/refusals.h"

#include <string>

#include "http/answers.h"
#include "http/wrapped_push.h"

namespace gatepost::proxy {

http::Answer forbidden(int status, std::string_view sentence, Route route) {
    http::Answer answer = http::plain(status, sentence);
    if (route == Route::WrappedPush) http::wrap(answer);
    http::setVerdict(answer, http::Verdict::Forbidden);
    return answer;
}

http::Answer tooMany(std::uint32_t wait, std::optional<Route> route) {
    http::Answer answer = route == Route::WrappedPush ? http::wrappedError(429, "too many requests")
                                                      : http::plain(429, "Too Many Requests");
    answer.set("Retry-After", std::to_string(wait));
    return answer;
}

http::Answer retry(int status, std::string_view sentence) {
    http::Answer answer = http::plain(status, sentence);
    answer.set("Retry-After", "1");
    return answer;
}

}  // namespace gatepost::proxy
