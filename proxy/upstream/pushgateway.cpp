// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/pushgateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/answers.h"
#include "http/base64.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/gateway/lone_check.h"
#include "proxy/config/quantity.h"
#include "proxy/upstream/group_records.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kWaitingOfAGroup = 256;

PushResult notStored(int status, std::string sentence) {
    return {.outcome = PushResult::Outcome::Unavailable,
            .status = status,
            .sentence = std::move(sentence),
            .problems = {}};
}

/// Only what was not text can have a family twice, of which the last counts.
std::string textOf(const UpstreamPush& push) {
    if (push.repeated != nullptr) return push.repeated->text.text();
    return push.exposition->body().empty() ? metrics::FamilySet(*push.exposition).text()
                                           : metrics::writeText(*push.exposition);
}

/// What the Pushgateway would refuse whatever it holds.
std::optional<std::string> refusedAlone(const UpstreamPush& push) {
    if (push.exposition == nullptr || push.repeated != nullptr) return std::nullopt;
    const auto fits = metrics::checkAlone(push.key, *push.exposition);
    if (fits) return std::nullopt;
    return fits.error().message;
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
            return notStored(504, "the Pushgateway did not answer in time");
        case UpstreamFailure::Kind::Busy: return notStored(503, failure.reason);
        case UpstreamFailure::Kind::Unreachable:
            return notStored(502, "the Pushgateway cannot be reached: " + failure.reason);
        case UpstreamFailure::Kind::Broken: break;
    }
    return notStored(502, "the Pushgateway broke off: " + failure.reason);
}

/// A Pushgateway's judgement of what was pushed. Another's 400 is about how we asked, as where it
/// wants TLS: no fault of the push, and nothing that a relay should give it up for.
bool isJudgement(const http::Response& response) {
    return response.status == 400 &&
           (response.body.starts_with("pushed metrics are invalid or inconsistent") ||
            response.body.starts_with("text format parsing error"));
}

std::string firstLine(std::string_view text) {
    constexpr std::size_t kLongest = 200;
    return std::string(text.substr(0, std::min(text.find_first_of("\r\n"), kLongest)));
}

PushResult refused(const http::Response& response) {
    if (isJudgement(response)) {
        std::string sentence = response.body;
        while (sentence.ends_with('\n')) sentence.pop_back();
        return {.outcome = PushResult::Outcome::Refused,
                .status = 400,
                .sentence = std::move(sentence),
                .problems = {}};
    }
    const int status = response.status == 503 || response.status == 504 ? response.status : 502;
    std::string sentence = fmt::format("the Pushgateway answered {}", response.status);
    if (response.status == 400) sentence += ": " + firstLine(response.body);
    return notStored(status, std::move(sentence));
}

}  // namespace

PushgatewayUpstream::~PushgatewayUpstream() = default;

std::expected<std::unique_ptr<PushgatewayUpstream>, std::string> PushgatewayUpstream::open(
    std::unique_ptr<store::Store> store, const UpstreamConfig& config,
    std::chrono::seconds deadline, const EventLoops& loops) {
    const auto url = parseUrl(config.url);
    if (!url) return std::unexpected("upstream.url is no address");
    const auto tls = makeUpstreamTlsContext(config);
    if (!tls) return std::unexpected(toString(tls.error().front()));
    std::unique_ptr<PushgatewayUpstream> made(
        new PushgatewayUpstream(std::move(store), config.url));
    made->m_target.host = fmt::format("{}:{}", url->origin.host, url->origin.port);
    made->m_target.prefix = url->path;
    made->m_fields = fieldsOf(config, made->m_target.host);
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
    options.tls = *tls;
    options.deadline = deadline;
    made->m_client = std::make_unique<UpstreamClient>(std::move(options), loops);
    return made;
}

PushgatewayUpstream::FieldsPointer PushgatewayUpstream::fieldsOf(const UpstreamConfig& config,
                                                                 const std::string& host) {
    std::vector<http::Field> said{{"User-Agent", "gatepost-proxy/" GATEPOST_VERSION}};
    if (!config.username.empty()) {
        said.push_back({"Authorization",
                        "Basic " + http::encodeBase64(config.username + ":" + config.password)});
    }
    auto fields = std::make_shared<Fields>();
    fields->plain = http::requestFields(host, said);
    said.push_back({"Content-Type", std::string(http::kTextFormat)});
    fields->withBody = http::requestFields(host, said);
    return fields;
}

void PushgatewayUpstream::reconfigure(const UpstreamConfig& config, std::chrono::seconds deadline) {
    auto fresh = fieldsOf(config, m_target.host);
    {
        const std::lock_guard lock(m_fieldsMutex);
        m_fields.swap(fresh);
    }
    // What is wrong with its files has been told by whoever read them.
    if (auto tls = makeUpstreamTlsContext(config)) m_client->change(std::move(*tls), deadline);
}

void PushgatewayUpstream::push(UpstreamPush push, PushDone done) {
    if (push.repeated == nullptr) push.key = asHeld(std::move(push.key));
    if (auto sentence = refusedAlone(push)) {
        return done({.outcome = PushResult::Outcome::Refused,
                     .status = 400,
                     .sentence = std::move(*sentence),
                     .problems = {}});
    }
    const std::string path = pathOf(push);
    const bool bounded = !push.ofBatch;
    Waiting waiting = waitingOf(std::move(push), path, std::move(done));
    bool full = false;
    {
        Shard& shard = shardOf(path);
        const std::lock_guard lock(shard.mutex);
        const auto [place, free] = shard.busy.try_emplace(path);
        if (!free && bounded && place->second.size() >= kWaitingOfAGroup) {
            full = true;
        } else if (!free) {
            place->second.push_back(std::move(waiting));
            return;
        }
    }
    if (full) return waiting.done(notStored(503, "too many pushes of this group wait"));
    if (!start(path, std::move(waiting))) startNext(path);
}

