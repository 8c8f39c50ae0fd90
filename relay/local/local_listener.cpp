// SPDX-License-Identifier: Apache-2.0
#include "relay/local/local_listener.h"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <system_error>
#include <utility>

#include "relay/local/paths.h"
#include "relay/local/peer.h"
#include "store/whole_file.h"

namespace gatepost::relay {

namespace {

ListenError notTaken(const store::StoreError& why, const std::filesystem::path& socket,
                     const std::filesystem::path& lock) {
    using Kind = ListenError::Kind;
    if (why.kind != store::StoreError::Kind::Locked) return {Kind::Failed, why.text};
    ListenError error{Kind::TakenByOther, socket.string() + ": another relay listens here"};
    const std::string signature = store::readWholeFile(lock).value_or("");
    std::from_chars(signature.data(), signature.data() + signature.size(), error.ownerPid);
    if (error.ownerPid > 0) error.text += " (process " + std::to_string(error.ownerPid) + ")";
    return error;
}

}  // namespace

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

    std::filesystem::path beside = m_path;
    beside += ".lock";
    auto lock = store::FileLock::take(beside);
    if (!lock) return std::unexpected(notTaken(lock.error(), m_path, beside));
    m_lock = std::move(*lock);
    m_lock->sign(std::to_string(::getpid()) + "\n");
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
