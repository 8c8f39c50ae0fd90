// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/hashing.h"

#include <random>

namespace gatepost::metrics {
namespace {

HashSecret drawn() {
    std::random_device random;
    const auto word = [&] { return std::uint64_t{random()} << 32 | random(); };
    return {word(), word() | 1, word() | 1};
}

}  // namespace

const HashSecret kHashSecret = drawn();

}  // namespace gatepost::metrics
