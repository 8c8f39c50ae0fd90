// SPDX-License-Identifier: Apache-2.0
// Reader, linter and writer on 4 KB, 1 MB and 20 MB of realistic text. `metrics_bench --text BYTES
// FILE` writes such a text, for the peers; `metrics_bench --peak` reads and lints it once and
// prints the peak memory per byte.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/resource.h>

#include <cstdio>
#include <expected>
#include <fstream>
#include <string>
#include <vector>

#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/bench/realistic_text.h"

using namespace gatepost;

namespace {

/// What one round of the clock reads, as one body or as many.
constexpr std::size_t kBytes = 20'000'000;

/// Whole lines.
std::string textOf(std::size_t bytes) {
    std::string made = bench::realisticText(bytes);
    made.resize(made.rfind('\n', bytes - 1) + 1);
    return made;
}

std::size_t bodiesOf(const std::string& text) { return kBytes / text.size(); }

void count(benchmark::State& state, const std::string& text) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(text.size() * bodiesOf(text)));
}

using Read = std::expected<metrics::Exposition, metrics::ReadError>;

/// The copies that reading consumes are made outside the clock; what is read of one body goes when
/// the next has been read.
void readText(benchmark::State& state) {
    const std::string text = textOf(static_cast<std::size_t>(state.range(0)));
    std::vector<std::string> bodies;
    Read read;
    for (auto _ : state) {
        state.PauseTiming();
        read = {};
        bodies.assign(bodiesOf(text), text);
        state.ResumeTiming();
        for (std::string& body : bodies) read = metrics::readText(std::move(body));
    }
    count(state, text);
}

void lintText(benchmark::State& state) {
    const std::string text = textOf(static_cast<std::size_t>(state.range(0)));
    const Read exposition = metrics::readText(text);
    for (auto _ : state)
        for (std::size_t i = 0; i < bodiesOf(text); ++i)
            benchmark::DoNotOptimize(metrics::lint(*exposition, {}));
    count(state, text);
}

void writeText(benchmark::State& state) {
    const std::string text = textOf(kBytes);
    const Read exposition = metrics::readText(text);
    for (auto _ : state) benchmark::DoNotOptimize(metrics::writeText(*exposition));
    count(state, text);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    for (const int bytes : {4'000, 1'000'000, 20'000'000}) benchmark->Arg(bytes);
    benchmark->Unit(benchmark::kMillisecond);
}

BENCHMARK(readText)->Apply(sizes);
BENCHMARK(lintText)->Apply(sizes);
BENCHMARK(writeText)->Unit(benchmark::kMillisecond);

/// What a round frees stays with the process, as Go's runtime and the rows that the peer uses again
/// have it: else each round faults in the pages that the round before gave back.
void keepFreedMemory() {
    constexpr int kMost = 1 << 30;
    mallopt(M_MMAP_THRESHOLD, kMost);
    mallopt(M_TRIM_THRESHOLD, kMost);
}

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
    const std::string_view mode = argc >= 3 ? argv[1] : "";
    if (mode == "--text" && argc == 4) {
        std::ofstream(argv[3], std::ios::binary) << textOf(std::stoul(argv[2]));
        return 0;
    }
    if (mode == "--peak") return printPeak(argv[2]);
    keepFreedMemory();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
