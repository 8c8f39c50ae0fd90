// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/journal.h"

#include <algorithm>

#include "http/answers.h"
#include "http/json_text.h"

namespace gatepost::proxy {
namespace {

constexpr metrics::UnixNanos kSampleInterval = 50'000'000;

std::string cut(std::string_view text) {
    if (text.size() <= Journal::kTextBytes) return std::string(text);
    std::size_t end = Journal::kTextBytes;
    // Not in the middle of a character of UTF-8.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

void appendText(std::string& out, std::string_view name, std::string_view value) {
    out.append(",\"").append(name).append("\":");
    http::appendJson(out, value);
}

}  // namespace

bool Journal::wants(const PushOutcome& outcome, metrics::UnixNanos now) {
    if (outcome.status >= 400) return true;
    if (outcome.problems.empty()) return false;
    metrics::UnixNanos last = m_sampledAt.load(std::memory_order_relaxed);
    return now - last >= kSampleInterval && m_sampledAt.compare_exchange_strong(last, now);
}

void Journal::add(JournalEntry entry) {
    const std::lock_guard lock(m_mutex);
    m_entries.push_front(std::move(entry));
    if (m_entries.size() > kEntries) m_entries.pop_back();
}

std::vector<JournalEntry> Journal::entries() const {
    const std::lock_guard lock(m_mutex);
    return {m_entries.begin(), m_entries.end()};
}

JournalEntry journalEntry(const PushOutcome& outcome, std::string_view user,
                          metrics::PushMethod method, std::string_view path,
                          metrics::UnixNanos at) {
    JournalEntry entry{.at = at,
                       .user = cut(user),
                       .path = cut(path),
                       .method = method,
                       .status = outcome.status,
                       .verdict = {},
                       .sentence = cut(outcome.sentence),
                       .problems = {},
                       .problemCount = outcome.problems.size()};
    if (outcome.verdict) entry.verdict = http::toString(*outcome.verdict);
    const std::size_t shown = std::min(outcome.problems.size(), Journal::kProblems);
    for (std::size_t i = 0; i < shown; ++i) {
        entry.problems.push_back(cut(http::toLine(outcome.problems[i])));
    }
    return entry;
}

std::string toJson(const std::vector<JournalEntry>& entries) {
    std::string out = "[";
    for (const JournalEntry& entry : entries) {
        out += out.size() == 1 ? "{\"at\":" : ",{\"at\":";
        out += std::to_string(entry.at / 1'000'000);
        appendText(out, "user", entry.user);
        appendText(out, "method", metrics::toString(entry.method));
        appendText(out, "path", entry.path);
        out += ",\"status\":" + std::to_string(entry.status);
        appendText(out, "verdict", entry.verdict);
        appendText(out, "error", entry.sentence);
        out += ",\"problem_count\":" + std::to_string(entry.problemCount) + ",\"problems\":[";
        for (std::size_t i = 0; i < entry.problems.size(); ++i) {
            if (i > 0) out += ',';
            http::appendJson(out, entry.problems[i]);
        }
        out += "]}";
    }
    return out + "]";
}

}  // namespace gatepost::proxy
