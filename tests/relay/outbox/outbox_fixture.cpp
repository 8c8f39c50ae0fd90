// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/outbox/outbox_fixture.h"

#include <QtGlobal>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>
#include <utility>

namespace gatepost::relay::test {

namespace {

/// The value of the only sample: "# TYPE a untyped\na 1\n" -> "a 1".
std::string lastLine(const std::string& text) {
    const auto end = text.size() - 1;
    const auto start = text.rfind('\n', end - 1);
    return text.substr(start + 1, end - start - 1);
}

std::string entry(std::string_view mark, metrics::PushMethod method,
                  const metrics::FamilySet& families, std::uint64_t pushes) {
    std::string text(mark);
    text += metrics::toString(method);
    if (!families.empty()) text += ' ' + show(families);
    return text + " (" + std::to_string(pushes) + ")";
}

}  // namespace

void Engine::post(std::function<void()> task) {
    {
        const std::lock_guard guard(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

bool Engine::until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
        std::function<void()> task;
        {
            std::unique_lock guard(m_mutex);
            if (!m_wake.wait_until(guard, deadline, [this] { return !m_tasks.empty(); }))
                return false;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
    return true;
}

metrics::FamilySet families(std::string_view samples) {
    std::vector<metrics::FamilySet::Pointer> all;
    while (!samples.empty()) {
        const auto comma = std::min(samples.find(", "), samples.size());
        const auto sample = samples.substr(0, comma);
        samples.remove_prefix(std::min(comma + 2, samples.size()));
        const std::string name(sample.substr(0, sample.find(' ')));
        all.push_back(std::make_shared<metrics::FamilyText>(
            metrics::FamilyText{name, metrics::MetricType::Untyped,
                                "# TYPE " + name + " untyped\n" + std::string(sample) + "\n", 1}));
    }
    return metrics::FamilySet(std::move(all));
}

std::string show(const metrics::FamilySet& families) {
    std::string text;
    for (const auto& family : families.families())
        text += (text.empty() ? "" : ", ") + lastLine(family->text);
    return text;
}

metrics::GroupingKey key(std::string_view job) {
    return metrics::GroupingKey({{"job", std::string(job)}});
}

std::string digits(std::uint64_t seed, std::size_t count) {
    std::mt19937_64 random(seed);
    std::string digits;
    for (std::size_t i = 0; i < count; ++i) digits += static_cast<char>('0' + random() % 10);
    return digits;
}

OutboxOptions OutboxFixture::options() {
    return {.file = file,
            .post = [this](std::function<void()> task) { engine.post(std::move(task)); },
            .onWork = [this] { ++work; },
            .onTrouble = [this] { ++trouble; },
            .onForgotten =
                [this](const auto& keys) {
                    forgotten.insert(forgotten.end(), keys.begin(), keys.end());
                },
            .onLost =
                [this](const auto& losses) {
                    for (const Loss& loss : losses)
                        toldLost[std::string(toString(loss.cause))] += loss.pushes;
                },
            .maxBytes = maxBytes,
            .maxAgeMs = maxAgeMs,
            .encrypt = encrypt,
            .key = encryptionKey,
            .vfs = disk.name()};
}

std::expected<void, OutboxError> OutboxFixture::tryOpen() {
    auto opened = Outbox::open(options(), now);
    if (!opened) return std::unexpected(opened.error());
    outbox = std::move(opened->outbox);
    recovery = std::move(opened->recovery);
    inClear = std::move(opened->inClear);
    return {};
}

OutboxError::Kind OutboxFixture::whyNot() {
    const auto opened = tryOpen();
    if (opened) qFatal("the outbox opens");
    return opened.error().kind;
}

void OutboxFixture::open() {
    if (const auto opened = tryOpen(); !opened)
        qFatal("outbox: %d %s", static_cast<int>(opened.error().kind), opened.error().text.c_str());
}

void OutboxFixture::reopen() {
    close();
    open();
}

std::expected<std::string, OutboxError> OutboxFixture::push(std::string_view method,
                                                            std::string_view samples,
                                                            std::string_view job) {
    std::optional<std::expected<std::string, OutboxError>> answer;
    outbox->accept({.method = *metrics::pushMethodOf(method),
                    .key = key(job),
                    .families = families(samples),
                    .owner = OwnerProcess{},
                    .ttl = {},
                    .pushedAt = now.wall},
                   now, [&](auto result) { answer = std::move(result); });
    if (!engine.until([&] { return answer.has_value(); })) qFatal("accept is not answered");
    return *answer;
}

std::vector<Delivery> OutboxFixture::takeMany(TakeLimits limits) {
    std::optional<std::vector<Delivery>> taken;
    outbox->take(limits, now, [&](auto deliveries) { taken = std::move(deliveries); });
    if (!engine.until([&] { return taken.has_value(); })) qFatal("take is not answered");
    return std::move(*taken);
}

Delivery OutboxFixture::take() {
    auto taken = takeMany({});
    if (taken.size() != 1) qFatal("took %zu", taken.size());
    return std::move(taken.front());
}

std::expected<void, OutboxError> OutboxFixture::command(
    const std::function<void(Outbox::Done)>& start) {
    std::optional<std::expected<void, OutboxError>> answer;
    start([&](auto result) { answer = std::move(result); });
    if (!engine.until([&] { return answer.has_value(); })) qFatal("no answer");
    return *answer;
}

void OutboxFixture::deliver(const Delivery& delivery) {
    static_cast<void>(command([&](auto done) { outbox->delivered(delivery.n, now, done); }));
}

void OutboxFixture::supersede(const Delivery& delivery) {
    static_cast<void>(command([&](auto done) { outbox->superseded(delivery.n, now, done); }));
}

void OutboxFixture::fail(const Delivery& delivery, std::int64_t retryAt) {
    static_cast<void>(
        command([&](auto done) { outbox->failed(delivery.n, "timeout", retryAt, now, done); }));
}

void OutboxFixture::unsent(const Delivery& delivery) {
    static_cast<void>(command([&](auto done) { outbox->unsent(delivery.n, done); }));
}

void OutboxFixture::lose(const Delivery& delivery, LossCause cause) {
    static_cast<void>(command([&](auto done) { outbox->lost(delivery.n, cause, now, done); }));
}

Rejected OutboxFixture::reject(const Delivery& delivery, int status) {
    std::optional<Rejected> answer;
    outbox->rejected(delivery.n, {.status = status, .reason = "no", .problems = {}}, now,
                     [&](Rejected outcome) { answer = outcome; });
    if (!engine.until([&] { return answer.has_value(); })) qFatal("reject is not answered");
    return *answer;
}

Rejected OutboxFixture::tooLarge(const Delivery& delivery) {
    std::optional<Rejected> answer;
    outbox->tooLarge(delivery.n, {.status = 413, .reason = "too large", .problems = {}}, now,
                     [&](Rejected outcome) { answer = outcome; });
    if (!engine.until([&] { return answer.has_value(); })) qFatal("tooLarge is not answered");
    return *answer;
}

std::expected<void, OutboxError> OutboxFixture::retryQuarantined(std::int64_t id) {
    return command([&](auto done) { outbox->retryQuarantined(id, now, done); });
}

std::expected<void, OutboxError> OutboxFixture::dropQuarantined(std::int64_t id) {
    return command([&](auto done) { outbox->dropQuarantined(id, done); });
}

std::expected<void, OutboxError> OutboxFixture::dropWaiting(std::string_view job) {
    return command([&](auto done) { outbox->dropWaiting(metrics::groupId(key(job)), done); });
}

std::expected<void, OutboxError> OutboxFixture::flush() {
    return command([&](auto done) { outbox->flush(done); });
}

void OutboxFixture::tick() {
    outbox->tick(now);
    static_cast<void>(flush());
}

std::string OutboxFixture::shows(std::string_view job) const {
    std::string text;
    const auto id = metrics::groupId(key(job));
    for (const auto& queued : outbox->pending(id)) {
        if (!text.empty()) text += ", then ";
        text += entry(queued.inFlight  ? "*"
                      : queued.chained ? "+"
                                       : "",
                      queued.change.method, queued.change.families, queued.pushes);
    }
    std::string quarantine;
    for (const auto& rejected : outbox->quarantine())
        if (rejected.groupId == id)
            quarantine += (quarantine.empty() ? "" : ", ") +
                          entry("", rejected.method, rejected.families, rejected.pushes);
    if (quarantine.empty()) return text;
    return text + "; quarantine " + quarantine;
}

std::string OutboxFixture::ledger() const {
    const auto value = outbox->ledger();
    std::uint64_t lost = 0;
    for (const auto& [cause, pushes] : value.lost) lost += pushes;
    return std::to_string(value.received) + " = " + std::to_string(value.delivered) +
           " delivered + " + std::to_string(value.superseded) + " superseded + " +
           std::to_string(value.waiting) + " waiting + " + std::to_string(value.quarantined) +
           " quarantined + " + std::to_string(lost) + " lost";
}

std::unique_ptr<OutboxFixture> OutboxFolder::closed() {
    const auto folder =
        std::filesystem::path(m_folder.path().toStdString()) / std::to_string(m_outboxes++);
    std::filesystem::create_directory(folder);
    return std::make_unique<OutboxFixture>(folder / "outbox.db");
}

std::unique_ptr<OutboxFixture> OutboxFolder::fresh() {
    auto fixture = closed();
    fixture->open();
    return fixture;
}

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace gatepost::relay::test
