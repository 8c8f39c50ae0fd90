// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/upstream_client.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "proxy/intake/background.h"
#include "proxy/upstream/upstream_lane.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kReadBufferBytes = 64 * 1024;

struct Resolved {
    SocketAddresses addresses;
    std::string why;
};

/// May ask a name server and wait for it, unless the host is an address.
Resolved resolve(const std::string& host, std::uint16_t port, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) return {{}, ::gai_strerror(error)};
    Resolved out;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        SocketAddress address;
        std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
        address.size = each->ai_addrlen;
        out.addresses.push_back(address);
    }
    ::freeaddrinfo(found);
    return out;
}

}  // namespace

UpstreamLane::UpstreamLane(EventLoop& onLoop, std::size_t connections, std::size_t waiting,
                           Resolve resolve)
    : loop(onLoop),
      readBuffer(kReadBufferBytes),
      m_connections(connections),
      m_mostWaiting(waiting),
      m_resolve(std::move(resolve)) {
    loop.addTick([this] { expire(); });
}

void UpstreamLane::add(UpstreamJob job) {
    if (m_waiting.size() >= m_mostWaiting) {
        // Not from here: who is told may come with the next one at once, and so on, ever deeper.
        loop.atEndOfRound([done = std::move(job.done)] {
            done(std::unexpected(UpstreamFailure{UpstreamFailure::Kind::Busy,
                                                 "too many pushes wait for the upstream"}));
        });
        return;
    }
    m_waiting.push_back(std::move(job));
    schedule();
}

void UpstreamLane::addAgain(UpstreamJob job) {
    job.again = true;
    m_waiting.push_front(std::move(job));
    schedule();
}

void UpstreamLane::schedule() {
    if (std::exchange(m_scheduled, true)) return;
    loop.atEndOfRound([this] {
        m_scheduled = false;
        distribute();
    });
}

void UpstreamLane::distribute() {
    while (!m_waiting.empty()) {
        std::erase_if(m_links, [](const auto& link) { return link->closed(); });
        UpstreamLink* link = pick(m_waiting.front());
        if (link == nullptr) return;
        do {
            link->take(std::move(m_waiting.front()));
            m_waiting.pop_front();
        } while (!m_waiting.empty() && !m_waiting.front().again &&
                 link->load() < UpstreamLink::kPipelined);
        if (link->fresh()) {
            connect(link);
        } else {
            link->flush();
        }
    }
}

/// One without requests, a new one, or the one with the fewest; null: all have their fill. For what
/// is sent again always a new one, for which one that idles goes.
UpstreamLink* UpstreamLane::pick(const UpstreamJob& job) {
    const auto least = std::ranges::min_element(m_links, {}, &UpstreamLink::load);
    const bool idle = least != m_links.end() && (*least)->load() == 0;
    const bool room = m_links.size() < m_connections;
    if (job.again && idle && !room) {
        (*least)->close();
        m_links.erase(least);
        return open();
    }
    if (idle && !job.again) return least->get();
    if (room) return open();
    return !job.again && (*least)->load() < UpstreamLink::kPipelined ? least->get() : nullptr;
}

UpstreamLink* UpstreamLane::open() {
    return m_links.emplace_back(std::make_unique<UpstreamLink>(*this)).get();
}

void UpstreamLane::connect(UpstreamLink* link) {
    link->resolving();
    m_resolve([this, link](SocketAddresses addresses, const std::string& why) {
        // It may have given up waiting.
        const auto found = std::ranges::find(m_links, link, &std::unique_ptr<UpstreamLink>::get);
        if (found == m_links.end()) return;
        if (addresses.empty()) return link->unreachable(why);
        link->connect(std::move(addresses));
    });
}

void UpstreamLane::expire() {
    const auto now = loop.now();
    for (const auto& link : m_links) link->expire(now);
    std::vector<UpstreamJob> late;
    std::erase_if(m_waiting, [&](UpstreamJob& job) {
        if (job.deadline > now) return false;
        late.push_back(std::move(job));
        return true;
    });
    for (const UpstreamJob& job : late) {
        job.done(
            std::unexpected(UpstreamFailure{UpstreamFailure::Kind::Timeout, "no answer in time"}));
    }
}

struct UpstreamClient::Impl {
    Options options;
    std::atomic<std::chrono::seconds> deadline{};
    std::vector<std::unique_ptr<UpstreamLane>> lanes;
    Background resolver{1};

    [[nodiscard]] UpstreamLane& lane() {
        EventLoop* here = EventLoop::running();
        for (const auto& each : lanes) {
            if (&each->loop == here) return *each;
        }
        return *lanes.front();
    }
    void resolveFor(EventLoop& loop,
                    const std::function<void(SocketAddresses, const std::string&)>& found) {
        auto literal = resolve(options.host, options.port, AI_NUMERICHOST);
        if (!literal.addresses.empty()) return found(std::move(literal.addresses), {});
        const bool taken = resolver.post([this, &loop, found] {
            loop.post([found, result = resolve(options.host, options.port, 0)] {
                found(result.addresses, result.why);
            });
        });
        if (!taken) {
            loop.post([found] { found({}, "too many names are being looked up"); });
        }
    }
};

UpstreamClient::UpstreamClient(Options options, const EventLoops& loops)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->options = std::move(options);
    m_impl->deadline = m_impl->options.deadline;
    const std::size_t each = connectionsOfLoop(m_impl->options.connections, loops.size());
    for (const auto& loop : loops) {
        m_impl->lanes.push_back(std::make_unique<UpstreamLane>(
            *loop, each, m_impl->options.waiting,
            [impl = m_impl.get(), &on = *loop](auto found) { impl->resolveFor(on, found); }));
        m_impl->lanes.back()->host = m_impl->options.host;
        m_impl->lanes.back()->tls = m_impl->options.tls;
    }
}

UpstreamClient::~UpstreamClient() = default;

void UpstreamClient::send(UpstreamRequest request, Done done) {
    UpstreamJob job{std::move(request), std::move(done),
                    EventLoop::Clock::now() + m_impl->deadline.load(), false};
    UpstreamLane& lane = m_impl->lane();
    lane.loop.dispatch([&lane, job = std::move(job)]() mutable { lane.add(std::move(job)); });
}

void UpstreamClient::change(TlsContext tls, std::chrono::seconds deadline) {
    m_impl->deadline = deadline;
    for (const auto& lane : m_impl->lanes) {
        lane->loop.dispatch([each = lane.get(), tls] { each->tls = tls; });
    }
}

}  // namespace gatepost::proxy
