// SPDX-License-Identifier: Apache-2.0
#include "relay/secrets/file_secret_store.h"

#include <QFile>
#include <QSaveFile>

#include "relay/local/paths.h"

namespace gatepost::relay {

namespace {

constexpr auto kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr auto kForeign = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                          QFileDevice::ReadOther | QFileDevice::WriteOther;

QString nameOf(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

std::unexpected<SecretError> unavailable(const std::filesystem::path& path, const QString& why) {
    return std::unexpected(
        SecretError{SecretError::Kind::Unavailable, path.string() + ": " + why.toStdString()});
}

}  // namespace

std::expected<std::string, SecretError> readTokenFile(const std::filesystem::path& path) {
    QFile file(nameOf(path));
    if (!file.exists())
        return std::unexpected(
            SecretError{SecretError::Kind::NotFound, path.string() + ": not there"});
    if (!file.open(QIODevice::ReadOnly)) return unavailable(path, file.errorString());
    if (file.permissions() & kForeign)
        return unavailable(path, QStringLiteral("others may read or write it (chmod 600)"));
    const QByteArray line = file.readLine(static_cast<qint64>(kSecretBytes) + 2).trimmed();
    if (line.isEmpty()) return unavailable(path, QStringLiteral("it is empty"));
    if (line.size() > static_cast<qsizetype>(kSecretBytes))
        return unavailable(path, QStringLiteral("its first line is too long for a token"));
    return line.toStdString();
}

FileSecretStore::FileSecretStore(std::filesystem::path directory)
    : m_directory(std::move(directory)) {}

void FileSecretStore::read(const std::string& name, Read done) {
    done(readTokenFile(m_directory / name));
}

void FileSecretStore::write(const std::string& name, const std::string& secret, Done done) {
    if (const std::string wrong = makePrivateDirectory(m_directory); !wrong.empty())
        return done(std::unexpected(SecretError{SecretError::Kind::Unavailable, wrong}));
    QSaveFile file(nameOf(m_directory / name));
    const bool opened = file.open(QIODevice::WriteOnly) && file.setPermissions(kOwnerOnly);
    const QByteArray bytes = QByteArray::fromStdString(secret + "\n");
    if (!opened || file.write(bytes) != bytes.size() || !file.commit())
        return done(unavailable(m_directory / name, file.errorString()));
    done({});
}

void FileSecretStore::remove(const std::string& name, Done done) {
    QFile file(nameOf(m_directory / name));
    if (file.exists() && !file.remove())
        return done(unavailable(m_directory / name, file.errorString()));
    done({});
}

}  // namespace gatepost::relay
