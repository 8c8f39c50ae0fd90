// SPDX-License-Identifier: Apache-2.0
#include "relay/local/exchange.h"

#include "relay/local/connection.h"

namespace gatepost::relay {

Exchange::Exchange(Connection* connection, http::Request request)
    : m_connection(connection),
      m_request(std::move(request)),
      m_head(m_request.head),
      m_caller(connection->caller()) {}

void Exchange::answer(const http::Answer& answer) {
    if (m_answered) return;
    m_answered = true;
    if (m_connection) m_connection->answer(m_head, answer);
}

void Exchange::openStream(const http::Answer& head, std::function<void()> gone) {
    if (m_answered) return;
    m_answered = true;
    if (m_connection) {
        m_connection->openStream(head, std::move(gone));
    } else {
        gone();
    }
}

bool Exchange::write(std::string_view bytes) {
    return m_connection && m_connection->writeStream(bytes);
}

}  // namespace gatepost::relay
