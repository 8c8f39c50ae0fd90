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

Channel::Channel(int descriptor, QObject* parent)
    : QObject(parent),
      m_descriptor(descriptor),
      m_reader(descriptor, QSocketNotifier::Read),
      m_writer(descriptor, QSocketNotifier::Write) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    m_writer.setEnabled(false);
    connect(&m_reader, &QSocketNotifier::activated, this, &Channel::readable);
    connect(&m_writer, &QSocketNotifier::activated, this, &Channel::flush);
}

Channel::~Channel() {
    m_reader.setEnabled(false);
    m_writer.setEnabled(false);
    ::close(m_descriptor);
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
            m_writer.setEnabled(true);
            return;
        }
        m_writer.setEnabled(false);
        m_unsent.clear();
        m_sent = 0;
        emit failed();
        return;
    }
    m_unsent.clear();
    m_sent = 0;
    if (m_unsent.capacity() > kReadBytes) m_unsent.shrink_to_fit();
    const bool waited = m_writer.isEnabled();
    m_writer.setEnabled(false);
    if (m_endWhenDrained) ::shutdown(m_descriptor, SHUT_WR);
    if (waited) emit drained();
}

void Channel::setReading(bool on) { m_reader.setEnabled(on); }

void Channel::endWriting() {
    m_endWhenDrained = true;
    if (unsent() == 0) ::shutdown(m_descriptor, SHUT_WR);
}

}  // namespace gatepost::relay
