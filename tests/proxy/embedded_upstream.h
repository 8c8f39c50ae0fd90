// SPDX-License-Identifier: Apache-2.0
// What tests of the embedded upstream share: pushes at kNow, a gateway in a directory, its answers.
#pragma once

#include <sys/resource.h>

#include <QTemporaryDir>
#include <cstdint>
#include <memory>
#include <string>

#include "proxy/upstream/embedded.h"

namespace gatepost::test {

inline constexpr metrics::UnixNanos kNow = 1'800'000'000'000'000'000;

/// A push that owns what it points to.
struct TextPush : proxy::UpstreamPush {
    std::shared_ptr<const metrics::Exposition> read;
};

/// Numbered by the relay `relay`.
[[nodiscard]] TextPush pushOf(const std::string& job, const std::string& text,
                              std::uint64_t number);
[[nodiscard]] TextPush deleteOf(const std::string& job, std::uint64_t number);

/// Waits for the answer.
[[nodiscard]] proxy::PushResult applied(proxy::Embedded& gateway, proxy::UpstreamPush push);

/// Null where it cannot be opened or leaves out what it cannot read.
[[nodiscard]] std::unique_ptr<proxy::Embedded> opened(const QTemporaryDir& dir);

/// The text of the job's group, its first sample without the labels; empty: there is none.
[[nodiscard]] std::string held(const proxy::Embedded& gateway, const std::string& job);

/// No file may grow past `bytes` until it goes out of scope.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes);
    ~FullDisk();
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
};

}  // namespace gatepost::test
