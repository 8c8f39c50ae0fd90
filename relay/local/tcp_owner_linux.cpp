// SPDX-License-Identifier: Apache-2.0
// The format is in the kernel's Documentation/networking/proc_net_tcp.rst.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "relay/local/peer.h"
#include "relay/local/tcp_owner.h"
#include "store/whole_file.h"

namespace gatepost::relay {

namespace fs = std::filesystem;

namespace {

std::string hexOfWords(const void* bytes, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; i += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, static_cast<const char*>(bytes) + i, 4);
        std::array<char, 9> text{};
        std::snprintf(text.data(), text.size(), "%08X", word);
        out += text.data();
    }
    return out;
}

/// As the table prints an address: words in the machine's order, the port as a number.
std::string tableForm(const void* address, std::size_t size, in_port_t port) {
    std::array<char, 6> text{};
    std::snprintf(text.data(), text.size(), ":%04X", ntohs(port));
    return hexOfWords(address, size) + text.data();
}

std::string tableForm(const sockaddr_in& four) {
    return tableForm(&four.sin_addr, 4, four.sin_port);
}

std::string tableForm(const sockaddr_in6& six) {
    return tableForm(&six.sin6_addr, 16, six.sin6_port);
}

/// Of a socket that was opened for IPv6 and speaks IPv4, as Java's do.
std::string mappedForm(const sockaddr_in& four) {
    sockaddr_in6 six{};
    six.sin6_port = four.sin_port;
    six.sin6_addr.s6_addr[10] = six.sin6_addr.s6_addr[11] = 0xff;
    std::memcpy(&six.sin6_addr.s6_addr[12], &four.sin_addr, 4);
    return tableForm(six);
}

template <typename Address>
Address as(const sockaddr_storage& address) {
    Address out{};
    std::memcpy(&out, &address, sizeof(out));
    return out;
}

struct Place {
    const char* file;
    std::string local;
    std::string remote;
};

/// Where the caller's end of a connection may stand.
std::vector<Place> placesOf(const sockaddr_storage& local, const sockaddr_storage& remote) {
    if (local.ss_family != AF_INET)
        return {{"/proc/net/tcp6", tableForm(as<sockaddr_in6>(local)),
                 tableForm(as<sockaddr_in6>(remote))}};
    const auto from = as<sockaddr_in>(local);
    const auto to = as<sockaddr_in>(remote);
    return {{"/proc/net/tcp", tableForm(from), tableForm(to)},
            {"/proc/net/tcp6", mappedForm(from), mappedForm(to)}};
}

std::string_view nextWord(std::string_view& line) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return word;
}

template <typename Number>
Number numberOf(std::string_view text) {
    Number number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// Whether `visit` says true of an entry. A folder that vanishes meanwhile ends the walk.
template <typename Visit>
bool anyEntry(const fs::path& folder, Visit visit) {
    std::error_code gone;
    for (fs::directory_iterator at(folder, gone), end; !gone && at != end; at.increment(gone))
        if (visit(at->path())) return true;
    return false;
}

OwnerProcess processOfInode(std::uint64_t inode) {
    const std::string wanted = "socket:[" + std::to_string(inode) + "]";
    const auto isWanted = [&](const fs::path& link) {
        std::error_code closed;
        return fs::read_symlink(link, closed).native() == wanted;
    };
    std::int64_t owner = 0;
    anyEntry("/proc", [&](const fs::path& process) {
        const auto pid = numberOf<std::int64_t>(process.filename().native());
        if (pid == 0 || !anyEntry(process / "fd", isWanted)) return false;
        owner = pid;
        return true;
    });
    return describeProcess(owner);
}

}  // namespace

std::optional<TcpRow> findTcpRow(std::string_view table, std::string_view local,
                                 std::string_view remote) {
    while (!table.empty()) {
        const std::size_t end = std::min(table.find('\n'), table.size());
        std::string_view line = table.substr(0, end);
        table.remove_prefix(std::min(end + 1, table.size()));
        nextWord(line);  // sl
        if (nextWord(line) != local || nextWord(line) != remote) continue;
        for (int skipped = 0; skipped < 4; ++skipped) nextWord(line);  // st, queues, timer, retries
        TcpRow row;
        row.uid = numberOf<std::uint32_t>(nextWord(line));
        nextWord(line);  // timeout
        row.inode = numberOf<std::uint64_t>(nextWord(line));
        return row;
    }
    return std::nullopt;
}

TcpOwner tcpOwner(int descriptor) {
    sockaddr_storage ours{};
    sockaddr_storage theirs{};
    socklen_t size = sizeof(ours);
    TcpOwner owner;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&ours), &size) != 0) return owner;
    size = sizeof(theirs);
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&theirs), &size) != 0) return owner;
    for (const Place& place : placesOf(theirs, ours)) {
        const std::string table = store::readWholeFile(place.file).value_or("");
        const auto row = findTcpRow(table, place.local, place.remote);
        // A socket whose process has closed it already has no inode and is nobody's.
        if (!row || row->inode == 0) continue;
        owner.sameUser = row->uid == ownUid();
        if (owner.sameUser) {
            owner.process = processOfInode(row->inode);
            owner.process.user = userName(row->uid);
        }
        return owner;
    }
    return owner;
}

}  // namespace gatepost::relay
