// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/batch_intake.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "http/answers.h"
#include "http/batch.h"
#include "proxy/server/event_loop.h"

namespace gatepost::proxy {
namespace {

/// What the thread's other clients wait for at most, the line that is at work apart.
constexpr std::chrono::milliseconds kTurn{3};
constexpr std::string_view kBatchPath = "/api/v1/pushes";

void fill(http::Receipt& receipt, PushOutcome outcome) {
    receipt.status = outcome.status;
    receipt.verdict = outcome.verdict;
    receipt.error = std::move(outcome.sentence);
    receipt.problems = std::move(outcome.problems);
    if (outcome.unreadable) receipt.problems.push_back(std::move(*outcome.unreadable));
    receipt.retryAfter = outcome.retryAfter;
}

/// With views of the line, which stays.
IncomingPush incoming(http::BatchPush& line) {
    IncomingPush push;
    push.parts = {.method = line.method,
                  .path = line.path,
                  .contentType = line.contentType,
                  .contentEncoding = line.contentEncoding,
                  .body = std::move(line.data)};
    push.sequence = std::move(line.sequence);
    push.pushedAt = line.pushedAt;
    push.ttlSeconds = line.ttlSeconds;
    return push;
}

/// One batch on its way. Its lines are taken in turn on one thread; receipts are filled in whatever
/// order they come, and the last one answers.
class Batch final : public std::enable_shared_from_this<Batch> {
public:
    Batch(std::string body, const Identity& identity, const Settings& settings, Upstream& upstream,
          metrics::UnixNanos now, BatchHooks hooks, AnswerDone done)
        : m_body(std::move(body)),
          m_identity(identity),
          m_settings(settings),
          m_upstream(upstream),
          m_now(now),
          m_hooks(std::move(hooks)),
          m_done(std::move(done)),
          m_room(kBatchBodies * settings.config.limits.bodyBytes) {
        std::string_view rest = m_body;
        while (m_lines.size() <= kBatchLines) {
            const auto line = http::nextLine(rest);
            if (!line) break;
            m_lines.push_back(*line);
        }
        m_receipts.resize(m_lines.size());
    }

    void begin() {
        if (m_lines.size() <= kBatchLines) return goOn();
        m_done(http::plain(413, fmt::format("a batch may have {} lines", kBatchLines)));
    }

private:
    void goOn() {
        const auto turn = EventLoop::Clock::now() + kTurn;
        while (m_next < m_lines.size()) {
            take(m_next++);
            if (m_next == m_lines.size() || EventLoop::Clock::now() < turn) continue;
            if (EventLoop* loop = EventLoop::running()) {
                loop->post([self = shared_from_this()] { self->goOn(); });
                return;
            }
        }
        arrive();
    }

    void take(std::size_t i) {
        http::Receipt& receipt = m_receipts[i];
        auto line = http::readBatchLine(m_lines[i]);
        if (!line) {
            receipt.id = line.error().id;
            PushOutcome outcome{.status = 400,
                                .reason = Reason::Malformed,
                                .verdict = http::Verdict::Rejected,
                                .sentence = std::move(line.error().sentence),
                                .problems = {},
                                .retryAfter = {}};
            // Which push it was meant to be is not known: the batch itself stands for it.
            m_hooks.judged(outcome, metrics::PushMethod::Post, std::string(kBatchPath));
            fill(receipt, std::move(outcome));
            return;
        }
        receipt.id = line->id;
        if (const auto wait = m_hooks.allowance()) {
            fill(receipt, {.status = 429,
                           .reason = Reason::None,
                           .verdict = {},
                           .sentence = "too many pushes",
                           .problems = {},
                           .retryAfter = wait});
            return;
        }
        auto judged = [self = shared_from_this(), i, method = line->method,
                       path = line->path](PushOutcome outcome) {
            self->m_hooks.judged(outcome, method, path);
            fill(self->m_receipts[i], std::move(outcome));
            self->arrive();
        };
        IncomingPush push = incoming(*line);
        push.decodedRoom = &m_room;
        m_missing.fetch_add(1, std::memory_order_relaxed);
        takePush(std::move(push), m_identity, m_settings, m_upstream, m_now, std::move(judged));
    }

    void arrive() {
        if (m_missing.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        std::string text;
        for (const http::Receipt& receipt : m_receipts) http::appendReceipt(text, receipt);
        http::Answer answer;
        answer.status = 200;
        answer.set("Content-Type", http::kNdjson);
        answer.body = std::move(text);
        http::setVerdict(answer, http::Verdict::Accepted);
        m_done(std::move(answer));
    }

    const std::string m_body;
    const Identity& m_identity;
    const Settings& m_settings;
    Upstream& m_upstream;
    const metrics::UnixNanos m_now;
    const BatchHooks m_hooks;
    const AnswerDone m_done;
    std::uint64_t m_room;  // decoded bytes that its pushes may still take
    std::vector<std::string_view> m_lines;
    std::size_t m_next = 0;
    std::vector<http::Receipt> m_receipts;
    std::atomic<std::size_t> m_missing{1};  // one for the reader of the lines itself
};

}  // namespace

void takeBatch(std::string body, const Identity& identity, const Settings& settings,
               Upstream& upstream, metrics::UnixNanos now, BatchHooks hooks, AnswerDone done) {
    std::make_shared<Batch>(std::move(body), identity, settings, upstream, now, std::move(hooks),
                            std::move(done))
        ->begin();
}

void takeLeases(std::string body, const Identity& identity, const Settings& settings,
                Upstream& upstream, metrics::UnixNanos now, AnswerDone done) {
    const auto request = http::readLeaseRequest(body);
    if (!request) {
        done(http::plain(400, request.error()));
        return;
    }
    const MayRemove mayRemove = mayRemoveOf(identity);
    std::vector<Renewal> renewals;
    std::vector<std::string> paths;
    http::LeaseAnswer out;
    for (const http::Lease& lease : request->leases) {
        const auto key = metrics::parsePushPath(lease.path);
        const bool mine = key && mayPushJob(identity, *key);
        auto own = mine ? enforced(*key, identity, settings.config)
                        : std::expected<metrics::GroupingKey, std::string>(std::unexpect, "");
        if (!own) {
            out.unknown.push_back(lease.path);
            continue;
        }
        renewals.push_back({std::move(*own), lease.ttlSeconds, mayRemove});
        paths.push_back(lease.path);
    }
    auto answer = [out = std::move(out), paths = std::move(paths),
                   done = std::move(done)](const std::optional<std::vector<bool>>& known) mutable {
        if (!known) return done(http::plain(503, "the leases could not be stored"));
        for (std::size_t i = 0; i < paths.size(); ++i) {
            if ((*known)[i]) {
                ++out.renewed;
            } else {
                out.unknown.push_back(paths[i]);
            }
        }
        http::Answer made = http::json(200, http::toJson(out));
        http::setVerdict(made, http::Verdict::Accepted);
        done(std::move(made));
    };
    upstream.renew(std::move(renewals), now, std::move(answer));
}

}  // namespace gatepost::proxy
