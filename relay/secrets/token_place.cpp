// SPDX-License-Identifier: Apache-2.0
#include "relay/secrets/token_place.h"

namespace gatepost::relay {

std::string toString(TokenPlace place) {
    switch (place) {
        case TokenPlace::Nowhere: return "nowhere";
        case TokenPlace::Keychain: return "keychain";
        case TokenPlace::File: return "file";
        case TokenPlace::TokenFile: return "token file";
    }
    return {};
}

}  // namespace gatepost::relay
