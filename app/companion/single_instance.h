// SPDX-License-Identifier: Apache-2.0
// One companion per user (or per portable directory): the kernel's lock on a file decides who is
// first, a local socket beside it carries what a second start wants. The lock comes before the
// socket, so a stale socket is nobody's and a living one is never taken over. Messages are capped
// in bytes and time.
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QStringList>
#include <filesystem>
#include <functional>
#include <optional>

#include "store/file_lock.h"

namespace gatepost::app {

inline constexpr int kLongestMessage = 64 * 1024;
inline constexpr int kMessageMilliseconds = 5000;

class SingleInstance : public QObject {
    Q_OBJECT
public:
    /// `directory` exists and is the user's own. The answer to a message's arguments goes back to
    /// the second start, which prints it.
    using Handler = std::function<QString(const QStringList& arguments)>;

    explicit SingleInstance(const QString& directory, QObject* parent = nullptr);
    ~SingleInstance() override;

    /// True: this is the first.
    [[nodiscard]] bool acquire();
    /// Whether another is. A question does not stand in the way of a start.
    [[nodiscard]] bool taken() const;
    void listen(Handler handler);
    /// Sends to the first and waits for its answer; nullopt where there is none. For a program that
    /// does nothing else.
    [[nodiscard]] std::optional<QString> send(const QStringList& arguments) const;

private:
    void onConnection();

    QString m_socket;
    std::filesystem::path m_lockFile;
    std::optional<store::FileLock> m_lock;
    QLocalServer m_server;
    Handler m_handler;
};

}  // namespace gatepost::app
