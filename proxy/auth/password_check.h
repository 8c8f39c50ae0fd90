// SPDX-License-Identifier: Apache-2.0
// bcrypt off the io threads: a bounded queue, a few threads, crypt_r of libcrypt. Addresses take
// turns, and each may have only a few passwords waiting, so that one that guesses holds up nobody
// else. Right answers are remembered under a keyed hash; wrong ones never, so that guessing cannot
// push them out.
// check() may be called from any thread; `done` runs on the caller's thread where the answer is
// remembered, else on one of ours. The destructor drops what waits, unanswered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace gatepost::proxy {

class PasswordCheck {
public:
    enum class Verdict : std::uint8_t { Right, Wrong, Busy, NotRemembered };
    /// Whether bcrypt may be asked about a password that is not remembered.
    enum class Effort : std::uint8_t { Full, Memory };
    using Done = std::function<void(Verdict)>;

    explicit PasswordCheck(unsigned threads);
    ~PasswordCheck();
    PasswordCheck(const PasswordCheck&) = delete;
    PasswordCheck& operator=(const PasswordCheck&) = delete;

    struct Question {
        std::string_view user;
        std::string_view password;
        /// Empty stands for a user who does not exist: as slow as one who does, never right.
        std::string_view hash;
        std::string_view address;  // who asks
        Effort effort = Effort::Full;
    };
    void check(const Question& question, Done done);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
