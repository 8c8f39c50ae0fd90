// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/rules_fetch.h"

#include <QCryptographicHash>

#include "relay/uplink/rules_cache.h"

namespace gatepost::relay {

namespace {

constexpr std::size_t kRulesBytes = 4 * 1024 * 1024;

/// Tells one caller from another, and nobody what his token is.
std::string digestOf(const std::string& token) {
    const QByteArray bytes = QByteArray::fromStdString(token);
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
}

UplinkRequest askFor(const UplinkIdentity& identity, std::string_view path,
                     const std::string& tag) {
    UplinkRequest request = plainRequest(identity, "GET", path);
    request.answerBytes = kRulesBytes;
    if (!tag.empty()) request.fields.push_back({"If-None-Match", tag});
    return request;
}

}  // namespace

RulesFetch::RulesFetch(Transport& transport, Clock clock, std::filesystem::path cache,
                       QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_clock(std::move(clock)),
      m_cache(std::move(cache)) {}

void RulesFetch::setIdentity(const UplinkIdentity& identity) {
    m_identity = identity;
    m_whoamiTag.clear();
    m_policyTag.clear();
    m_user.clear();
    m_document.clear();
    m_answeredAt = 0;
    m_asking = false;
    ++m_generation;
    recall();
}

void RulesFetch::recall() {
    const auto cached = loadRules(m_cache);
    if (!cached || cached->target != m_identity.base.toString().toStdString())
        return emit rulesUnknown();
    const auto rules = http::readRules(cached->document);
    if (!rules) return emit rulesUnknown();
    m_policyTag = cached->tag;
    m_document = cached->document;
    if (cached->caller == digestOf(m_identity.token)) {
        m_whoamiTag = cached->userTag;
        m_user = cached->user;
    }
    emit rulesKnown(*rules);
}

void RulesFetch::remember() const {
    if (m_document.empty()) return;
    saveRules(m_cache, {m_identity.base.toString().toStdString(), m_policyTag, m_document,
                        digestOf(m_identity.token), m_user, m_whoamiTag});
}

void RulesFetch::fetchIfStale() {
    if (m_answeredAt != 0 && m_clock().steady - m_answeredAt < kFreshMs) return;
    fetch();
}

void RulesFetch::fetch() {
    if (m_asking || m_identity.kind != UplinkKind::Gatepost || m_identity.base.isEmpty()) return;
    m_asking = true;
    m_transport.send(askFor(m_identity, "/api/v1/whoami", m_whoamiTag), this,
                     [this, generation = m_generation](const UplinkReply& reply) {
                         if (generation != m_generation) return;
                         m_asking = false;
                         onWhoami(reply);
                     });
}

void RulesFetch::onWhoami(const UplinkReply& reply) {
    const UplinkAnswer answer = answerOf(reply, m_clock().wall / 1000);
    if (reply.status == 304) {
        m_answeredAt = m_clock().steady;
        emit identityKnown(m_user);
        return fetchPolicy();
    }
    const auto who = http::readWhoAmI(reply.body);
    // Whatever is not JSON of the right shape comes from a stranger.
    if (reply.status != 200 || !who) return emit refused(answer);
    m_answeredAt = m_clock().steady;
    const std::string tag(reply.field("ETag").value_or(""));
    const bool same = m_whoamiTag == tag && m_user == who->user;
    m_whoamiTag = tag;
    m_user = who->user;
    if (!same) remember();
    emit identityKnown(m_user);
    fetchPolicy();
}

void RulesFetch::fetchPolicy() {
    m_transport.send(askFor(m_identity, "/api/v1/policy", m_policyTag), this,
                     [this, generation = m_generation](const UplinkReply& reply) {
                         if (generation == m_generation) onPolicy(reply);
                     });
}

void RulesFetch::onPolicy(const UplinkReply& reply) {
    if (reply.status == 304) return;
    if (reply.status != 200)
        return emit rulesUnreadable(std::to_string(reply.status) + reply.transport);
    auto rules = http::readRules(reply.body);
    if (!rules) return emit rulesUnreadable(rules.error());
    m_policyTag = reply.field("ETag").value_or("");
    m_document = reply.body;
    remember();
    emit rulesKnown(*rules);
}

}  // namespace gatepost::relay
