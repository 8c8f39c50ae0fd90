// SPDX-License-Identifier: Apache-2.0
// The desktop's keychain through QtKeychain, with a second store behind it for where there is none:
// a write that the keychain refuses goes there, a read that finds nothing looks there. A keychain
// may wait for the user to unlock it, so every job has a time limit. Needs an event loop. Null
// behind it: what the keychain does not keep is kept nowhere.
//
// A locked keyring answers "not found" like an empty one: see Settings::tokenStored.
#pragma once

#include <QObject>
#include <QString>
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "relay/secrets/secret_store.h"

namespace gatepost::relay {

class KeychainSecretStore : public QObject, public SecretStore {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds kAnswerLimit{20};

    KeychainSecretStore(QString service, std::unique_ptr<SecretStore> behind,
                        QObject* parent = nullptr);

    void read(const std::string& name, Read done) override;
    void write(const std::string& name, const std::string& secret, Done done) override;
    void remove(const std::string& name, Done done) override;
    [[nodiscard]] SecretPlace placeOf(const std::string& name) const override {
        return m_inFile.contains(name) ? SecretPlace::File : SecretPlace::Keychain;
    }

private:
    QString m_service;
    std::set<std::string> m_inFile;  // names that the keychain did not take or have
    std::unique_ptr<SecretStore> m_behind;
};

}  // namespace gatepost::relay
