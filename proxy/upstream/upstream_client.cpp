// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/upstream_client.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <thread>

namespace gatepost::proxy {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using Kind = UpstreamFailure::Kind;

struct Job {
    http::Method method = http::Method::Get;
    std::string bytes;
    UpstreamClient::Done done;
    bool again = false;  // it has failed once on a reused connection
};

struct Pool;

/// One connection, with at most one request on it.
struct Link : std::enable_shared_from_this<Link> {
    explicit Link(Pool& owner);
    void begin(Job next, bool fresh);
    void connect();
    void write();
    void read();
    void received(const Error& error, std::size_t bytes);
    void finish(std::expected<http::Response, UpstreamFailure> outcome, bool keep);
    void fail(Kind kind, std::string reason);

    Pool& pool;
    tcp::socket socket;
    tcp::resolver resolver;
    asio::steady_timer timer;
    http::ResponseReader reader;
    std::array<char, 16 * 1024> buffer{};
    Job job;
    bool reused = false;
    bool heard = false;  // bytes of this response have come
    bool busy = false;
    std::uint64_t turn = 0;
};

struct Pool {
    asio::io_context& io;
    const UpstreamClient::Options& options;
    std::vector<std::shared_ptr<Link>> idle;
    std::size_t open = 0;
    std::deque<Job> waiting;

    void start(Job job) {
        if (!idle.empty() && !job.again) {
            const auto link = idle.back();
            idle.pop_back();
            link->begin(std::move(job), false);
        } else if (open < options.connections || job.again) {
            ++open;
            std::make_shared<Link>(*this)->begin(std::move(job), true);
        } else if (waiting.size() < options.waiting) {
            waiting.push_back(std::move(job));
        } else {
            job.done(std::unexpected(
                UpstreamFailure{Kind::Busy, "too many pushes wait for the upstream"}));
        }
    }

    void free(const std::shared_ptr<Link>& link, bool keep) {
        if (keep) {
            idle.push_back(link);
        } else {
            --open;
        }
        if (waiting.empty()) return;
        Job next = std::move(waiting.front());
        waiting.pop_front();
        start(std::move(next));
    }
};

Link::Link(Pool& owner) : pool(owner), socket(owner.io), resolver(owner.io), timer(owner.io) {}

void Link::begin(Job next, bool fresh) {
    job = std::move(next);
    reused = !fresh;
    heard = false;
    busy = true;
    ++turn;
    reader.expect(job.method);
    timer.expires_after(pool.options.deadline);
    timer.async_wait([self = shared_from_this(), at = turn](const Error& error) {
        if (error || at != self->turn || !self->busy) return;
        self->fail(Kind::Timeout, "no answer in time");
    });
    if (fresh) {
        connect();
    } else {
        write();
    }
}

void Link::connect() {
    resolver.async_resolve(pool.options.host, std::to_string(pool.options.port),
                           [self = shared_from_this(), at = turn](
                               const Error& error, const tcp::resolver::results_type& found) {
                               if (at != self->turn || !self->busy) return;
                               if (error) return self->fail(Kind::Unreachable, error.message());
                               asio::async_connect(
                                   self->socket, found,
                                   [self, at](const Error& refused, const tcp::endpoint&) {
                                       if (at != self->turn || !self->busy) return;
                                       if (refused) {
                                           return self->fail(Kind::Unreachable, refused.message());
                                       }
                                       Error ignored;
                                       self->socket.set_option(tcp::no_delay(true), ignored);
                                       self->write();
                                   });
                           });
}

void Link::write() {
    asio::async_write(socket, asio::buffer(job.bytes),
                      [self = shared_from_this(), at = turn](const Error& error, std::size_t) {
                          if (at != self->turn || !self->busy) return;
                          if (error) return self->fail(Kind::Broken, error.message());
                          self->read();
                      });
}

void Link::read() {
    socket.async_read_some(asio::buffer(buffer), [self = shared_from_this(), at = turn](
                                                     const Error& error, std::size_t bytes) {
        if (at == self->turn && self->busy) self->received(error, bytes);
    });
}

void Link::received(const Error& error, std::size_t bytes) {
    std::string_view input(buffer.data(), bytes);
    heard |= bytes > 0;
    const auto event = error ? reader.finish() : reader.feed(input);
    if (event == http::ResponseReader::Event::Done) {
        http::Response response = reader.take();
        const bool keep = !error && response.keepAlive && input.empty();
        return finish(std::move(response), keep);
    }
    if (event == http::ResponseReader::Event::Broken) return fail(Kind::Broken, reader.error());
    if (error) return fail(Kind::Broken, error.message());
    read();
}

void Link::finish(std::expected<http::Response, UpstreamFailure> outcome, bool keep) {
    busy = false;
    ++turn;
    timer.cancel();
    if (!keep) {
        Error ignored;
        socket.close(ignored);
    }
    const auto done = std::move(job.done);
    pool.free(shared_from_this(), keep);
    done(std::move(outcome));
}

void Link::fail(Kind kind, std::string reason) {
    if (reused && !heard && !job.again && kind == Kind::Broken) {
        // The server closed it while it was idle: that says nothing about the request.
        busy = false;
        ++turn;
        timer.cancel();
        Error ignored;
        socket.close(ignored);
        Job again = std::move(job);
        again.again = true;
        --pool.open;
        pool.start(std::move(again));
        return;
    }
    finish(std::unexpected(UpstreamFailure{kind, std::move(reason)}), false);
}

}  // namespace

struct UpstreamClient::Impl {
    Options options;
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    Pool pool{io, options, {}, 0, {}};
    std::thread thread;

    explicit Impl(Options given) : options(std::move(given)) {
        thread = std::thread([this] { io.run(); });
    }
    void stop() {
        io.stop();
        if (thread.joinable()) thread.join();
    }
    ~Impl() {
        stop();
        // Links hold the pool; they go with the handlers that hold them.
        pool.idle.clear();
    }
};

UpstreamClient::UpstreamClient(Options options)
    : m_impl(std::make_unique<Impl>(std::move(options))) {}

UpstreamClient::~UpstreamClient() = default;

void UpstreamClient::stop() { m_impl->stop(); }

void UpstreamClient::send(http::Method method, const std::string& target,
                          const std::vector<http::Field>& fields, const std::string& body,
                          Done done) {
    Job job{method, {}, std::move(done), false};
    http::appendRequest(job.bytes, method, target, m_impl->options.hostField, fields, body);
    asio::post(m_impl->io, [impl = m_impl.get(), job = std::move(job)]() mutable {
        impl->pool.start(std::move(job));
    });
}

}  // namespace gatepost::proxy
