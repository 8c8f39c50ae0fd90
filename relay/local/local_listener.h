// SPDX-License-Identifier: Apache-2.0
// The local socket: its directory, its lock, the listening itself, and who is let in. The lock
// comes first: with UserAccessOption a second listen() would take a living relay's path away
// without an error. It is the kernel's. QLockFile goes by a process number in its file: a killed
// relay may have left none, or one that another program of its name has by now, and a full disk
// takes none. QLocalServer closes for good when accept() fails (EMFILE), so listening is looked
// after whenever a connection came or went. Engine's thread only.
#pragma once

#include <QLocalServer>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "relay/local/exchange.h"
#include "store/file_lock.h"

namespace gatepost::relay {

struct ListenError {
    enum class Kind : std::uint8_t { TakenByOther, Failed };
    Kind kind = Kind::Failed;
    std::string text;
    std::int64_t ownerPid = 0;  // of the other relay; 0 where its lock does not tell
    bool operator==(const ListenError&) const = default;
};

class LocalListener : public QLocalServer {
    Q_OBJECT
public:
    /// `taken` gets each caller's descriptor and owns it from then on.
    using Accept = std::function<void(int descriptor, Caller caller)>;

    explicit LocalListener(Accept taken);
    ~LocalListener() override;

    [[nodiscard]] std::expected<void, ListenError> open(const std::filesystem::path& path);
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// Listens again if Qt has stopped; call when a connection has ended.
    void lookAfter();

signals:
    void listeningLost(const QString& reason);
    void listeningAgain();

protected:
    void incomingConnection(quintptr descriptor) override;

private:
    [[nodiscard]] bool bind();

    Accept m_taken;
    std::filesystem::path m_path;
    std::optional<store::FileLock> m_lock;
    bool m_lost = false;
};

}  // namespace gatepost::relay
