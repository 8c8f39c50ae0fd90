// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/background.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace gatepost::proxy {
namespace {

constexpr std::size_t kQueueLength = 256;

}  // namespace

struct Background::Impl {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> queue;
    bool ending = false;
    std::vector<std::jthread> threads;

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return ending || !queue.empty(); });
            if (ending) return;
            const auto job = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            job();
            lock.lock();
        }
    }
};

Background::Background(unsigned threads) : m_impl(std::make_unique<Impl>()) {
    for (unsigned i = 0; i < threads; ++i) {
        m_impl->threads.emplace_back([impl = m_impl.get()] { impl->work(); });
    }
}

Background::~Background() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ending = true;
    }
    m_impl->wake.notify_all();
    m_impl->threads.clear();
}

bool Background::post(std::function<void()> work) {
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->ending || m_impl->queue.size() >= kQueueLength) return false;
        m_impl->queue.push_back(std::move(work));
    }
    m_impl->wake.notify_one();
    return true;
}

}  // namespace gatepost::proxy
