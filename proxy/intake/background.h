// SPDX-License-Identifier: Apache-2.0
// A few threads for what must not run on an io thread: rendering everything that is held, files.
// post() from any thread; in order with one thread. The destructor drops what has not begun.
#pragma once

#include <functional>
#include <memory>

namespace gatepost::proxy {

class Background {
public:
    explicit Background(unsigned threads);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// False: too much waits already; the work is dropped.
    [[nodiscard]] bool post(std::function<void()> work);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
