// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <filesystem>
#include <vector>

#include "relay/local/peer.h"
#include "store/whole_file.h"

namespace gatepost::relay {

namespace {

// Linux 6.5; Debian 12's headers do not know it.
constexpr int kSoPeerPidfd = 77;

/// Empty where the process is gone.
std::string statOf(std::int64_t pid) {
    return store::readWholeFile("/proc/" + std::to_string(pid) + "/stat").value_or("");
}

/// Field 22 of /proc/PID/stat, counted after the command, which may hold blanks and parentheses.
std::uint64_t startTimeOf(std::int64_t pid) {
    const std::string stat = statOf(pid);
    std::size_t at = stat.rfind(')');
    if (at == std::string::npos) return 0;
    ++at;
    for (int field = 2; field < 22; ++field) {
        at = stat.find(' ', at);
        if (at == std::string::npos) return 0;
        if (field < 21) ++at;
    }
    std::uint64_t ticks = 0;
    std::from_chars(stat.data() + at + 1, stat.data() + stat.size(), ticks);
    return ticks;
}

bool isZombie(std::int64_t pid) {
    const std::string stat = statOf(pid);
    const std::size_t at = stat.rfind(')');
    return at != std::string::npos && at + 2 < stat.size() &&
           (stat[at + 2] == 'Z' || stat[at + 2] == 'X');
}

bool hasEnded(int pidfd) {
    pollfd entry{pidfd, POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

}  // namespace

std::optional<PeerCredentials> peerCredentials(int descriptor) {
    ucred credentials{};
    socklen_t size = sizeof(credentials);
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return std::nullopt;
    return PeerCredentials{credentials.pid, credentials.uid};
}

std::uint32_t ownUid() { return ::geteuid(); }

std::string userName(std::uint32_t uid) {
    std::vector<char> buffer(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || !found) return {};
    return found->pw_name;
}

OwnerProcess describeProcess(std::int64_t pid) {
    OwnerProcess process;
    if (pid <= 0) return process;
    const std::uint64_t startTime = startTimeOf(pid);
    if (startTime == 0) return process;
    process.pid = pid;
    process.startTime = startTime;
    process.bootId = bootId();
    std::error_code error;
    process.executable =
        std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe", error).string();
    process.alive = !isZombie(pid);
    return process;
}

OwnerProcess peerProcess(int descriptor, const PeerCredentials& peer) {
    OwnerProcess process = describeProcess(peer.pid);
    // The pid may have been given to another since it connected: the kernel's handle on the very
    // process tells, where there is one.
    int pidfd = -1;
    socklen_t size = sizeof(pidfd);
    if (::getsockopt(descriptor, SOL_SOCKET, kSoPeerPidfd, &pidfd, &size) == 0 && pidfd >= 0) {
        if (hasEnded(pidfd)) process = {};
        ::close(pidfd);
    }
    process.user = userName(peer.uid);
    return process;
}

bool isAlive(const OwnerProcess& process) {
    return process.pid > 0 && process.bootId == bootId() &&
           startTimeOf(process.pid) == process.startTime && !isZombie(process.pid);
}

int processDescriptor(std::int64_t pid) {
    return static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0));
}

std::string bootId() {
    static const std::string id = [] {
        std::string text = store::readWholeFile("/proc/sys/kernel/random/boot_id").value_or("");
        while (!text.empty() && text.back() == '\n') text.pop_back();
        return text;
    }();
    return id;
}

void raiseFileLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace gatepost::relay
