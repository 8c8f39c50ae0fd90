// SPDX-License-Identifier: Apache-2.0
// One file a secret, mode 0600, in a directory that only the user may enter; written atomically.
// Answers at once.
#pragma once

#include <filesystem>

#include "relay/secrets/secret_store.h"

namespace gatepost::relay {

class FileSecretStore : public SecretStore {
public:
    explicit FileSecretStore(std::filesystem::path directory);

    void read(const std::string& name, Read done) override;
    void write(const std::string& name, const std::string& secret, Done done) override;
    void remove(const std::string& name, Done done) override;
    [[nodiscard]] SecretPlace placeOf(const std::string&) const override {
        return SecretPlace::File;
    }

private:
    std::filesystem::path m_directory;
};

/// A token file of the user's own (--token-file): its first line. Others must not be able to read
/// it.
[[nodiscard]] std::expected<std::string, SecretError> readTokenFile(
    const std::filesystem::path& file);

}  // namespace gatepost::relay
