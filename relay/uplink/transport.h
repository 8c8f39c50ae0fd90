// SPDX-License-Identifier: Apache-2.0
// Requests over QNetworkAccessManager with everything that a browser would add switched off: no
// redirects, no cookies, no cache, no credentials of its own. Answers are capped; a request ends
// after a while whatever the server does. Engine's thread only.
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QSslConfiguration>
#include <QUrl>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/message.h"
#include "relay/facade/status.h"
#include "relay/settings/settings.h"
#include "relay/uplink/classify.h"

namespace gatepost::relay {

struct UplinkRequest {
    QByteArray method;
    QUrl url;
    std::vector<http::Field> fields;
    QByteArray body;
    std::size_t answerBytes = 256 * 1024;  // more is cut off
    std::chrono::milliseconds inAll{0};    // 0: as setTimeouts has it
};

struct UplinkReply {
    int status = 0;         // 0: no whole answer came
    std::string transport;  // then this says why
    /// And this, which part of the way it was.
    enum class Lost : std::uint8_t {
        No,
        Name,
        WebProxy,
        Connect,
        Tls,
        NoTls,
        Silence
    } lost = Lost::No;
    std::vector<http::Field> fields;
    std::string body;

    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
};

/// What classify() wants of a reply. `now` (seconds since the epoch) is for dates in Retry-After.
[[nodiscard]] UplinkAnswer answerOf(const UplinkReply& reply, std::int64_t now);

class Transport : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const UplinkReply&)>;

    explicit Transport(QObject* parent = nullptr);
    ~Transport() override;

    /// Proxy and certificates as settings say. Where they change, connections are given up, and
    /// each request on its way gets its answer at once: a transport error. `passphrase` is of the
    /// client certificate's key, where one locks it.
    void configure(const Settings& settings, const std::string& passphrase = {});
    [[nodiscard]] ClientKey clientKey() const { return m_clientKey; }
    /// No proxy whatever the environment says.
    void goDirect();
    void setTimeouts(std::chrono::milliseconds silence, std::chrono::milliseconds inAll);

    /// `done` is called later, never from within send(); not at all once `context` is gone.
    void send(const UplinkRequest& request, QObject* context, Done done);
    /// Connections did not outlive the machine's sleep: what is on its way gets its answer at
    /// once, a transport error, and what follows a connection of its own.
    void reconnect();

private:
    class Pending;

    void abortAll();

    QNetworkAccessManager m_manager;
    QSslConfiguration m_tls;
    ClientKey m_clientKey = ClientKey::None;
    QString m_route;  // what of the settings the open connections depend on
    std::chrono::milliseconds m_silence{30'000};
    std::chrono::milliseconds m_inAll{180'000};
};

}  // namespace gatepost::relay
