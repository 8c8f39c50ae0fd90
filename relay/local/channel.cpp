// SPDX-License-Identifier: Apache-2.0
#include "relay/local/channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace gatepost::relay {

namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

}  // namespace

Channel::Channel(int descriptor, ReadySet& ready) : m_descriptor(descriptor), m_ready(&ready) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    setReading(true);
}

Channel::~Channel() {
    stop();
    ::close(m_descriptor);
}

void Channel::stop() {
    if (m_ready) m_ready->forget(m_descriptor, *this, m_watched);
    m_ready = nullptr;
}

void Channel::onReady(ReadySet::Interest ready) {
    if (ready.write && m_flushing) flush();
    if (ready.read && m_reading) return emit readable();
    // Between a request and its answer nothing is read. That costs a call only where the peer does
    // not wait for the answer.
    if (!m_reading && m_watched.read) watch({.write = m_flushing});
}

void Channel::watch(ReadySet::Interest interest) {
    if (!m_ready) return;
    if (!m_ready->watch(m_descriptor, *this, m_watched, interest))
        QMetaObject::invokeMethod(this, &Channel::failed, Qt::QueuedConnection);
    m_watched = interest;
}

Channel::Read Channel::read(std::string& into) {
    static thread_local std::array<char, kReadBytes> buffer;
    ssize_t got = 0;
    do {
        got = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        into.append(buffer.data(), static_cast<std::size_t>(got));
        return Read::Data;
    }
    if (got == 0) return Read::Ended;
    return errno == EAGAIN ? Read::Nothing : Read::Failed;
}

void Channel::write(std::string_view bytes) {
    const bool wasEmpty = unsent() == 0;
    m_unsent.append(bytes);
    if (wasEmpty) flush();
}

void Channel::flush() {
    while (unsent() > 0) {
        const ssize_t put = ::send(m_descriptor, m_unsent.data() + m_sent, unsent(), MSG_NOSIGNAL);
        if (put >= 0) {
            m_sent += static_cast<std::size_t>(put);
            continue;
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN) {
            m_flushing = true;
            return watch({.read = m_watched.read, .write = true});
        }
        m_unsent.clear();
        m_sent = 0;
        m_flushing = false;
        watch({});
        emit failed();
        return;
    }
    m_unsent.clear();
    m_sent = 0;
    if (m_unsent.capacity() > kReadBytes) m_unsent.shrink_to_fit();
    const bool waited = m_flushing;
    m_flushing = false;
    if (waited) watch({.read = m_watched.read});
    if (m_endWhenDrained) ::shutdown(m_descriptor, SHUT_WR);
    if (waited) emit drained();
}

void Channel::setReading(bool on) {
    m_reading = on;
    if (on && !m_watched.read) watch({.read = true, .write = m_flushing});
}

void Channel::endWriting() {
    m_endWhenDrained = true;
    if (unsent() == 0) ::shutdown(m_descriptor, SHUT_WR);
}

}  // namespace gatepost::relay
