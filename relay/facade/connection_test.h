// SPDX-License-Identifier: Apache-2.0
// What a try of an address and a token found: how far it came, and what stopped it. A value.
#pragma once

#include <QMetaType>
#include <cstdint>
#include <string>

namespace gatepost::relay {

struct ConnectionTest {
    enum class Stopped : std::uint8_t {
        Nowhere,   // all is well: `user` is who the server says this is
        Address,   // it is no address to send to
        Name,      // the host's name is not known
        WebProxy,  // the proxy on the way refused or cannot be reached
        Connect,   // nobody listens, or nothing leads there
        Silence,   // somebody listens and says nothing
        Tls,       // no trust: certificate, authority
        NoTls,     // no handshake came about: not its port, no common version
        Key,       // of the client certificate: unreadable or locked
        Stranger,  // who answers is no Gatepost proxy
        Token,     // unknown, expired, revoked, or missing
        Grant,     // known, but may not push
        Policy,    // the rules cannot be had or read
        Answer,    // any other answer: `status`
    };
    Stopped stopped = Stopped::Nowhere;
    int status = 0;
    std::string detail;  // the system's, the library's or the server's own words
    std::string user;
    bool operator==(const ConnectionTest&) const = default;
};

}  // namespace gatepost::relay

Q_DECLARE_METATYPE(gatepost::relay::ConnectionTest)
