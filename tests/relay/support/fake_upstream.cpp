// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/support/fake_upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "http/answers.h"
#include "http/batch.h"
#include "http/framer.h"
#include "tests/support/free_port.h"

namespace gatepost::testing {

namespace {

/// RST instead of FIN, once what was sent has had time to arrive.
void resetOnClose(int fd) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const linger now{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

}  // namespace

FakeUpstream::FakeUpstream() : m_port(test::freePort()) { listen(); }

FakeUpstream::~FakeUpstream() {
    down();
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        for (const int fd : m_open) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& thread : m_threads) thread.join();
}

std::string FakeUpstream::url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

void FakeUpstream::script(Script script) {
    const std::lock_guard lock(m_mutex);
    m_script = std::move(script);
}

void FakeUpstream::listen() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(m_port);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(fd, 64) != 0)
        qFatal("nobody can listen on port %d", m_port);
    const std::lock_guard lock(m_mutex);
    m_listener = fd;
    m_threads.emplace_back([this, fd] { accept(fd); });
}

void FakeUpstream::down() {
    const std::lock_guard lock(m_mutex);
    if (m_listener < 0) return;
    ::shutdown(m_listener, SHUT_RDWR);
    m_listener = -1;
    for (const int fd : m_open) ::shutdown(fd, SHUT_RDWR);
}

void FakeUpstream::accept(int listener) {
    int fd = -1;
    while ((fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0) {
        const std::lock_guard lock(m_mutex);
        if (m_listener != listener) {  // down() came between
            ::close(fd);
            break;
        }
        m_open.push_back(fd);
        m_threads.emplace_back([this, fd] { serve(fd); });
    }
    ::close(listener);
}

void FakeUpstream::serve(int fd) {
    http::Framer framer({64 * 1024, 64 * 1024 * 1024, 64 * 1024});
    std::string input;
    std::array<char, 65536> buffer;
    bool open = true;
    while (open) {
        const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) break;
        input.append(buffer.data(), static_cast<std::size_t>(got));
        std::string_view view = input;
        for (auto event = framer.feed(view); event != http::Framer::Event::NeedMore && open;
             event = framer.feed(view)) {
            if (event == http::Framer::Event::Refused) open = false;
            if (event != http::Framer::Event::Request) continue;
            const http::Request request = framer.take();
            const Reply reply = replyTo(request);
            if (reply.trouble == Reply::Trouble::CloseAtOnce) {
                open = false;
                break;
            }
            std::string out;
            http::appendAnswer(out, reply.answer, request.head, http::Connection::Keep);
            const std::size_t head = out.find("\r\n\r\n") + 4;
            if (reply.trouble == Reply::Trouble::Hang) out.clear();
            if (reply.trouble == Reply::Trouble::HangAfterHead) out.resize(head);
            const bool reset = reply.trouble == Reply::Trouble::ResetInBody;
            if (reset || reply.trouble == Reply::Trouble::EndInBody) {
                out.resize(head + (out.size() - head) / 2);
                open = false;
            }
            ::send(fd, out.data(), out.size(), MSG_NOSIGNAL);
            if (reset) resetOnClose(fd);
        }
        input.erase(0, input.size() - view.size());
    }
    const std::lock_guard lock(m_mutex);
    std::erase(m_open, fd);
    ::close(fd);
}

FakeUpstream::Reply FakeUpstream::replyTo(const http::Request& request) {
    Script script;
    {
        const std::lock_guard lock(m_mutex);
        m_asked.emplace_back(request.head.path());
        const bool about = request.head.method == http::Method::Get;
        if (!about) m_requests.push_back(request);
        script = m_script;
    }
    m_arrived.notify_all();
    if (script) {
        if (auto reply = script(request)) return *reply;
    }
    return friendly(request);
}

FakeUpstream::Reply FakeUpstream::friendly(const http::Request& request) {
    const std::string_view path = request.head.path();
    if (path == "/api/v1/whoami")
        return {
            http::json(200, R"({"subject":"ada","user":"ada","grants":["push"],"mode":"fold"})")};
    if (path == "/api/v1/policy")
        return {http::json(200, R"({"engine":"other","enforce":{"userid":"user"},"mode":"fold"})")};
    if (path == "/api/v1/leases") return {http::json(200, R"({"renewed":1,"unknown":[]})")};
    if (path == "/api/v1/pushes") {
        Reply reply = accepted();
        std::string_view body = request.body;
        while (const auto line = http::nextLine(body)) {
            http::Receipt receipt;
            receipt.id = http::readBatchLine(*line)->id;
            receipt.status = 200;
            receipt.verdict = http::Verdict::Accepted;
            http::appendReceipt(reply.answer.body, receipt);
        }
        reply.answer.set("Content-Type", http::kNdjson);
        return reply;
    }
    return accepted();
}

FakeUpstream::Reply FakeUpstream::accepted() { return saying(200, "accepted"); }

FakeUpstream::Reply FakeUpstream::saying(int status, const std::string& verdict,
                                         const std::string& body) {
    Reply reply;
    reply.answer.status = status;
    reply.answer.body = body;
    if (!verdict.empty()) reply.answer.set(http::kVerdictField, verdict);
    return reply;
}

std::vector<http::Request> FakeUpstream::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::size_t FakeUpstream::asked(const std::string& path) const {
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::ranges::count(m_asked, path));
}

bool FakeUpstream::waitForRequests(std::size_t count, int seconds) const {
    std::unique_lock lock(m_mutex);
    return m_arrived.wait_for(lock, std::chrono::seconds(seconds),
                              [&] { return m_requests.size() >= count; });
}

void FakeUpstream::forget() {
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
    m_asked.clear();
}

}  // namespace gatepost::testing