PushgatewayUpstream::Waiting PushgatewayUpstream::waitingOf(UpstreamPush push,
                                                            const std::string& path,
                                                            PushDone done) const {
    // What a PUT leaves is all its own.
    const bool mayEnd = !push.mayRemove || push.method != metrics::PushMethod::Post;
    return {push.method,     requestOf(push, path), std::move(push.sequence),
            push.ttlSeconds, std::move(push.owner), push.now,
            mayEnd,          std::move(done)};
}

UpstreamRequest PushgatewayUpstream::requestOf(const UpstreamPush& push,
                                               const std::string& path) const {
    std::string body = push.exposition != nullptr ? textOf(push) : std::string();
    const FieldsPointer said = fields();
    const http::Method method = methodOf(push.method);
    std::string head =
        http::requestHead(method, m_target.prefix + path,
                          push.exposition ? said->withBody : said->plain, body.size());
    return {method, std::move(head), std::move(body)};
}

PushgatewayUpstream::Shard& PushgatewayUpstream::shardOf(const std::string& path) {
    return m_shards[std::hash<std::string>{}(path) % kShards];
}

/// Marks the group busy; false: it is.
bool PushgatewayUpstream::claim(const std::string& path) {
    Shard& shard = shardOf(path);
    const std::lock_guard lock(shard.mutex);
    return shard.busy.try_emplace(path).second;
}

/// The group is marked busy. False: the push was late, and has been answered.
bool PushgatewayUpstream::start(const std::string& path, Waiting waiting) {
    bool late = false;
    if (waiting.sequence) {
        const std::lock_guard lock(m_mutex);
        late = m_sequences.superseded(path, *waiting.sequence);
    }
    if (late) {
        answerSuperseded(std::move(waiting.done));
        return false;
    }
    UpstreamRequest request = std::move(waiting.request);
    m_client->send(std::move(request),
                   [this, path, waiting = std::move(waiting)](
                       const std::expected<http::Response, UpstreamFailure>& outcome) mutable {
                       sent(path, std::move(waiting), outcome);
                   });
    return true;
}

void PushgatewayUpstream::startNext(const std::string& path) {
    Waiting next;
    do {
        Shard& shard = shardOf(path);
        const std::lock_guard lock(shard.mutex);
        const auto place = shard.busy.find(path);
        if (place->second.empty()) {
            shard.busy.erase(place);
            return;
        }
        next = std::move(place->second.front());
        place->second.pop_front();
    } while (!start(path, std::move(next)));
}

void PushgatewayUpstream::sent(const std::string& path, Waiting waiting,
                               const std::expected<http::Response, UpstreamFailure>& outcome) {
    if (!outcome) {
        unavailable(waiting, failed(outcome.error()));
    } else if (outcome->status / 100 != 2) {
        unavailable(waiting, refused(*outcome));
    } else {
        m_health.stored(waiting.now);
        record(path, std::move(waiting));
    }
    startNext(path);
}

void PushgatewayUpstream::unavailable(const Waiting& waiting, const PushResult& result) {
    if (result.outcome == PushResult::Outcome::Unavailable) {
        m_health.failed(waiting.now, result.sentence);
    }
    waiting.done(result);
}

void PushgatewayUpstream::record(const std::string& path, Waiting waiting) {
    const bool removes = waiting.method == metrics::PushMethod::Delete;
    const metrics::UnixNanos deletedAt = removes ? waiting.now : 0;
    std::optional<metrics::UnixNanos> lease;
    if (!removes && waiting.ttlSeconds) lease = leaseEnd(waiting.now, *waiting.ttlSeconds);
    PushResult result;
    result.status = removes ? 202 : 200;
    std::unique_lock lock(m_mutex);
    if (!waiting.mayEnd) lease = lengthened(m_leases.expires(path), lease);
    // The sweep has taken an ended lease out of memory before it removes the group: not its row.
    const bool touchLease = removes || lease || m_leases.expires(path);
    if (!touchLease && !waiting.sequence && !m_sequences.knows(path)) {
        // A client of its own, as most are: there is nothing to remember of it.
        lock.unlock();
        return waiting.done(std::move(result));
    }
    if (waiting.sequence) {
        m_sequences.put(path, *waiting.sequence, waiting.owner, waiting.now);
    }
    m_sequences.setDeleted(path, deletedAt);
    if (lease) {
        m_leases.set(path, *lease);
    } else {
        m_leases.clear(path);
    }
    PushRecord kept{path, waiting.sequence, waiting.owner, touchLease, lease,
                    true, deletedAt,        waiting.now};
    auto write = [record = std::move(kept)](store::Database& database) {
        return writePushRecord(database, record);
    };
    auto stored = [result = std::move(result),
                   done = std::move(waiting.done)](const Written& written) {
        done(written ? result : notStored(503, "the push could not be recorded"));
    };
    m_store->submit(std::move(write), std::move(stored));
}

void PushgatewayUpstream::answerSuperseded(PushDone done) {
    m_store->submit([](store::Database&) -> Written { return {}; },
                    [done = std::move(done)](const Written& written) {
                        if (!written) return done(notStored(503, "the store does not answer"));
                        done({.outcome = PushResult::Outcome::Superseded,
                              .status = 200,
                              .sentence = {},
                              .problems = {}});
                    });
}

}  // namespace gatepost::proxy
