// SPDX-License-Identifier: Apache-2.0
// A C++ application with a prometheus-cpp registry that pushes through this user's relay: what
// belongs to this run under Process, what its batch job leaves behind under Persistent. Built here
// by: g++ -std=c++17 -I. sample.cpp -o sample -lprometheus-cpp-core -lcurl
#include <gatepost.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <ctime>
#include <iostream>

namespace {

bool report(const char* what, const std::optional<gatepost::PushError>& error) {
    if (error)
        std::cerr << what << ": " << error->status << " " << error->sentence << '\n';
    else
        std::cout << what << ": pushed\n";
    return !error;
}

}  // namespace

int main() {
    prometheus::Registry registry;
    auto& requests = prometheus::BuildCounter()
                         .Name("sample_requests_total")
                         .Help("Total number of requests processed")
                         .Register(registry);
    requests.Add({{"endpoint", "/api/users"}, {"method", "GET"}}).Increment();
    requests.Add({{"endpoint", "/api/users"}, {"method", "POST"}}).Increment(2);
    requests.Add({{"endpoint", "/api/products"}, {"method", "GET"}}).Increment(3);
    prometheus::BuildHistogram()
        .Name("sample_request_duration_seconds")
        .Help("Request duration in seconds")
        .Register(registry)
        .Add({{"endpoint", "/api/users"}}, prometheus::Histogram::BucketBoundaries{0.1, 0.5, 1})
        .Observe(0.25);

    prometheus::Registry batch;
    prometheus::BuildGauge()
        .Name("sample_job_last_success_unixtime")
        .Help("Last time the batch job successfully finished")
        .Register(batch)
        .Add({})
        .Set(static_cast<double>(std::time(nullptr)));

    const bool own = report("application", gatepost::push(registry, {"sample_cpp"}));
    const bool lasting =
        report("batch job",
               gatepost::push(batch, {"sample_cpp_batch", {}, gatepost::Lifetime::Persistent}));
    return own && lasting ? 0 : 1;
}
