# SPDX-License-Identifier: Apache-2.0
"""Client libraries as they are, through the relay (over its socket and over loopback) and straight to
the proxy: prom-client, client_golang, prometheus_client, prometheus-cpp and curl push, add and
delete."""
import json
import os
import subprocess
import unittest

from prometheus_client import CollectorRegistry, Counter, Histogram, delete_from_gateway
from prometheus_client import push_to_gateway, pushadd_to_gateway
from prometheus_client.exposition import default_handler

from scene import ROOT, Scene

import gatepost
from programs import BIN_DIR, free_port


class Clients(Scene):
    def setUp(self):
        self.scene = self.stack()
        port = free_port()
        self.relay = self.scene.start_relay(local={"loopback": True, "loopback_port": port})
        self.loopback = f"127.0.0.1:{port}"
        self.token = self.scene.proxy.token("ada")

    def run_it(self, *command, **environment):
        done = subprocess.run([str(c) for c in command], env={**os.environ, **environment},
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def assert_push_add_delete(self, call, job):
        """`call(method, job)` for each; what it pushes is two exports, one of half a second."""
        for method in ("push", "pushAdd"):
            call(method, job)
            self.scene.wait_for_value(2, "real_exports_total", job=job, userid="ada")
            self.scene.wait_for_value(0.5, "real_export_duration_seconds_sum", job=job)
            self.scene.wait_for_value(1, "real_export_duration_seconds_bucket", job=job, le="1.0")
        call("delete", job)
        self.scene.wait_for_end(job=job)

    def test_prom_client(self):
        def through(url, options):
            return lambda method, job: self.run_it(
                "node", ROOT / "tests/e2e/node/push.js", url, json.dumps(options), method, job)

        self.assert_push_add_delete(
            through("http://localhost", {"socketPath": str(self.relay.socket)}), "node-relay")
        self.assert_push_add_delete(through(f"http://{self.loopback}", {}), "node-loopback")
        self.assert_push_add_delete(
            through(self.scene.proxy.url, {"headers": {"Authorization": f"Bearer {self.token}"}}),
            "node-proxy")

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

        self.assert_push_add_delete(through(self.loopback), "python-loopback")

        self.assert_push_add_delete(
            through("localhost", gatepost.local_handler(str(self.relay.socket), "persistent")),
            "python-relay")
        self.assert_push_add_delete(
            through(self.scene.proxy.target,
                    gatepost.proxy_handler(self.scene.proxy.url, self.token)), "python-proxy")

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

        self.assert_push_add_delete(through("localhost", "--unix-socket", self.relay.socket), "curl")
        self.assert_push_add_delete(through(self.loopback, "--noproxy", "*"), "curl-loopback")
        self.assert_push_add_delete(
            through(f"127.0.0.1:{self.scene.proxy.port}", "--noproxy", "*", "-H",
                    f"Authorization: Bearer {self.token}"), "curl-proxy")


if __name__ == "__main__":
    unittest.main()
