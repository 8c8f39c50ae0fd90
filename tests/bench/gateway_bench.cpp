// SPDX-License-Identifier: Apache-2.0
// What a push costs with few and with many groups held, and what an exposition of all costs.
// Every push has 4 KB: 10 families of 4 series, as a desktop application sends them.
#include <benchmark/benchmark.h>

#include <array>
#include <random>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"

using namespace gatepost::metrics;

namespace {

constexpr int kBodies = 16;

std::string body(int value) {
    static constexpr std::array kFamilies{
        "http_requests", "http_errors",     "cache_hits",     "cache_misses", "queue_entries",
        "files_opened",  "windows_created", "plugins_loaded", "sync_runs",    "sync_conflicts"};
    static constexpr std::array kMethods{"GET", "POST", "PUT", "DELETE"};
    std::string text;
    for (const char* family : kFamilies) {
        const std::string name = "app_" + std::string(family) + "_total";
        text += "# HELP " + name + " How often since the application started.\n";
        text += "# TYPE " + name + " counter\n";
        for (const char* method : kMethods)
            text += name + "{component=\"engine\",method=\"" + method + "\",path=\"/api/v1/" +
                    family + "\"} " + std::to_string(value++) + "\n";
    }
    return text;
}

GroupingKey key(std::size_t number) {
    return GroupingKey{{"job", "desktop"},
                       {"session_key", "run-" + std::to_string(number)},
                       {"userid", "user-" + std::to_string(number % 997)}};
}

Push push(const Exposition& exposition, UnixNanos at) {
    Push made;
    made.exposition = &exposition;
    made.owner = "user";
    made.at = at;
    return made;
}

Gateway filled(std::size_t groups) {
    Gateway gateway(42);
    const Exposition exposition = *readText(body(0));
    for (std::size_t i = 0; i < groups; ++i) (void)gateway.apply(key(i), push(exposition, 1));
    return gateway;
}

/// Parse, family texts, check and apply: all that a push costs but the network and the disk.
void pushes(benchmark::State& state) {
    const auto groups = static_cast<std::size_t>(state.range(0));
    Gateway gateway = filled(groups);
    std::vector<std::string> bodies;
    for (int i = 0; i < kBodies; ++i) bodies.push_back(body(1000 + i));
    std::mt19937 random(1);
    UnixNanos now = 1;
    for (auto _ : state) {
        const auto exposition = readText(bodies[random() % kBodies]);
        const auto applied = gateway.apply(key(random() % groups), push(*exposition, ++now));
        if (!applied) state.SkipWithError("refused");
    }
    state.counters["body_bytes"] = static_cast<double>(bodies[0].size());
}

/// A new group each time, an old one going: no series is there already.
void newGroups(benchmark::State& state) {
    const auto groups = static_cast<std::size_t>(state.range(0));
    Gateway gateway = filled(groups);
    const std::string text = body(1000);
    std::size_t next = groups;
    for (auto _ : state) {
        const auto exposition = readText(text);
        if (!gateway.apply(key(next), push(*exposition, 2))) state.SkipWithError("refused");
        gateway.erase(key(next - groups));
        ++next;
    }
}

void exposition(benchmark::State& state) {
    const Gateway gateway = filled(static_cast<std::size_t>(state.range(0)));
    std::size_t bytes = 0;
    for (auto _ : state) {
        const std::string text = gateway.snapshot().text();
        benchmark::DoNotOptimize(text.data());
        bytes = text.size();
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}

/// What the lock is held for.
void snapshot(benchmark::State& state) {
    const Gateway gateway = filled(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(gateway.snapshot());
}

}  // namespace

BENCHMARK(pushes)->Arg(10)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(newGroups)->Arg(10)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(exposition)->Arg(10)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(snapshot)->Arg(10'000)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
