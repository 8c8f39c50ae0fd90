// SPDX-License-Identifier: Apache-2.0
// One GET over a local socket of the user's, on the event loop. Deletes itself when it is done.
#pragma once

#include <QLocalSocket>
#include <QObject>
#include <functional>

#include "http/response_reader.h"
#include "relay/scrape/target.h"

namespace gatepost::relay {

class LocalGet : public QObject {
    Q_OBJECT
public:
    /// The error says why nothing came.
    using Done = std::function<void(std::expected<http::Response, std::string>)>;

    LocalGet(const ScrapeTarget& target, std::uint64_t bodyBytes, QObject* parent, Done done);
    ~LocalGet() override;

private:
    void onBytes();
    void finish(std::expected<http::Response, std::string> result);

    QLocalSocket m_socket;
    http::ResponseReader m_reader;
    Done m_done;
};

}  // namespace gatepost::relay
