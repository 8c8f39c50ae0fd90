// SPDX-License-Identifier: Apache-2.0
#include "relay/local/json.h"

#include <QJsonDocument>
#include <concepts>

namespace gatepost::relay {

namespace {

using L = QLatin1String;

QString text(const std::string& value) { return QString::fromStdString(value); }
QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}
qint64 number(std::integral auto value) { return static_cast<qint64>(value); }

QJsonObject toJson(const metrics::GroupingKey& key) {
    QJsonObject out;
    for (const auto& [name, value] : key.labels()) out.insert(text(name), text(value));
    return out;
}

QJsonArray toJson(const std::vector<metrics::Problem>& problems) {
    QJsonArray out;
    for (const metrics::Problem& problem : problems) out.append(relay::toJson(problem));
    return out;
}

QJsonArray toJson(const metrics::FamilySet& families) {
    QJsonArray out;
    for (const auto& family : families.families()) {
        out.append(QJsonObject{{L("name"), text(family->name)},
                               {L("type"), text(metrics::toString(family->type))},
                               {L("series"), number(family->series)}});
    }
    return out;
}

QJsonObject toJson(const OwnerProcess& owner) {
    return {{L("pid"), number(owner.pid)},
            {L("executable"), text(owner.executable)},
            {L("user"), text(owner.user)},
            {L("alive"), owner.alive},
            {L("application"), text(owner.applicationId())}};
}

QJsonObject toJson(const Refusal& refusal) {
    return {{L("status"), refusal.status},
            {L("sentence"), text(refusal.sentence)},
            {L("problems"), toJson(refusal.problems)},
            {L("at"), number(refusal.at)}};
}

}  // namespace

QJsonObject toJson(const metrics::Problem& problem) {
    const bool error = problem.severity == metrics::Severity::Error;
    return {
        {L("rule"), text(problem.rule)},      {L("metric"), text(problem.metric)},
        {L("text"), text(problem.text)},      {L("severity"), error ? L("error") : L("warning")},
        {L("line"), number(problem.line)},    {L("column"), number(problem.column)},
        {L("length"), number(problem.length)}};
}

QJsonObject toJson(const LedgerValue& ledger) {
    QJsonObject lost;
    for (const auto& [cause, count] : ledger.lost) lost.insert(text(cause), number(count));
    return {
        {L("received"), number(ledger.received)},       {L("delivered"), number(ledger.delivered)},
        {L("superseded"), number(ledger.superseded)},   {L("waiting"), number(ledger.waiting)},
        {L("quarantined"), number(ledger.quarantined)}, {L("lost"), lost}};
}

QJsonObject toJson(const RelayStatus& status, TokenPlace tokenPlace) {
    return {
        {L("intake"), text(toString(status.intake))},
        {L("intake_error"), text(status.intakeError)},
        {L("endpoint"), text(status.endpoint)},
        {L("loopback"), text(status.loopback)},
        {L("loopback_error"), text(status.loopbackError)},
        {L("upstream"), QJsonObject{{L("state"), text(toString(status.upstream))},
                                    {L("url"), text(status.upstreamUrl)},
                                    {L("error"), text(status.upstreamError)},
                                    {L("status"), status.upstreamStatus},
                                    {L("retry_at"), number(status.retryAt)},
                                    {L("last_delivery"), number(status.lastDelivery)}}},
        {L("queue"), QJsonObject{{L("entries"), number(status.queue.entries)},
                                 {L("bytes"), number(status.queue.bytes)},
                                 {L("oldest"), number(status.queue.oldest)},
                                 {L("quarantined"), number(status.queue.quarantined)}}},
        {L("ledger"), toJson(status.ledger)},
        {L("lint"), QJsonObject{{L("errors"), number(status.lint.errors)},
                                {L("warnings"), number(status.lint.warnings)},
                                {L("refused"), number(status.lint.refused)}}},
        {L("refusals"), QJsonObject{{L("malformed"), number(status.refusals.malformed)},
                                    {L("too_large"), number(status.refusals.tooLarge)},
                                    {L("judged"), number(status.refusals.judged)},
                                    {L("clash"), number(status.refusals.clash)}}},
        {L("secrets"), text(toString(status.secrets))},
        {L("token_error"), text(status.tokenError)},
        {L("token_place"), text(toString(tokenPlace))},
        {L("client_key"), text(toString(status.clientKey))},
        {L("rules"), text(toString(status.rules))},
        {L("outbox"), text(toString(status.outbox))},
        {L("outbox_error"), text(status.outboxError)},
        {L("outbox_encrypted"), status.outboxEncrypted},
        {L("set_aside_in_clear"), text(status.setAsideInClear)},
        {L("groups"), number(status.groups)},
        {L("since"), number(status.since)},
    };
}

QJsonObject toJson(const GroupSnapshot& group) {
    QJsonObject out{{L("id"), text(group.id)},
                    {L("key"), toJson(group.key)},
                    {L("path"), text(metrics::pushPath(group.key))},
                    {L("owner"), toJson(group.owner)},
                    {L("lifetime"), text(toString(group.lifetime))},
                    {L("last_push"), number(group.lastPush)},
                    {L("state"), text(toString(group.state))},
                    {L("server_said"), text(group.serverSaid)},
                    {L("series"), number(group.families.series())},
                    {L("families"), toJson(group.families)},
                    {L("problems"), toJson(group.problems)},
                    {L("paused"), group.paused}};
    if (group.refusal) out.insert(L("refusal"), toJson(*group.refusal));
    return out;
}

QJsonObject toJson(const QueueEntry& entry) {
    return {{L("id"), number(entry.id)},
            {L("group"), text(entry.groupId)},
            {L("path"), text(metrics::pushPath(entry.key))},
            {L("method"), text(metrics::toString(entry.method))},
            {L("pushes"), number(entry.pushes)},
            {L("bytes"), number(entry.bytes)},
            {L("pushed_at"), number(entry.pushedAt)},
            {L("in_flight"), entry.inFlight},
            {L("attempts"), number(entry.attempts)},
            {L("retry_at"), number(entry.retryAt)},
            {L("last_error"), text(entry.lastError)}};
}

QJsonObject toJson(const QuarantineEntry& entry) {
    return {{L("id"), number(entry.id)},
            {L("group"), text(entry.groupId)},
            {L("path"), text(metrics::pushPath(entry.key))},
            {L("method"), text(metrics::toString(entry.method))},
            {L("pushes"), number(entry.pushes)},
            {L("pushed_at"), number(entry.pushedAt)},
            {L("rejected_at"), number(entry.rejectedAt)},
            {L("status"), entry.status},
            {L("reason"), text(entry.reason)},
            {L("problems"), toJson(entry.problems)},
            {L("families"), toJson(entry.families)}};
}

QJsonObject toJson(const RelayEvent& event) {
    return {{L("number"), number(event.number)},     {L("at"), number(event.at)},
            {L("kind"), text(toString(event.kind))}, {L("group"), text(event.groupId)},
            {L("subject"), text(event.subject)},     {L("detail"), text(event.detail)}};
}

std::string textOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::string textOf(const QJsonArray& array) {
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

}  // namespace gatepost::relay
