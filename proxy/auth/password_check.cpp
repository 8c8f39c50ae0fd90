// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/password_check.h"

#include <crypt.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http/guards.h"
#include "proxy/auth/secrets.h"
#include "proxy/auth/seen_hashes.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kWaiting = 256;
constexpr std::size_t kWaitingOfAnAddress = 8;
/// Of a password that nobody is told, cost 10 as exporter-toolkit's users mostly have.
constexpr std::string_view kNobody = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

bool bcryptMatches(const std::string& password, const std::string& hash) {
    const auto room = std::make_unique<crypt_data>();
    const char* made = crypt_r(password.c_str(), hash.c_str(), room.get());
    return made != nullptr && http::equalInConstantTime(made, hash);
}

}  // namespace

struct PasswordCheck::Impl {
    struct Job {
        metrics::Hash128 key;
        std::string password;
        std::string hash;
        Done done;
    };
    const metrics::SipKey secret = randomSipKey();
    std::mutex mutex;
    std::condition_variable wake;
    std::unordered_map<std::string, std::deque<Job>> queues;  // by address; none is empty
    std::deque<std::string> turns;                            // addresses that wait, next first
    std::size_t waiting = 0;
    SeenHashes right;
    bool ending = false;
    std::vector<std::jthread> threads;

    bool add(std::string_view address, Job job) {
        const std::lock_guard lock(mutex);
        if (ending || waiting >= kWaiting) return false;
        const auto [place, first] = queues.try_emplace(std::string(address));
        if (place->second.size() >= kWaitingOfAnAddress) return false;
        if (first) turns.push_back(place->first);
        place->second.push_back(std::move(job));
        ++waiting;
        return true;
    }

    Job next() {
        const auto place = queues.find(turns.front());
        Job job = std::move(place->second.front());
        place->second.pop_front();
        --waiting;
        if (place->second.empty()) {
            queues.erase(place);
        } else {
            turns.push_back(turns.front());
        }
        turns.pop_front();
        return job;
    }

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return ending || waiting > 0; });
            if (ending) return;
            Job job = next();
            lock.unlock();
            const bool exists = !job.hash.empty();
            const bool good =
                bcryptMatches(job.password, exists ? job.hash : std::string(kNobody)) && exists;
            if (good) right.add(job.key);
            job.done(good ? Verdict::Right : Verdict::Wrong);
            lock.lock();
        }
    }
};

PasswordCheck::PasswordCheck(unsigned threads) : m_impl(std::make_unique<Impl>()) {
    for (unsigned i = 0; i < threads; ++i) {
        m_impl->threads.emplace_back([impl = m_impl.get()] { impl->work(); });
    }
}

PasswordCheck::~PasswordCheck() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ending = true;
    }
    m_impl->wake.notify_all();
    m_impl->threads.clear();
}

void PasswordCheck::check(const Question& question, Done done) {
    std::string text;
    for (const std::string_view part : {question.user, question.hash, question.password}) {
        text += part;
        text += '\0';
    }
    const metrics::Hash128 key = metrics::sipHash(m_impl->secret, text);
    if (!question.hash.empty() && m_impl->right.contains(key)) return done(Verdict::Right);
    if (question.effort == Effort::Memory) return done(Verdict::NotRemembered);
    if (!m_impl->add(question.address,
                     {key, std::string(question.password), std::string(question.hash), done}))
        return done(Verdict::Busy);
    m_impl->wake.notify_one();
}

}  // namespace gatepost::proxy
