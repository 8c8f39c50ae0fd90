// SPDX-License-Identifier: Apache-2.0
// The key of an encrypted outbox: read from the secret store, or made there. Answers as the store
// does, later; never blocks.
#pragma once

#include <expected>
#include <functional>

#include "relay/outbox/outbox.h"
#include "relay/secrets/secret_store.h"

namespace gatepost::relay {

using KeyAnswer = std::function<void(std::expected<EncryptionKey, SecretError>)>;

/// NotFound may mean that the keychain is locked.
void readOutboxKey(SecretStore& store, KeyAnswer done);
/// A new key, which is read back before it is used: what is sealed with a key that nobody kept is
/// lost. Only where nothing is sealed yet, for an older key would be gone.
void makeOutboxKey(SecretStore& store, KeyAnswer done);

}  // namespace gatepost::relay
