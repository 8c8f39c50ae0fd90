// SPDX-License-Identifier: Apache-2.0
// Reader, linter and writer on 20 MB of realistic text. `metrics_bench --text FILE` writes that
// text, for the peers; `metrics_bench --peak` reads and lints it once and prints the peak memory
// per byte.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/bench/realistic_text.h"

using namespace gatepost;

namespace {

constexpr std::size_t kBytes = 20'000'000;

const std::string& text() {
    static const std::string made = bench::realisticText(kBytes);
    return made;
}

void count(benchmark::State& state) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(text().size()));
}

/// The copy that each reading consumes is made outside the clock.
void readText(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        std::string body = text();
        state.ResumeTiming();
        auto exposition = metrics::readText(std::move(body));
        benchmark::DoNotOptimize(exposition);
        state.PauseTiming();
        exposition = {};
        state.ResumeTiming();
    }
    count(state);
}

void lintText(benchmark::State& state) {
    const auto exposition = metrics::readText(text());
    for (auto _ : state) benchmark::DoNotOptimize(metrics::lint(*exposition, {}));
    count(state);
}

void writeText(benchmark::State& state) {
    const auto exposition = metrics::readText(text());
    for (auto _ : state) benchmark::DoNotOptimize(metrics::writeText(*exposition));
    count(state);
}

BENCHMARK(readText)->Unit(benchmark::kMillisecond);
BENCHMARK(lintText)->Unit(benchmark::kMillisecond);
BENCHMARK(writeText)->Unit(benchmark::kMillisecond);

long peakKilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// Of a body read from standard input: what reading and linting it takes at most, in bodies.
int printPeak(const char* path) {
    const long before = peakKilobytes();
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    std::string body(static_cast<std::size_t>(file.tellg()), '\0');
    file.seekg(0);
    file.read(body.data(), static_cast<std::streamsize>(body.size()));
    const double size = static_cast<double>(body.size());
    const auto exposition = metrics::readText(std::move(body));
    if (!exposition) return 1;
    const std::size_t problems = metrics::lint(*exposition, {}).size();
    std::printf("%.2f bodies at the peak, %zu problems\n",
                static_cast<double>(peakKilobytes() - before) * 1024 / size, problems);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view mode = argc == 3 ? argv[1] : "";
    if (mode == "--text") {
        std::ofstream(argv[2], std::ios::binary) << text();
        return 0;
    }
    if (mode == "--peak") return printPeak(argv[2]);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
