// SPDX-License-Identifier: Apache-2.0
// What a try of address and token found, for people: exactly which part of the way failed, and what
// to do about it. Pure, but for the language.
#pragma once

#include <QString>

#include "relay/facade/connection_test.h"

namespace gatepost::ui {

[[nodiscard]] QString testWords(const relay::ConnectionTest& result, const QString& url);
/// The same where an invite is at hand: a server that misses a token is all that is wanted.
[[nodiscard]] QString testWordsWithInvite(const relay::ConnectionTest& result, const QString& url);
[[nodiscard]] bool wentWell(const relay::ConnectionTest& result, bool withInvite);
/// Of an invite that was not redeemed. `status` 0: no answer came, `detail` says why.
[[nodiscard]] QString inviteWords(int status, const QString& detail, const QString& url);

}  // namespace gatepost::ui
