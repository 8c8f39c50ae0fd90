// SPDX-License-Identifier: Apache-2.0
#include "relay/local/local_listener.h"

#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "relay/local/paths.h"
#include "relay/local/peer.h"

namespace gatepost::relay {

LocalListener::LocalListener(Accept taken) : m_taken(std::move(taken)) {
    setSocketOptions(QLocalServer::UserAccessOption);
}

LocalListener::~LocalListener() { close(); }

std::expected<void, ListenError> LocalListener::open(const std::filesystem::path& path) {
    using Kind = ListenError::Kind;
    std::error_code nowhere;
    m_path = std::filesystem::absolute(path, nowhere);
    if (nowhere) m_path = path;  // the working directory is gone
    if (m_path.native().size() > kLongestSocketPath)
        return std::unexpected(
            ListenError{Kind::Failed, m_path.string() + ": longer than a socket's path may be (" +
                                          std::to_string(kLongestSocketPath) + " bytes)"});
    if (std::string wrong = makePrivateDirectory(m_path.parent_path()); !wrong.empty())
        return std::unexpected(ListenError{Kind::Failed, std::move(wrong)});

    m_lock = std::make_unique<QLockFile>(QString::fromStdString(m_path.string() + ".lock"));
    m_lock->setStaleLockTime(0);  // stale is only what its process has left behind
    if (!m_lock->tryLock(0)) {
        ListenError error{Kind::Failed, m_path.string() + ".lock: cannot be written"};
        qint64 pid = 0;
        QString host;
        QString program;
        if (m_lock->error() == QLockFile::LockFailedError) {
            error.kind = Kind::TakenByOther;
            if (m_lock->getLockInfo(&pid, &host, &program)) error.ownerPid = pid;
            error.text = m_path.string() + ": another relay listens here (process " +
                         std::to_string(error.ownerPid) + ")";
        }
        m_lock.reset();
        return std::unexpected(std::move(error));
    }
    if (!bind()) {
        m_lock.reset();
        return std::unexpected(
            ListenError{Kind::Failed, m_path.string() + ": " + errorString().toStdString()});
    }
    return {};
}

bool LocalListener::bind() {
    if (!listen(QString::fromStdString(m_path.string()))) return false;
    ::chmod(m_path.c_str(), 0600);
    return true;
}

void LocalListener::incomingConnection(quintptr descriptor) {
    const int fd = static_cast<int>(descriptor);
    const auto peer = peerCredentials(fd);
    if (!peer || peer->uid != ownUid()) {
        ::close(fd);
    } else {
        Caller caller;
        caller.entrance = Entrance::LocalSocket;
        caller.process = peerProcess(fd, *peer);
        m_taken(fd, std::move(caller));
    }
    QMetaObject::invokeMethod(this, &LocalListener::lookAfter, Qt::QueuedConnection);
}

void LocalListener::lookAfter() {
    if (isListening() || !m_lock) return;
    if (bind()) {
        if (std::exchange(m_lost, false)) emit listeningAgain();
        return;
    }
    if (!std::exchange(m_lost, true)) emit listeningLost(errorString());
}

}  // namespace gatepost::relay
