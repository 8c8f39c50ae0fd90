// SPDX-License-Identifier: Apache-2.0
#include "relay/scrape/scraper.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <algorithm>

#include "relay/local/push_intake.h"
#include "relay/scrape/local_get.h"
#include "relay/scrape/target_json.h"
#include "relay/uplink/transport.h"

namespace gatepost::relay {

namespace {

constexpr const char* kAccept =
    "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4";

}  // namespace

Scraper::Scraper(PushIntake& intake, Transport& transport, Clock clock, std::filesystem::path file,
                 QObject* parent)
    : QObject(parent),
      m_intake(intake),
      m_transport(transport),
      m_clock(std::move(clock)),
      m_file(std::move(file)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Scraper::onTimer);
    load();
    schedule();
}

void Scraper::load() {
    QFile file(QString::fromStdString(m_file.string()));
    if (!file.open(QIODevice::ReadOnly)) return;
    for (const QJsonValue& value : QJsonDocument::fromJson(file.readAll()).array()) {
        const QJsonObject object = value.toObject();
        const std::string text = QJsonDocument(object).toJson().toStdString();
        auto target =
            readTargetJson(object.value(QLatin1String("name")).toString().toStdString(), text);
        if (target && m_targets.size() < kTargets) {
            const std::string name = target->name;
            State& state = m_targets[name];
            state.held = m_intake.holds(target->key);
            state.target = std::move(*target);
        }
    }
}

std::string Scraper::save() const {
    QJsonArray array;
    for (const auto& [name, state] : m_targets) array.append(toJson(state.target));
    QSaveFile file(QString::fromStdString(m_file.string()));
    const QByteArray bytes = QJsonDocument(array).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return m_file.string() + ": " + file.errorString().toStdString();
    return {};
}

std::string Scraper::set(const ScrapeTarget& target) {
    const auto known = m_targets.find(target.name);
    if (known == m_targets.end() && m_targets.size() >= kTargets)
        return "there are too many targets";
    State state;
    if (known != m_targets.end() && known->second.held) {
        state.held = known->second.target.key == target.key;
        if (!state.held) m_intake.remove(known->second.target.key, {});
    }
    state.target = target;
    state.due = m_clock().steady;
    m_targets[target.name] = std::move(state);
    schedule();
    return save();
}

bool Scraper::remove(const std::string& name) {
    const auto known = m_targets.find(name);
    if (known == m_targets.end()) return false;
    m_intake.remove(known->second.target.key, {});
    m_targets.erase(known);
    static_cast<void>(save());
    schedule();
    return true;
}

void Scraper::schedule() {
    m_timer.stop();
    if (m_targets.empty()) return;
    const auto next =
        std::ranges::min_element(m_targets, {}, [](const auto& entry) { return entry.second.due; });
    const std::int64_t wait =
        std::clamp<std::int64_t>(next->second.due - m_clock().steady, 0, 86'400'000);
    m_timer.start(static_cast<int>(wait));
}

void Scraper::onTimer() {
    const std::int64_t now = m_clock().steady;
    for (auto& [name, state] : m_targets) {
        if (state.due > now) continue;
        state.due = now + state.target.intervalSeconds * 1000LL;
        if (!std::exchange(state.asking, true)) scrape(state);
    }
    schedule();
}

void Scraper::scrape(State& state) {
    const ScrapeTarget target = state.target;
    if (!target.socket.empty()) {
        new LocalGet(target, m_bodyBytes, this, [this, target](auto response) {
            if (!response) return onAnswer(target.name, target, 0, {}, {}, response.error());
            const std::string type(response->field("Content-Type").value_or(""));
            onAnswer(target.name, target, response->status, type, std::move(response->body), {});
        });
        return;
    }
    UplinkRequest request;
    request.method = "GET";
    request.url = QUrl(QString::fromStdString(target.url));
    request.fields.push_back({"Accept", kAccept});
    request.answerBytes = static_cast<std::size_t>(m_bodyBytes);
    request.inAll = std::chrono::seconds(target.timeoutSeconds);
    m_transport.send(request, this, [this, target](const UplinkReply& reply) {
        const std::string type(reply.field("Content-Type").value_or(""));
        onAnswer(target.name, target, reply.status, type, reply.body, reply.transport);
    });
}

void Scraper::onAnswer(const std::string& name, const ScrapeTarget& asked, int status,
                       const std::string& contentType, std::string body, const std::string& error) {
    const auto known = m_targets.find(name);
    if (known == m_targets.end() || known->second.target != asked) return;
    State& state = known->second;
    state.asking = false;
    if (status == 200) {
        state.failures = 0;
        state.ends.reset();
        state.held = true;
        return push(asked, contentType, std::move(body));
    }
    state.error = status == 0 ? error : "status " + std::to_string(status);
    if (++state.failures >= kFailuresUntilGone && state.held) endGroup(state);
}

/// Called with every failure: there is no timer of its own.
void Scraper::endGroup(State& state) {
    const std::int64_t now = m_clock().steady;
    if (m_intake.waits(state.target.key)) return state.ends.reset();
    if (!state.ends) state.ends = now + m_grace;
    if (now < *state.ends) return;
    state.ends.reset();
    state.held = false;
    const auto done = [this, target = state.target](const auto& removed) {
        const auto known = m_targets.find(target.name);
        // Pushed to meanwhile, or the disk said no: another grace time.
        if (!removed && known != m_targets.end() && known->second.target == target)
            known->second.held = true;
    };
    m_intake.remove(state.target.key, done, Incoming::When::Idle);
}

void Scraper::push(const ScrapeTarget& target, const std::string& contentType, std::string body) {
    http::Request request;
    request.head.method = http::Method::Put;
    request.head.target = metrics::pushPath(target.key);
    request.head.fields.push_back({"Content-Type", contentType});
    request.head.fields.push_back({"Gatepost-TTL", std::to_string(m_ttl)});
    request.body = std::move(body);
    m_intake.push(std::move(request), Caller(),
                  [this, name = target.name](const http::Answer& answer) {
                      const auto known = m_targets.find(name);
                      if (known == m_targets.end()) return;
                      known->second.error.clear();
                      if (answer.status >= 300) known->second.error = answer.body;
                  });
}

}  // namespace gatepost::relay
