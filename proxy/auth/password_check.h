// SPDX-License-Identifier: Apache-2.0
// bcrypt off the io threads: a bounded queue, a few threads, crypt_r of libcrypt. Right answers are
// remembered under a keyed hash; wrong ones never, so that guessing cannot push them out.
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
    enum class Verdict : std::uint8_t { Right, Wrong, Busy };
    using Done = std::function<void(Verdict)>;

    explicit PasswordCheck(unsigned threads);
    ~PasswordCheck();
    PasswordCheck(const PasswordCheck&) = delete;
    PasswordCheck& operator=(const PasswordCheck&) = delete;

    /// An empty `hash` stands for a user who does not exist: as slow as one who does, never right.
    void check(std::string_view user, std::string_view password, std::string_view hash, Done done);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
