// SPDX-License-Identifier: Apache-2.0
// The part of an upstream's connection that TLS makes different. OpenSSL reads and writes the
// socket by itself, and may have to do either in order to do the other.
#include <utility>

#include "proxy/upstream/upstream_lane.h"

namespace gatepost::proxy {

using Kind = UpstreamFailure::Kind;

void UpstreamLink::handshake() {
    const Io io = m_tls->handshake();
    if (io == Io::WantRead || io == Io::WantWrite) return;
    if (io != Io::Done) return fail(Kind::Unreachable, m_tls->failure());
    m_state = State::Open;
    flushTls();
    if (m_state == State::Open) readTls();
}

void UpstreamLink::flushTls() {
    while (m_state == State::Open && m_written < m_jobs.size()) {
        UpstreamRequest& request = m_jobs[m_written].request;
        request.head += std::exchange(request.body, {});  // one record
        const std::string& bytes = request.head;
        const IoResult result = m_tls->write(std::string_view(bytes).substr(m_writtenBytes));
        if (result.io == Io::WantRead || result.io == Io::WantWrite) return;
        if (result.io != Io::Done) {
            // A server that refuses a request before it has read it all says why.
            readTls();
            if (m_state == State::Open) fail(Kind::Broken, m_tls->failure());
            return;
        }
        m_writtenBytes += result.bytes;
        if (m_writtenBytes < bytes.size()) continue;
        m_writtenBytes = 0;
        ++m_written;
    }
}

void UpstreamLink::readTls() {
    while (m_state == State::Open) {
        const IoResult result = m_tls->read(m_lane.readBuffer);
        if (result.io == Io::WantRead || result.io == Io::WantWrite) return;
        if (result.io == Io::Eof) return ended();
        if (result.io != Io::Done) return fail(Kind::Broken, m_tls->failure());
        if (!take({m_lane.readBuffer.data(), result.bytes})) return;
    }
}

}  // namespace gatepost::proxy
