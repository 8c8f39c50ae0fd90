// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/connection_tester.h"

#include <QTimer>
#include <algorithm>
#include <chrono>

#include "http/rules_json.h"
#include "relay/uplink/target.h"

namespace gatepost::relay {

namespace {

using Stopped = ConnectionTest::Stopped;

// A person waits for it.
constexpr std::chrono::seconds kSilence{10};
constexpr std::chrono::seconds kInAll{20};
constexpr std::size_t kDetailBytes = 400;

Stopped stoppedAt(UplinkReply::Lost lost) {
    switch (lost) {
        case UplinkReply::Lost::Name: return Stopped::Name;
        case UplinkReply::Lost::WebProxy: return Stopped::WebProxy;
        case UplinkReply::Lost::Tls: return Stopped::Tls;
        case UplinkReply::Lost::NoTls: return Stopped::NoTls;
        case UplinkReply::Lost::Silence: return Stopped::Silence;
        case UplinkReply::Lost::No:
        case UplinkReply::Lost::Connect: break;
    }
    return Stopped::Connect;
}

}  // namespace

ConnectionTest stoppedBy(const UplinkReply& reply) {
    if (reply.status == 0) return {stoppedAt(reply.lost), 0, reply.transport, {}};
    const auto said = reply.body.substr(0, kDetailBytes);
    switch (reply.status) {
        case 401: return {Stopped::Token, reply.status, said, {}};
        case 403: return {Stopped::Grant, reply.status, said, {}};
        case 407: return {Stopped::WebProxy, reply.status, said, {}};
        case 200:
        case 404: return {Stopped::Stranger, reply.status, {}, {}};
        default: return {Stopped::Answer, reply.status, said, {}};
    }
}

ConnectionTester::ConnectionTester(const Settings& settings, const std::string& token,
                                   const std::string& passphrase, Done done, QObject* parent)
    : QObject(parent),
      m_done(std::move(done)) {
    const auto target = readTarget(settings.uplinkUrl);
    if (!target) {
        // Not from within: whoever made this does not have it yet.
        QTimer::singleShot(0, this, [this, why = std::string(toString(target.error()))] {
            finish({Stopped::Address, 0, why, {}});
        });
        return;
    }
    m_identity.base = *target;
    m_identity.token = token;
    m_transport.configure(settings, passphrase);
    const auto key = m_transport.clientKey();
    if (key != ClientKey::None && key != ClientKey::Ready) {
        QTimer::singleShot(0, this, [this, key] { finish({Stopped::Key, 0, toString(key), {}}); });
        return;
    }
    m_transport.setTimeouts(kSilence, kInAll);
    if (settings.uplinkKind == UplinkKind::Pushgateway)
        askGateway();
    else
        askWho();
}

void ConnectionTester::askWho() {
    m_transport.send(
        plainRequest(m_identity, "GET", "/api/v1/whoami"), this, [this](const UplinkReply& reply) {
            const auto who = http::readWhoAmI(reply.body);
            if (reply.status != 200 || !who) return finish(stoppedBy(reply));
            const bool mayPush = std::ranges::find(who->grants, "push") != who->grants.end();
            if (!mayPush) return finish({Stopped::Grant, reply.status, {}, who->user});
            askRules(who->user);
        });
}

void ConnectionTester::askRules(const std::string& user) {
    m_transport.send(plainRequest(m_identity, "GET", "/api/v1/policy"), this,
                     [this, user](const UplinkReply& reply) {
                         if (reply.status == 0) return finish(stoppedBy(reply));
                         const auto rules = http::readRules(reply.body);
                         if (reply.status == 200 && rules)
                             return finish({Stopped::Nowhere, reply.status, {}, user});
                         finish({Stopped::Policy, reply.status,
                                 rules ? reply.body.substr(0, kDetailBytes) : rules.error(), user});
                     });
}

void ConnectionTester::askGateway() {
    m_transport.send(plainRequest(m_identity, "GET", "/-/ready"), this,
                     [this](const UplinkReply& reply) {
                         if (reply.status != 200) return finish(stoppedBy(reply));
                         finish({Stopped::Nowhere, reply.status, {}, {}});
                     });
}

void ConnectionTester::finish(ConnectionTest result) {
    deleteLater();
    m_done(result);
}

}  // namespace gatepost::relay
