// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/socket_bio.h"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>

namespace gatepost::proxy {
namespace {

struct Socket {
    int fd = -1;
    std::array<char, 6> beginning{};
    std::size_t begun = 0;  // of it
    bool isDrained = false;
    bool hasEnded = false;
};

Socket& socketOf(BIO* bio) { return *static_cast<Socket*>(BIO_get_data(bio)); }

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

/// A call of the system that no signal has cut short.
template <class Call>
ssize_t whole(Call call) {
    for (;;) {
        const ssize_t n = call();
        if (n >= 0 || errno != EINTR) return n;
    }
}

int readSome(BIO* bio, char* room, std::size_t size, std::size_t* bytes) {
    Socket& socket = socketOf(bio);
    BIO_clear_retry_flags(bio);
    const ssize_t n = whole([&] { return ::recv(socket.fd, room, size, 0); });
    if (n > 0) {
        *bytes = static_cast<std::size_t>(n);
        socket.isDrained = *bytes < size;
        for (std::size_t i = 0; i < *bytes && socket.begun < socket.beginning.size(); ++i) {
            socket.beginning[socket.begun++] = room[i];
        }
        return 1;
    }
    socket.hasEnded = n == 0;
    if (n < 0 && wouldBlock()) BIO_set_retry_read(bio);
    return 0;
}

int writeSome(BIO* bio, const char* from, std::size_t size, std::size_t* bytes) {
    BIO_clear_retry_flags(bio);
    const int fd = socketOf(bio).fd;
    const ssize_t n = whole([&] { return ::send(fd, from, size, MSG_NOSIGNAL); });
    if (n >= 0) {
        *bytes = static_cast<std::size_t>(n);
        return 1;
    }
    if (wouldBlock()) BIO_set_retry_write(bio);
    return 0;
}

long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return socketOf(bio).hasEnded ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int destroy(BIO* bio) {
    delete static_cast<Socket*>(BIO_get_data(bio));
    return 1;
}

using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;

Method makeMethod() {
    Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR,
                               "non-blocking socket"),
                  BIO_meth_free);
    if (method) {
        BIO_meth_set_read_ex(method.get(), readSome);
        BIO_meth_set_write_ex(method.get(), writeSome);
        BIO_meth_set_ctrl(method.get(), control);
        BIO_meth_set_destroy(method.get(), destroy);
    }
    return method;
}

}  // namespace

bio_st* makeSocketBio(int fd) {
    static const Method method = makeMethod();
    BIO* bio = method ? BIO_new(method.get()) : nullptr;
    if (bio == nullptr) return nullptr;
    BIO_set_data(bio, new Socket{.fd = fd});
    BIO_set_init(bio, 1);
    return bio;
}

void beginRead(bio_st* bio) { socketOf(bio).isDrained = false; }

std::string_view beginning(bio_st* bio) {
    const Socket& socket = socketOf(bio);
    return {socket.beginning.data(), socket.begun};
}

bool isDrained(bio_st* bio) { return socketOf(bio).isDrained; }

}  // namespace gatepost::proxy
