// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/batch_intake.h"

#include <atomic>
#include <memory>

#include "http/answers.h"
#include "http/batch.h"

namespace gatepost::proxy {
namespace {

/// Receipts of the lines, filled in whatever order they come; the last one answers.
struct Receipts {
    std::vector<http::Receipt> list;
    std::atomic<std::size_t> missing{1};  // one for the reader of the lines itself
    AnswerDone done;
    BatchHooks::Judged judged;

    void arrive() {
        if (missing.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        std::string text;
        for (const http::Receipt& receipt : list) http::appendReceipt(text, receipt);
        http::Answer answer;
        answer.status = 200;
        answer.set("Content-Type", http::kNdjson);
        answer.body = std::move(text);
        http::setVerdict(answer, http::Verdict::Accepted);
        done(std::move(answer));
    }
};

void fill(http::Receipt& receipt, PushOutcome outcome) {
    receipt.status = outcome.status;
    receipt.verdict = outcome.verdict;
    receipt.error = std::move(outcome.sentence);
    receipt.problems = std::move(outcome.problems);
    receipt.retryAfter = outcome.retryAfter;
}

}  // namespace

void takeBatch(std::string body, const Identity& identity, const Settings& settings,
               Upstream& upstream, metrics::UnixNanos now, BatchHooks hooks, AnswerDone done) {
    std::vector<std::string_view> lines;
    std::string_view rest = body;
    while (const auto line = http::nextLine(rest)) lines.push_back(*line);

    const auto receipts = std::make_shared<Receipts>();
    receipts->list.resize(lines.size());
    receipts->done = std::move(done);
    receipts->judged = std::move(hooks.judged);
    std::uint64_t room = kBatchBodies * settings.config.limits.bodyBytes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        http::Receipt& receipt = receipts->list[i];
        auto line = http::readBatchLine(lines[i]);
        if (!line) {
            receipt.id = line.error().id;
            fill(receipt, {.status = 400,
                           .reason = Reason::Malformed,
                           .verdict = http::Verdict::Rejected,
                           .sentence = std::move(line.error().sentence),
                           .problems = {},
                           .retryAfter = {}});
            continue;
        }
        receipt.id = line->id;
        if (const auto wait = hooks.allowance()) {
            fill(receipt, {.status = 429,
                           .reason = Reason::None,
                           .verdict = {},
                           .sentence = "too many pushes",
                           .problems = {},
                           .retryAfter = wait});
            continue;
        }
        IncomingPush push;
        push.parts = {.method = line->method,
                      .path = line->path,
                      .contentType = line->contentType,
                      .contentEncoding = line->contentEncoding,
                      .body = std::move(line->data)};
        push.sequence = line->sequence;
        push.pushedAt = line->pushedAt;
        push.ttlSeconds = line->ttlSeconds;
        push.decodedRoom = &room;
        receipts->missing.fetch_add(1, std::memory_order_relaxed);
        takePush(std::move(push), identity, settings, upstream, now,
                 [receipts, i, method = line->method, path = line->path](PushOutcome outcome) {
                     receipts->judged(outcome, method, path);
                     fill(receipts->list[i], std::move(outcome));
                     receipts->arrive();
                 });
    }
    receipts->arrive();
}

void takeLeases(std::string body, const Identity& identity, const Settings& settings,
                Upstream& upstream, metrics::UnixNanos now, AnswerDone done) {
    const auto request = http::readLeaseRequest(body);
    if (!request) {
        done(http::plain(400, request.error()));
        return;
    }
    std::vector<Renewal> renewals;
    std::vector<std::string> paths;
    http::LeaseAnswer out;
    for (const http::Lease& lease : request->leases) {
        const auto key = metrics::parsePushPath(lease.path);
        auto own = key ? enforced(*key, identity, settings.config)
                       : std::expected<metrics::GroupingKey, std::string>(std::unexpect, "");
        if (!own) {
            out.unknown.push_back(lease.path);
            continue;
        }
        renewals.push_back({std::move(*own), lease.ttlSeconds});
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
