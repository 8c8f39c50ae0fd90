// SPDX-License-Identifier: Apache-2.0
#include "app/companion/errands.h"

namespace gatepost::app {
namespace {

constexpr int kThreadStays = 1000;  // milliseconds

}  // namespace

Errands::Errands() {
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(kThreadStays);
}

Errands::~Errands() { m_pool.waitForDone(); }

void Errands::run(std::function<void()> work) { m_pool.start(std::move(work)); }

bool Errands::waitFor(std::chrono::milliseconds patience) {
    return m_pool.waitForDone(static_cast<int>(patience.count()));
}

}  // namespace gatepost::app
