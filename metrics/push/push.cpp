// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/push.h"

namespace gatepost::metrics {

std::string_view toString(PushMethod method) {
    switch (method) {
        case PushMethod::Put: return "PUT";
        case PushMethod::Post: return "POST";
        case PushMethod::Delete: return "DELETE";
    }
    return {};
}

std::optional<PushMethod> pushMethodOf(std::string_view method) {
    for (const auto candidate : {PushMethod::Put, PushMethod::Post, PushMethod::Delete})
        if (method == toString(candidate)) return candidate;
    return std::nullopt;
}

Change fold(const Change& waiting, const Change& next) {
    if (next.method != PushMethod::Post) return next;
    switch (waiting.method) {
        case PushMethod::Delete: return {PushMethod::Put, next.families};
        case PushMethod::Put:
        case PushMethod::Post: return {waiting.method, waiting.families.replacedBy(next.families)};
    }
    return next;
}

FamilySet applied(const FamilySet& held, const Change& change) {
    switch (change.method) {
        case PushMethod::Put: return change.families;
        case PushMethod::Post: return held.replacedBy(change.families);
        case PushMethod::Delete: return {};
    }
    return held;
}

}  // namespace gatepost::metrics
