// SPDX-License-Identifier: Apache-2.0
// What a 4 KB PUT costs on its way from bytes to a parsed push and back to bytes, step by step.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

#include "http/answers.h"
#include "http/base64.h"
#include "http/batch.h"
#include "http/codings.h"
#include "http/framer.h"
#include "http/push_request.h"

using namespace gatepost::http;

namespace {

constexpr std::uint64_t kLimit = 4 * 1024 * 1024;
constexpr std::size_t kBodyBytes = 4096;

const std::string& body() {
    static const std::string text = [] {
        std::string out =
            "# HELP http_requests_total How often.\n# TYPE http_requests_total counter\n";
        for (int i = 0; out.size() < kBodyBytes - 80; ++i)
            out += "http_requests_total{method=\"GET\",path=\"/api/v1/" + std::to_string(i) +
                   "\"} " + std::to_string(i * 7) + "\n";
        return out;
    }();
    return text;
}

std::string chunked(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string_view piece = text.substr(0, 1024);
        text.remove_prefix(piece.size());
        char size[8];
        out.append(size,
                   static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx", piece.size())));
        out.append("\r\n").append(piece).append("\r\n");
    }
    return out + "0\r\n\r\n";
}

std::string request(const std::string& framing, const std::string& sent) {
    return "PUT /metrics/job/desktop/session_key/0b1f6a52 HTTP/1.1\r\nHost: localhost:9091\r\n"
           "User-Agent: curl/7.88.1\r\nAccept: */*\r\n"
           "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n" +
           framing + "\r\n" + sent;
}

std::string lengthRequest() {
    return request("Content-Length: " + std::to_string(body().size()) + "\r\n", body());
}

Request frame(Framer& framer, std::string_view bytes) {
    if (framer.feed(bytes) != Framer::Event::Head) std::abort();
    if (framer.feed(bytes) != Framer::Event::Request) std::abort();
    return framer.take();
}

void framing(benchmark::State& state, const std::string& bytes) {
    Framer framer({});
    for (auto _ : state) benchmark::DoNotOptimize(frame(framer, bytes));
}
BENCHMARK_CAPTURE(framing, length, lengthRequest());
BENCHMARK_CAPTURE(framing, chunked, request("Transfer-Encoding: chunked\r\n", chunked(body())));

/// As a socket may deliver it: 512 bytes at a time.
void framingInPieces(benchmark::State& state) {
    const std::string bytes = lengthRequest();
    Framer framer({});
    for (auto _ : state) {
        for (std::size_t at = 0; at < bytes.size(); at += 512) {
            std::string_view piece = std::string_view(bytes).substr(at, 512);
            while (framer.feed(piece) != Framer::Event::NeedMore)
                if (!framer.readingBody()) {
                    benchmark::DoNotOptimize(framer.take());
                    break;
                }
        }
    }
}
BENCHMARK(framingInPieces);

/// Everything but the socket, the judgement and the upstream.
void wholePush(benchmark::State& state) {
    const std::string bytes = lengthRequest();
    Framer framer({});
    std::string out;
    for (auto _ : state) {
        Request framed = frame(framer, bytes);
        const RequestHead head = framed.head;
        auto push = readPush(std::move(framed), kLimit);
        Answer answer = empty(push ? 200 : 400);
        setVerdict(answer, Verdict::Accepted);
        out.clear();
        appendAnswer(out, answer, head, Connection::Keep);
        benchmark::DoNotOptimize(out);
    }
}
BENCHMARK(wholePush);

void decoding(benchmark::State& state, const char* coding, const std::string& coded) {
    for (auto _ : state) benchmark::DoNotOptimize(decode(coding, coded, kLimit));
}
BENCHMARK_CAPTURE(decoding, gzip, "gzip", encodeGzip(body()));
BENCHMARK_CAPTURE(decoding, snappy, "snappy", encodeSnappy(body()));

void batchLine(benchmark::State& state) {
    std::string line;
    appendBatchLine(line, {"p-1", gatepost::metrics::PushMethod::Put, "/metrics/job/desktop",
                           Sequence{"laptop", 7}, 1700000000000, 60u, "text/plain", "", body()});
    for (auto _ : state) benchmark::DoNotOptimize(readBatchLine(line));
}
BENCHMARK(batchLine);

void base64(benchmark::State& state) {
    const std::string coded = encodeBase64(body());
    for (auto _ : state) benchmark::DoNotOptimize(decodeBase64(coded));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(coded.size()));
}
BENCHMARK(base64);

}  // namespace

BENCHMARK_MAIN();
