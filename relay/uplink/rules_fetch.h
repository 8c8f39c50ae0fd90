// SPDX-License-Identifier: Apache-2.0
// Asks the proxy who we are and by which rules it judges: whoami first, then the policy, each with
// the ETag of the last answer. Asked at start, when the token changes, after a rejection and, along
// with deliveries, every few minutes; never by a timer of its own. The last rules of a proxy are
// kept on disk and known at once after a restart; who we are is kept too, and confirmed by its
// ETag. Engine's thread only.
#pragma once

#include <QObject>
#include <filesystem>
#include <string>

#include "http/rules_json.h"
#include "relay/clock.h"
#include "relay/uplink/requests.h"

namespace gatepost::relay {

class RulesFetch : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t kFreshMs = 5 * 60 * 1000;

    /// `cache`: where the last rules are kept.
    RulesFetch(Transport& transport, Clock clock, std::filesystem::path cache,
               QObject* parent = nullptr);

    /// Another target or token: ETags are forgotten; says rulesKnown or rulesUnknown at once.
    void setIdentity(const UplinkIdentity& identity);
    void fetch();
    /// Only if the last answer is older than kFreshMs.
    void fetchIfStale();

signals:
    /// The user that the proxy takes us for; empty: it has no identity for us.
    void identityKnown(const std::string& user);
    /// whoami was not answered by a proxy.
    void refused(const gatepost::relay::UplinkAnswer& answer);
    void rulesKnown(const gatepost::http::RulesDocument& rules);
    /// Nothing is known of this target's rules yet.
    void rulesUnknown();
    /// The rules cannot be read or compiled; those that were there stay.
    void rulesUnreadable(const std::string& why);

private:
    void onWhoami(const UplinkReply& reply);
    void fetchPolicy();
    void onPolicy(const UplinkReply& reply);
    void recall();
    void remember() const;

    Transport& m_transport;
    Clock m_clock;
    std::filesystem::path m_cache;
    UplinkIdentity m_identity;
    std::string m_whoamiTag;
    std::string m_policyTag;
    std::string m_user;
    std::string m_document;  // of the rules
    std::int64_t m_answeredAt = 0;
    std::uint64_t m_generation = 0;  // answers to an older identity are not listened to
    bool m_asking = false;
};

}  // namespace gatepost::relay
