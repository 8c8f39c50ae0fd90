// SPDX-License-Identifier: Apache-2.0
// Any sequence of pushes: the exposition always parses and has no series twice, check() says what
// apply() does, undo() undoes, and a store gives everything back. A push is one byte that picks
// method, key and owner, and a body up to the next NUL.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <unordered_set>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"
#include "tests/metrics/stored_group.h"

using namespace gatepost::metrics;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

/// A push may bring a bucket or quantile twice itself; lint is for that.
bool mayRepeat(std::string_view line) {
    return line.find("le=\"") != line.npos || line.find("quantile=\"") != line.npos;
}

void scrapes(const Gateway& gateway) {
    const std::string text = gateway.snapshot().text();
    require(readText(text).has_value());
    std::unordered_set<std::string_view> seen;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (line.starts_with("# HELP ") || mayRepeat(line)) continue;
        require(seen.insert(line.substr(0, line.rfind(' '))).second);
    }
}

GroupingKey key(unsigned pick, const std::string& owner) {
    GroupingKey key{{"job", pick & 1 ? "a" : "b"}, {"userid", owner}};
    if (pick & 2) key = key.with("tag", "v");
    if (pick & 4) key = key.with("instance", "");
    return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    Gateway gateway(3);
    for (UnixNanos now = 1; !rest.empty() && now < 20; ++now) {
        const auto head = static_cast<unsigned char>(rest[0]);
        const std::string_view body = rest.substr(1, rest.find('\0', 1) - 1);
        rest.remove_prefix(std::min(rest.size(), body.size() + 2));
        const auto exposition = readText(std::string(body));
        Push push;
        push.method = static_cast<PushMethod>(head % 3);
        push.owner = head & 32 ? "ann" : "bob";
        push.at = now;
        const bool pushes = exposition && push.method != PushMethod::Delete;
        if (pushes) push.exposition = &*exposition;
        const GroupingKey name = key(head >> 2, push.owner);
        const bool fits = gateway.check(name, push).has_value();
        const std::string before = gateway.snapshot().text();
        const auto applied = gateway.apply(name, push);
        require(fits == applied.has_value());
        scrapes(gateway);
        if (!applied) {
            require(gateway.snapshot().text() == before);
            (void)gateway.recordFailure(name, now, push.owner);
            scrapes(gateway);
        } else if (head & 64) {
            require(gateway.undo(name, *applied).empty());
            // A group that went and came back may stand in another place.
            require(gateway.snapshot().text().size() == before.size());
        }
    }
    Gateway other(4);
    for (const GroupPointer& group : gateway.groups())
        require(other.restore(gatepost::tests::storedOf(*group)).empty());
    scrapes(other);
    require(other.seriesCount() == gateway.seriesCount());
    return 0;
}
