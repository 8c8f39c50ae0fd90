// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/status.h"

namespace gatepost::relay {

std::uint64_t LedgerValue::lostInAll() const {
    std::uint64_t sum = 0;
    for (const auto& [cause, count] : lost) sum += count;
    return sum;
}

std::string toString(Intake intake) {
    switch (intake) {
        case Intake::Starting: return "starting";
        case Intake::Listening: return "listening";
        case Intake::Failed: return "failed";
        case Intake::TakenByOther: return "taken by another relay";
    }
    return {};
}

std::string toString(Upstream upstream) {
    switch (upstream) {
        case Upstream::Unconfigured: return "unconfigured";
        case Upstream::Idle: return "idle";
        case Upstream::Sending: return "sending";
        case Upstream::Backoff: return "backoff";
        case Upstream::Offline: return "offline";
        case Upstream::AuthRejected: return "auth rejected";
        case Upstream::Stranger: return "stranger";
        case Upstream::Paused: return "paused";
        case Upstream::Metered: return "metered";
    }
    return {};
}

std::string toString(SecretState state) {
    switch (state) {
        case SecretState::None: return "none";
        case SecretState::Ready: return "ready";
        case SecretState::Locked: return "locked";
        case SecretState::Unavailable: return "unavailable";
    }
    return {};
}

std::string toString(ClientKey state) {
    switch (state) {
        case ClientKey::None: return "none";
        case ClientKey::Ready: return "ready";
        case ClientKey::Unreadable: return "unreadable";
        case ClientKey::Locked: return "locked";
        case ClientKey::WrongPassphrase: return "wrong passphrase";
    }
    return {};
}

std::string toString(Rules rules) {
    switch (rules) {
        case Rules::Default: return "default";
        case Rules::Fetched: return "fetched";
        case Rules::EngineDiffers: return "engine differs";
    }
    return {};
}

std::string toString(OutboxState state) {
    switch (state) {
        case OutboxState::Ok: return "ok";
        case OutboxState::Recovered: return "recovered";
        case OutboxState::Locked: return "locked";
        case OutboxState::Failed: return "failed";
    }
    return {};
}

}  // namespace gatepost::relay
