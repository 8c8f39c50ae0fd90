// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/transport.h"

#include <QCryptographicHash>
#include <QNetworkCookieJar>
#include <QNetworkProxy>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QPointer>
#include <QSslCertificate>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "http/dates.h"
#include "relay/uplink/client_key.h"
#include "relay/uplink/target.h"

namespace gatepost::relay {

namespace {

constexpr std::size_t kSaidBytes = 4 * 1024;  // of a server's words that are kept

bool equalWithoutCase(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
        return lower(x) == lower(y);
    });
}

/// Errors of the connection rather than of the answer: what came of the answer is not to be
/// trusted.
bool isTransportError(QNetworkReply::NetworkError error) {
    return (error > QNetworkReply::NoError && error < QNetworkReply::ProxyConnectionRefusedError) ||
           (error >= QNetworkReply::ProxyConnectionRefusedError &&
            error < QNetworkReply::ProxyAuthenticationRequiredError) ||
           error == QNetworkReply::UnknownProxyError || error == QNetworkReply::ProtocolFailure;
}

QNetworkRequest networkRequest(const UplinkRequest& request) {
    QNetworkRequest out(request.url);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                     QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    out.setRawHeader("User-Agent", "gatepost-relay/" GATEPOST_VERSION);
    out.setRawHeader("Accept-Language", "*");  // Qt's own would name the desktop's languages
    for (const http::Field& field : request.fields)
        out.setRawHeader(QByteArray::fromStdString(field.name),
                         QByteArray::fromStdString(field.value));
    return out;
}

QSslConfiguration tlsOf(const QByteArray& authorities, const QByteArray& certificate,
                        const QSslKey& key) {
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (!authorities.isEmpty()) tls.setCaCertificates(QSslCertificate::fromData(authorities));
    if (!certificate.isEmpty()) {
        tls.setLocalCertificateChain(QSslCertificate::fromData(certificate));
        tls.setPrivateKey(key);
    }
    return tls;
}

UplinkReply::Lost lostBy(QNetworkReply::NetworkError error) {
    using Lost = UplinkReply::Lost;
    switch (error) {
        case QNetworkReply::HostNotFoundError: return Lost::Name;
        case QNetworkReply::SslHandshakeFailedError: return Lost::Tls;
        case QNetworkReply::TimeoutError:
        case QNetworkReply::OperationCanceledError: return Lost::Silence;
        case QNetworkReply::ProxyConnectionRefusedError:
        case QNetworkReply::ProxyConnectionClosedError:
        case QNetworkReply::ProxyNotFoundError:
        case QNetworkReply::ProxyTimeoutError:
        case QNetworkReply::UnknownProxyError: return Lost::WebProxy;
        default: return Lost::Connect;
    }
}

/// Qt takes a reset behind the head for the end, if it comes at the wrong moment.
bool isCutShort(const QNetworkReply& reply, int status, std::size_t received) {
    if (status == 204 || status == 304 || reply.hasRawHeader("Content-Encoding")) return false;
    const QVariant length = reply.header(QNetworkRequest::ContentLengthHeader);
    return length.isValid() && received < length.toULongLong();
}

UplinkReply read(const QNetworkReply& reply, std::string body, std::size_t received) {
    UplinkReply out;
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // To a CONNECT, which has no answer of its own for Qt.
    if (reply.error() == QNetworkReply::ProxyAuthenticationRequiredError) {
        out.status = 407;
        out.body = reply.errorString().toStdString();
        return out;
    }
    if (status == 0 || isTransportError(reply.error())) {
        out.transport = reply.errorString().toStdString();
        out.lost = lostBy(reply.error());
        return out;
    }
    if (isCutShort(reply, status, received)) {
        out.transport = "the answer was cut short";
        return out;
    }
    out.status = status;
    for (const auto& [name, value] : reply.rawHeaderPairs())
        out.fields.push_back({name.toStdString(), value.toStdString()});
    out.body = std::move(body);
    return out;
}

}  // namespace

std::optional<std::string_view> UplinkReply::field(std::string_view name) const {
    for (const http::Field& candidate : fields)
        if (equalWithoutCase(candidate.name, name)) return candidate.value;
    return std::nullopt;
}

UplinkAnswer answerOf(const UplinkReply& reply, std::int64_t now) {
    UplinkAnswer answer;
    answer.status = reply.status;
    answer.transport = reply.transport;
    answer.body = reply.body.substr(0, kSaidBytes);
    if (const auto verdict = reply.field(http::kVerdictField))
        answer.verdict = http::verdictOf(*verdict);
    if (const auto type = reply.field("Content-Type")) answer.html = type->starts_with("text/html");
    if (const auto after = reply.field("Retry-After")) {
        if (const auto wait = http::retryAfter(*after, now))
            answer.retryAfter = std::chrono::seconds(*wait);
    }
    return answer;
}

