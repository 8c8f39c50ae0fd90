#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pushes sample metrics the way a desktop application would: its own under `process`, so that they
end with this run, and those of its batch job under `persistent`, so that they stay.

    sample.py                                      through this user's relay
    sample.py --proxy https://proxy:9092 --token-file token      straight to the proxy
"""
import argparse
import functools
import random
import ssl
import sys
import time

from prometheus_client import (CollectorRegistry, Counter, Gauge, Histogram, Summary,
                               push_to_gateway)

import gatepost

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Application:
    """What the application counts while it runs."""

    def __init__(self):
        self.registry = CollectorRegistry()
        made = self._made
        self.requests = made(Counter, "sample_requests_total",
                             "Total number of requests processed", ["method", "endpoint"])
        self.cpu = made(Gauge, "sample_cpu_usage_percent", "Current CPU usage in percent")
        self.memory = made(Gauge, "sample_memory_usage_bytes", "Current memory usage in bytes",
                           ["instance"])
        self.duration = made(Histogram, "sample_request_duration_seconds",
                             "Request duration in seconds", ["endpoint"], buckets=BUCKETS)
        self.latency = made(Summary, "sample_request_latency_seconds",
                            "Request latency in seconds")

    def _made(self, kind, *args, **kwargs):
        return kind(*args, registry=self.registry, **kwargs)

    def work(self):
        for method, endpoint, times in (("GET", "/api/users", 1), ("POST", "/api/users", 2),
                                        ("GET", "/api/products", 3)):
            self.requests.labels(method, endpoint).inc(times)
        for endpoint in ("/api/users", "/api/products"):
            self.duration.labels(endpoint).observe(random.uniform(0.01, 1.5))
        self.latency.observe(random.uniform(0.01, 0.5))
        self.cpu.set(random.uniform(1, 100))
        self.memory.labels("app-server-1").set(random.randrange(10**8, 10**9))


class BatchJob:
    """What the application's nightly job leaves behind."""

    def __init__(self):
        self.registry = CollectorRegistry()
        self.success = Gauge("sample_job_last_success_unixtime",
                             "Last time the batch job successfully finished",
                             registry=self.registry)
        self.duration = Gauge("sample_job_duration_seconds",
                              "Duration of the batch job in seconds", registry=self.registry)

    def run(self):
        with self.duration.time():
            time.sleep(random.uniform(0.01, 0.05))
        self.success.set_to_current_time()


def pushers(options):
    """Two calls, one for what belongs to this run and one for what is to stay."""
    if not options.proxy:
        local = functools.partial(gatepost.local_handler, options.socket)
        return (functools.partial(push_to_gateway, "localhost", handler=local()),
                functools.partial(push_to_gateway, "localhost", handler=local("persistent")))
    with open(options.token_file, encoding="ascii") as file:
        token = file.read().strip()
    context = ssl.create_default_context(cafile=options.ca_file) if options.ca_file else None
    proxy = gatepost.proxy_handler(options.proxy, token, context=context)
    own = gatepost.grouping_key(options.userid)
    push = functools.partial(push_to_gateway, options.target, handler=proxy)
    return (functools.partial(push, grouping_key=own),
            functools.partial(push, grouping_key={"userid": own["userid"]}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--socket", help="the relay's socket, where it is not the usual one")
    parser.add_argument("--proxy", help="push to this proxy, without a relay")
    parser.add_argument("--token-file", help="the token for --proxy")
    parser.add_argument("--ca-file", help="authority of the proxy's certificate")
    parser.add_argument("--target", default="http://localhost:9091",
                        help="the gateway behind --proxy (default: %(default)s)")
    parser.add_argument("--userid", help="the token's user, where it is not the login")
    parser.add_argument("--job", default="sample_app", help="default: %(default)s")
    parser.add_argument("--count", type=int, default=0, help="pushes; 0 (default): until Ctrl-C")
    parser.add_argument("--interval", type=float, default=5, help="seconds (default: %(default)s)")
    options = parser.parse_args()
    if options.proxy and not options.token_file:
        parser.error("--proxy needs --token-file")

    push_own, push_lasting = pushers(options)
    application, batch = Application(), BatchJob()
    pushed = 0
    while True:
        application.work()
        push_own(job=options.job, registry=application.registry, timeout=10)
        if pushed == 0:
            batch.run()
            push_lasting(job=options.job + "_batch", registry=batch.registry, timeout=10)
        pushed += 1
        print(f"pushed {pushed} of {options.count or 'many'}", flush=True)
        if pushed == options.count:
            return 0
        time.sleep(options.interval)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except gatepost.PushError as refused:
        sys.exit(f"sample.py: {refused}")
    except OSError as trouble:
        sys.exit(f"sample.py: cannot push: {trouble}")
    except KeyboardInterrupt:
        sys.exit(0)
