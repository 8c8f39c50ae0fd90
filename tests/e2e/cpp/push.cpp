// SPDX-License-Identifier: Apache-2.0
// push HOST PORT METHOD JOB: prometheus-cpp's Gateway as an application uses it; ends with 1 on a
// refusal. Its Push() sends POST and its PushAdd() PUT, and so does this.
#include <prometheus/counter.h>
#include <prometheus/gateway.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstdio>
#include <memory>
#include <string>

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    auto registry = std::make_shared<prometheus::Registry>();
    prometheus::BuildCounter()
        .Name("real_exports_total")
        .Help("Exports made.")
        .Register(*registry)
        .Add({})
        .Increment(2);
    prometheus::BuildHistogram()
        .Name("real_export_duration_seconds")
        .Help("How long.")
        .Register(*registry)
        .Add({}, prometheus::Histogram::BucketBoundaries{0.1, 1})
        .Observe(0.5);

    prometheus::Gateway gateway(argv[1], argv[2], argv[4]);
    gateway.RegisterCollectable(registry);
    const std::string method = argv[3];
    const int status = method == "push"      ? gateway.Push()
                       : method == "pushAdd" ? gateway.PushAdd()
                                             : gateway.Delete();
    if (status >= 200 && status < 300) return 0;
    std::fprintf(stderr, "%s: %d\n", method.c_str(), status);
    return 1;
}
