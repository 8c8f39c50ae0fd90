// SPDX-License-Identifier: Apache-2.0
#include "tests/proxy/embedded_upstream.h"

#include <csignal>
#include <future>

#include "metrics/exposition/readers.h"
#include "proxy/upstream/group_records.h"

namespace gatepost::test {

TextPush pushOf(const std::string& job, const std::string& text, std::uint64_t number) {
    TextPush push;
    push.key = metrics::GroupingKey({{"job", job}});
    push.read = std::make_shared<const metrics::Exposition>(std::move(*metrics::readText(text)));
    push.exposition = push.read.get();
    push.sequence = http::Sequence{"relay", number};
    push.at = kNow;
    push.now = kNow;
    return push;
}

TextPush deleteOf(const std::string& job, std::uint64_t number) {
    TextPush push = pushOf(job, "", number);
    push.method = metrics::PushMethod::Delete;
    push.exposition = nullptr;
    return push;
}

proxy::PushResult applied(proxy::Embedded& gateway, proxy::UpstreamPush push) {
    std::promise<proxy::PushResult> promise;
    gateway.push(std::move(push),
                 [&promise](proxy::PushResult result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

std::unique_ptr<proxy::Embedded> opened(const QTemporaryDir& dir) {
    auto records = proxy::openRecords(dir.path().toStdString(), store::Durability::Off);
    if (!records) return nullptr;
    std::vector<std::string> leftOut;
    auto made = proxy::Embedded::open(std::move(*records), {}, leftOut);
    return made && leftOut.empty() ? std::move(*made) : nullptr;
}

std::string held(const proxy::Embedded& gateway, const std::string& job) {
    for (const auto& group : gateway.groups()) {
        if (group->key.job() != job) continue;
        std::string text = group->storedText();
        const std::size_t begin = text.find('{');
        return text.erase(begin, text.find('}') + 1 - begin);
    }
    return {};
}

FullDisk::FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit small{bytes, m_before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
}

FullDisk::~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

}  // namespace gatepost::test
