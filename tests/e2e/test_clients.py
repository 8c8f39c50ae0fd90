# SPDX-License-Identifier: Apache-2.0
"""Client libraries as they are, through the relay (over its socket and over loopback) and straight to
the proxy: prom-client with its default metrics, client_golang, prometheus_client, prometheus-cpp and
curl push, add and delete, with every kind of credentials they know."""
import json
import os
import subprocess
import unittest
import urllib.error

from prometheus_client import CollectorRegistry, Counter, Histogram, delete_from_gateway
from prometheus_client import push_to_gateway, pushadd_to_gateway
from prometheus_client.exposition import basic_auth_handler, default_handler

from scene import ROOT, Scene, on_both_upstreams

import gatepost
from programs import BIN_DIR, free_port


# Some of what prom-client counts by itself, gauges named like counters among it.
NODE_DEFAULTS = {"nodejs_active_handles_total", "nodejs_eventloop_lag_seconds",
                 "nodejs_version_info", "nodejs_heap_space_size_total_bytes",
                 "process_cpu_seconds_total", "process_open_fds", "process_start_time_seconds"}
PASSWORD = "a password"


class ClientScene(Scene):
    def setUp(self):
        self.scene = self.stack()
        port = free_port()
        self.relay = self.scene.start_relay(local={"loopback": True, "loopback_port": port})
        self.loopback = f"127.0.0.1:{port}"
        self.token = self.scene.proxy.token("ada")
        self.scene.proxy.password("bob", PASSWORD)

    def run_it(self, *command, **environment):
        done = subprocess.run([str(c) for c in command], env={**os.environ, **environment},
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def assert_push_add_delete(self, call, job, user="ada", names=()):
        """`call(method, job)` for each; what it pushes is two exports, one of half a second, and
        series of these names."""
        for method in ("push", "pushAdd"):
            call(method, job)
            self.scene.wait_for_value(2, "real_exports_total", job=job, userid=user)
            self.scene.wait_for_value(0.5, "real_export_duration_seconds_sum", job=job)
            self.scene.wait_for_value(1, "real_export_duration_seconds_bucket", job=job, le="1.0")
            self.assertEqual(set(names) - {name for name, _ in self.scene.series(job=job)}, set())
        call("delete", job)
        self.scene.wait_for_end(job=job)


@on_both_upstreams
class PromClient(ClientScene):
    def test_prom_client(self):
        def through(url, **options):
            return lambda method, job: self.run_it(
                "node", ROOT / "tests/e2e/node/push.js", url, json.dumps(options), method, job)

        url = self.scene.proxy.url
        bearer = {"Authorization": f"Bearer {self.token}"}
        for job, call, user in (
                ("node-relay", through("http://localhost", socketPath=str(self.relay.socket)), "ada"),
                ("node-loopback", through(f"http://{self.loopback}"), "ada"),
                ("node-proxy", through(url, headers=bearer), "ada"),
                ("node-password", through(url, auth=f"bob:{PASSWORD}"), "bob")):
            with self.subTest(job):
                self.assert_push_add_delete(call, job, user, NODE_DEFAULTS)


class Clients(ClientScene):
    def test_client_golang(self):
        program = self.scene.directory / "push"
        # The distribution's packages and no module proxy; the build cache outlives the test.
        self.run_it("go", "build", "-o", program, ROOT / "tests/e2e/go/push.go", GO111MODULE="off",
                    GOPATH="/usr/share/gocode", GOFLAGS="", GOPROXY="off")
        self.assert_push_add_delete(
            lambda method, job: self.run_it(program, "http://localhost", method, job,
                                            SOCKET=str(self.relay.socket)), "go-relay")
        self.assert_push_add_delete(
            lambda method, job: self.run_it(program, self.loopback, method, job), "go-loopback")
        self.assert_push_add_delete(
            lambda method, job: self.run_it(program, self.scene.proxy.url, method, job,
                                            TOKEN=self.token), "go-proxy")

    def test_prometheus_client(self):
        registry = CollectorRegistry()
        Counter("real_exports_total", "Exports made.", registry=registry).inc(2)
        Histogram("real_export_duration_seconds", "How long.", buckets=(0.1, 1),
                  registry=registry).observe(0.5)

        def through(gateway, handler=default_handler):
            def call(method, job):
                if method == "delete":
                    delete_from_gateway(gateway, job=job, handler=handler)
                else:
                    push = push_to_gateway if method == "push" else pushadd_to_gateway
                    push(gateway, job=job, registry=registry, handler=handler)
            return call

        def known_by(user, password):
            def handler(url, method, timeout, headers, data):
                return basic_auth_handler(url, method, timeout, headers, data, user, password)
            return handler

        proxy = self.scene.proxy
        relayed = gatepost.local_handler(str(self.relay.socket), "persistent")
        wrapped = gatepost.proxy_handler(proxy.url, self.token)
        for job, call, user in (
                ("python-loopback", through(self.loopback), "ada"),
                ("python-relay", through("localhost", relayed), "ada"),
                ("python-proxy", through(proxy.target, wrapped), "ada"),
                ("python-password", through(proxy.url, known_by("bob", PASSWORD)), "bob"),
                ("python-token", through(proxy.url, known_by("ada", self.token)), "ada")):
            with self.subTest(job):
                self.assert_push_add_delete(call, job, user)
        for user, password in (("bob", "wrong"), ("eve", self.token)):
            with self.assertRaisesRegex(urllib.error.HTTPError, "401"):
                through(proxy.url, known_by(user, password))("push", "python-stranger")

    def test_prometheus_cpp(self):
        program = BIN_DIR.parent / "tests/gatepost-test-push-cpp"
        self.assert_push_add_delete(
            lambda method, job: self.run_it(program, *self.loopback.split(":"), method, job),
            "cpp-loopback")

    def test_curl(self):
        text = ("# TYPE real_exports_total counter\nreal_exports_total 2\n"
                "# TYPE real_export_duration_seconds histogram\n"
                'real_export_duration_seconds_bucket{le="0.1"} 0\n'
                'real_export_duration_seconds_bucket{le="1"} 1\n'
                'real_export_duration_seconds_bucket{le="+Inf"} 1\n'
                "real_export_duration_seconds_sum 0.5\nreal_export_duration_seconds_count 1\n")
        body = self.scene.directory / "body"
        body.write_text(text)
        # -T sends PUT and asks for leave to go on; --data-binary sends POST.
        ways = {"push": ["-T", body], "pushAdd": ["--data-binary", f"@{body}"],
                "delete": ["-X", "DELETE"]}

        def through(host, *options):
            return lambda method, job: self.run_it(
                "curl", "-fsS", *options, *ways[method], f"http://{host}/metrics/job/{job}")

        def straight(*options):
            return through(f"127.0.0.1:{self.scene.proxy.port}", "--noproxy", "*", *options)

        for job, call, user in (
                ("curl", through("localhost", "--unix-socket", self.relay.socket), "ada"),
                ("curl-loopback", through(self.loopback, "--noproxy", "*"), "ada"),
                ("curl-proxy", straight("-H", f"Authorization: Bearer {self.token}"), "ada"),
                ("curl-password", straight("-u", f"bob:{PASSWORD}"), "bob"),
                ("curl-token", straight("-u", f"ada:{self.token}"), "ada")):
            with self.subTest(job):
                self.assert_push_add_delete(call, job, user)
        with self.assertRaisesRegex(AssertionError, "401"):
            straight("-u", "bob:wrong")("push", "curl-stranger")


if __name__ == "__main__":
    unittest.main()