/// One request on its way; gone with its answer.
class Transport::Pending : public QObject {
public:
    Pending(QNetworkReply* reply, std::size_t cap, QObject* context, Done done)
        : QObject(reply),
          m_reply(reply),
          m_cap(cap),
          m_context(context),
          m_done(std::move(done)) {
        connect(reply, &QNetworkReply::readyRead, this, &Pending::collect);
        connect(reply, &QNetworkReply::finished, this, &Pending::finish);
        connect(reply, &QNetworkReply::encrypted, this, [this] { m_encrypted = true; });
        connect(reply, &QNetworkReply::sslErrors, this, [this] { m_distrusted = true; });
    }

private:
    void collect() {
        if (!m_reply->isOpen()) return;  // aborted
        const QByteArray bytes = m_reply->readAll();
        m_received += static_cast<std::size_t>(bytes.size());
        const std::size_t room = m_cap - std::min(m_cap, m_body.size());
        m_body.append(bytes.constData(), std::min(room, static_cast<std::size_t>(bytes.size())));
    }

    void finish() {
        collect();
        m_reply->deleteLater();
        if (!m_context) return;
        UplinkReply reply = read(*m_reply, std::move(m_body), m_received);
        // Who hangs up during the handshake, or fails it before any certificate was looked at,
        // speaks no TLS, or not ours.
        const bool hungUp = m_reply->error() == QNetworkReply::RemoteHostClosedError &&
                            m_reply->url().scheme() == QStringLiteral("https");
        const bool failed = reply.lost == UplinkReply::Lost::Tls;
        if ((hungUp || failed) && !m_encrypted && !m_distrusted)
            reply.lost = UplinkReply::Lost::NoTls;
        m_done(reply);
    }

    QNetworkReply* m_reply;
    std::size_t m_cap;
    QPointer<QObject> m_context;
    Done m_done;
    std::string m_body;
    bool m_encrypted = false;
    bool m_distrusted = false;   // the certificate
    std::size_t m_received = 0;  // of which the cap let in m_body
};

Transport::Transport(QObject* parent) : QObject(parent) { m_manager.setAutoDeleteReplies(false); }

Transport::~Transport() = default;

void Transport::configure(const Settings& settings, const std::string& passphrase) {
    // What is on this machine is not behind a proxy, whatever the environment says.
    const bool near = isLoopback(QUrl(QString::fromStdString(settings.uplinkUrl)));
    switch (near ? ProxyMode::None : settings.proxyMode) {
        case ProxyMode::System: {
            m_manager.setProxy(QNetworkProxy(QNetworkProxy::DefaultProxy));
            QNetworkProxyFactory::setUseSystemConfiguration(true);
            break;
        }
        case ProxyMode::None: m_manager.setProxy(QNetworkProxy(QNetworkProxy::NoProxy)); break;
        case ProxyMode::Manual: {
            const QUrl url(QString::fromStdString(settings.proxyUrl));
            const bool socks = url.scheme() == QStringLiteral("socks5");
            m_manager.setProxy(
                QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                              url.host(), static_cast<quint16>(url.port(socks ? 1080 : 8080)),
                              url.userName(), url.password()));
            break;
        }
    }
    const QByteArray authorities = contentOf(settings.caFile);
    const QByteArray certificate = contentOf(settings.certFile);
    const QByteArray key = contentOf(settings.keyFile);
    const ReadKey read = settings.keyFile.empty() ? ReadKey() : readClientKey(key, passphrase);
    m_clientKey = read.state;
    m_tls = tlsOf(authorities, certificate, read.key);
    const QByteArray files = authorities + certificate + key + read.key.toDer();
    const QString route =
        QString::fromStdString(settings.uplinkUrl + " " + settings.proxyUrl + " ") +
        QString::number(static_cast<int>(settings.proxyMode)) +
        QString::fromLatin1(QCryptographicHash::hash(files, QCryptographicHash::Sha256).toHex());
    if (std::exchange(m_route, route) == route) return;
    reconnect();
}

void Transport::goDirect() { m_manager.setProxy(QNetworkProxy(QNetworkProxy::NoProxy)); }

void Transport::setTimeouts(std::chrono::milliseconds silence, std::chrono::milliseconds inAll) {
    m_silence = silence;
    m_inAll = inAll;
}

void Transport::send(const UplinkRequest& request, QObject* context, Done done) {
    QNetworkRequest out = networkRequest(request);
    out.setTransferTimeout(static_cast<int>(m_silence.count()));
    out.setSslConfiguration(m_tls);
    QNetworkReply* const reply = m_manager.sendCustomRequest(out, request.method, request.body);
    new Pending(reply, request.answerBytes, context, std::move(done));
    // A server that drips a byte now and then never falls silent.
    const auto inAll = request.inAll.count() > 0 ? request.inAll : m_inAll;
    QTimer::singleShot(inAll, reply, [reply] { reply->abort(); });
}

void Transport::reconnect() {
    // Without its connection a request would never hear of its end.
    abortAll();
    m_manager.clearConnectionCache();
}

void Transport::abortAll() {
    for (QNetworkReply* reply : m_manager.findChildren<QNetworkReply*>()) reply->abort();
}

}  // namespace gatepost::relay
