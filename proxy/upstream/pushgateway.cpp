// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/pushgateway.h"

#include <fmt/format.h>

#include <fstream>

#include "http/answers.h"
#include "http/base64.h"
#include "proxy/config/quantity.h"
#include "proxy/upstream/group_records.h"

namespace gatepost::proxy {
namespace {

constexpr metrics::UnixNanos kSecond = 1'000'000'000;
constexpr metrics::UnixNanos kHour = 3600 * kSecond;

PushResult unavailable(int status, std::string sentence) {
    return {.outcome = PushResult::Outcome::Unavailable,
            .status = status,
            .sentence = std::move(sentence),
            .problems = {}};
}

metrics::GroupingKey withoutEmpty(const metrics::GroupingKey& key) {
    metrics::GroupingKey out = key;
    for (const auto& [name, value] : key.labels()) {
        if (value.empty()) out = out.without(name);
    }
    return out;
}

http::Method methodOf(metrics::PushMethod method) {
    switch (method) {
        case metrics::PushMethod::Post: return http::Method::Post;
        case metrics::PushMethod::Delete: return http::Method::Delete;
        case metrics::PushMethod::Put: break;
    }
    return http::Method::Put;
}

PushResult failed(const UpstreamFailure& failure) {
    switch (failure.kind) {
        case UpstreamFailure::Kind::Timeout:
            return unavailable(504, "the Pushgateway did not answer in time");
        case UpstreamFailure::Kind::Busy: return unavailable(503, failure.reason);
        case UpstreamFailure::Kind::Unreachable:
            return unavailable(502, "the Pushgateway cannot be reached: " + failure.reason);
        case UpstreamFailure::Kind::Broken: break;
    }
    return unavailable(502, "the Pushgateway broke off: " + failure.reason);
}

PushResult refused(const http::Response& response) {
    if (response.status == 400) {
        std::string sentence = response.body;
        while (sentence.ends_with('\n')) sentence.pop_back();
        return {.outcome = PushResult::Outcome::Refused,
                .status = 400,
                .sentence = std::move(sentence),
                .problems = {}};
    }
    const int status = response.status == 503 || response.status == 504 ? response.status : 502;
    return unavailable(status, fmt::format("the Pushgateway answered {}", response.status));
}

std::expected<std::string, std::string> readPassword(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string password;
    if (!std::getline(stream, password)) {
        return std::unexpected(fmt::format("{}: no password can be read", file.string()));
    }
    if (password.ends_with('\r')) password.pop_back();
    return password;
}

}  // namespace

PushgatewayUpstream::~PushgatewayUpstream() {
    // First whoever calls us back: the client's thread; the store's ends with the store.
    if (m_client) m_client->stop();
}

std::expected<std::unique_ptr<PushgatewayUpstream>, std::string> PushgatewayUpstream::open(
    std::unique_ptr<store::Store> store, const UpstreamConfig& config,
    std::chrono::seconds deadline) {
    const auto url = parseUrl(config.url);
    if (!url) return std::unexpected("upstream.url is no address");
    std::unique_ptr<PushgatewayUpstream> made(new PushgatewayUpstream(std::move(store)));
    made->m_target.prefix = url->path;
    made->m_target.fields.push_back({"User-Agent", "gatepost-proxy/" GATEPOST_VERSION});
    if (!config.username.empty()) {
        const auto password = readPassword(config.passwordFile);
        if (!password) return std::unexpected(password.error());
        made->m_target.fields.push_back(
            {"Authorization", "Basic " + http::encodeBase64(config.username + ":" + *password)});
    }
    const auto loaded = made->m_store->read([&](store::Database& database) -> Written {
        auto done =
            readSequences(database, [&](const SequenceRow& row) { made->m_sequences.load(row); });
        if (!done) return done;
        return readLeases(database, [&](const std::string& key, metrics::UnixNanos expires) {
            made->m_leases.set(key, expires);
        });
    });
    if (!loaded) return std::unexpected(loaded.error().text);
    UpstreamClient::Options options;
    options.host = url->origin.host;
    if (options.host.starts_with('[')) {
        options.host = options.host.substr(1, options.host.size() - 2);
    }
    options.port = url->origin.port;
    options.hostField = fmt::format("{}:{}", url->origin.host, url->origin.port);
    options.deadline = deadline;
    made->m_client = std::make_unique<UpstreamClient>(std::move(options));
    return made;
}

void PushgatewayUpstream::push(UpstreamPush push, PushDone done) {
    push.key = withoutEmpty(push.key);
    if (push.exposition) {
        metrics::Push change;
        change.method = push.method;
        change.exposition = &*push.exposition;
        change.families = metrics::FamilySet(*push.exposition);
        if (const auto fits = metrics::Gateway().check(push.key, change); !fits) {
            return done({.outcome = PushResult::Outcome::Refused,
                         .status = 400,
                         .sentence = fits.error().message,
                         .problems = {}});
        }
    }
    const std::string path = metrics::pushPath(push.key);
    {
        const std::lock_guard lock(m_mutex);
        const auto [place, free] = m_busy.try_emplace(path);
        place->second.push_back({std::move(push), std::move(done)});
        if (!free) return;
    }
    startNext(path);
}

void PushgatewayUpstream::startNext(const std::string& path) {
    for (;;) {
        Waiting next;
        bool late = false;
        {
            const std::lock_guard lock(m_mutex);
            const auto place = m_busy.find(path);
            if (place->second.empty()) {
                m_busy.erase(place);
                return;
            }
            next = std::move(place->second.front());
            place->second.pop_front();
            late = next.push.sequence && m_sequences.superseded(path, *next.push.sequence);
        }
        if (late) {
            answerSuperseded(path, std::move(next));
            continue;
        }
        std::vector<http::Field> fields = m_target.fields;
        std::string body;
        if (next.push.exposition) {
            fields.push_back({"Content-Type", std::string(http::kTextFormat)});
            body = metrics::FamilySet(*next.push.exposition).text();
        }
        const http::Method method = methodOf(next.push.method);
        const auto shared = std::make_shared<Waiting>(std::move(next));
        m_client->send(
            method, m_target.prefix + path, fields, body,
            [this, path, shared](const std::expected<http::Response, UpstreamFailure>& outcome) {
                sent(path, std::move(*shared), outcome);
            });
        return;
    }
}

void PushgatewayUpstream::sent(const std::string& path, Waiting waiting,
                               const std::expected<http::Response, UpstreamFailure>& outcome) {
    if (!outcome) {
        waiting.done(failed(outcome.error()));
    } else if (outcome->status / 100 != 2) {
        waiting.done(refused(*outcome));
    } else {
        record(path, std::move(waiting));
    }
    startNext(path);
}

void PushgatewayUpstream::record(const std::string& path, Waiting waiting) {
    const UpstreamPush& push = waiting.push;
    const bool removes = push.method == metrics::PushMethod::Delete;
    const metrics::UnixNanos deletedAt = removes ? push.now : 0;
    std::optional<metrics::UnixNanos> lease;
    if (!removes && push.ttlSeconds) lease = leaseEnd(push.now, *push.ttlSeconds);
    const std::lock_guard lock(m_mutex);
    // The sweep has taken an ended lease out of memory before it removes the group: not its row.
    const bool touchLease = removes || lease || m_leases.expires(path);
    if (push.sequence) {
        m_sequences.put(path, *push.sequence, push.owner, push.now);
    }
    m_sequences.setDeleted(path, deletedAt);
    if (lease) {
        m_leases.set(path, *lease);
    } else {
        m_leases.clear(path);
    }
    PushRecord kept{path, push.sequence, push.owner, touchLease, lease, deletedAt, push.now};
    auto write = [record = std::move(kept)](store::Database& database) {
        return writePushRecord(database, record);
    };
    auto stored = [removes, done = std::move(waiting.done)](const Written& written) {
        if (!written) return done(unavailable(503, "the push could not be recorded"));
        done({.outcome = PushResult::Outcome::Applied,
              .status = removes ? 202 : 200,
              .sentence = {},
              .problems = {}});
    };
    m_store->submit(std::move(write), std::move(stored));
}

void PushgatewayUpstream::answerSuperseded(const std::string&, Waiting waiting) {
    m_store->submit([](store::Database&) -> Written { return {}; },
                    [done = std::move(waiting.done)](const Written& written) {
                        if (!written) return done(unavailable(503, "the store does not answer"));
                        done({.outcome = PushResult::Outcome::Superseded,
                              .status = 200,
                              .sentence = {},
                              .problems = {}});
                    });
}

void PushgatewayUpstream::renew(std::vector<Renewal> renewals, metrics::UnixNanos now,
                                RenewDone done) {
    std::vector<bool> known;
    LeaseRows rows;
    const std::lock_guard lock(m_mutex);
    for (const Renewal& renewal : renewals) {
        const std::string path = metrics::pushPath(withoutEmpty(renewal.key));
        known.push_back(m_leases.expires(path).has_value());
        if (!known.back()) continue;
        rows.emplace_back(path, leaseEnd(now, renewal.ttlSeconds));
        m_leases.set(path, rows.back().second);
    }
    m_store->submit(
        [rows = std::move(rows)](store::Database& database) { return writeLeases(database, rows); },
        [known = std::move(known), done = std::move(done)](const Written& written) {
            done(written ? std::optional(known) : std::nullopt);
        });
}

void PushgatewayUpstream::wipe(metrics::UnixNanos now, WipeDone done) {
    m_client->send(
        http::Method::Put, m_target.prefix + "/api/v1/admin/wipe", m_target.fields, {},
        [this, now,
         done = std::move(done)](const std::expected<http::Response, UpstreamFailure>& outcome) {
            if (!outcome || outcome->status / 100 != 2) return done(false);
            const std::lock_guard lock(m_mutex);
            m_leases.clearAll();
            m_sequences.wiped(now);
            m_store->submit([now](store::Database& database) { return wipeRecords(database, now); },
                            [done](const Written& written) { done(written.has_value()); });
        });
}

void PushgatewayUpstream::sweep(metrics::UnixNanos now,
                                std::optional<std::uint64_t> deletedGroups) {
    std::vector<std::string> expired;
    {
        const std::lock_guard lock(m_mutex);
        expired = m_leases.takeExpired(now);
        // A push on its way renews or ends the lease when it arrives: not to be deleted behind it.
        std::erase_if(expired, [&](const std::string& path) {
            if (!m_busy.contains(path)) return false;
            m_leases.set(path, now + kSecond);
            return true;
        });
        m_expired += expired.size();
        std::vector<std::string> forgotten;
        if (deletedGroups) forgotten = m_sequences.trim(*deletedGroups);
        if (!forgotten.empty()) {
            m_store->submit(
                [keys = std::move(forgotten)](store::Database& database) {
                    return eraseSequences(database, keys);
                },
                [](const Written&) {});
        }
        if (now - m_forgotAt > kHour) {
            m_forgotAt = now;
            m_sequences.forget(now);
            m_store->submit(
                [now](store::Database& database) {
                    return forgetSequences(database, now - Sequences::kKept);
                },
                [](const Written&) {});
        }
    }
    for (const std::string& path : expired) {
        auto key = metrics::parsePushPath(path);
        if (!key) continue;
        UpstreamPush removal;
        removal.method = metrics::PushMethod::Delete;
        removal.key = std::move(*key);
        removal.now = now;
        push(std::move(removal), [this, path, now](const PushResult& result) {
            if (result.outcome != PushResult::Outcome::Unavailable) return;
            const std::lock_guard lock(m_mutex);
            if (!m_leases.expires(path)) m_leases.set(path, now + kRemoveAgainAfter);
        });
    }
}

UpstreamCounts PushgatewayUpstream::counts() const {
    const std::lock_guard lock(m_mutex);
    return {.groups = 0, .series = 0, .leases = m_leases.size(), .expired = m_expired};
}

}  // namespace gatepost::proxy
