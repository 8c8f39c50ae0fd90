# SPDX-License-Identifier: Apache-2.0
"""What applications push comes out of Prometheus as they pushed it."""
import getpass
import pathlib
import subprocess
import tempfile
import unittest

from scene import Scene, on_both_upstreams

import programs
from stack import BIN_DIR, SAMPLE, Relay, series_of


@on_both_upstreams
class Arrival(Scene):
    def test_the_sample_is_a_prometheus_query_with_its_own_job_and_instance(self):
        stack = self.stack()
        stack.start_prometheus()
        stack.start_relay("ada").sample("--count", "2", "--interval", "0.1")
        requests = 'sum by (job, userid, instance) (sample_requests_total{job="sample_app"})'
        stack.wait_for_query(requests, {(("job", "sample_app"), ("userid", "ada")): 12})
        memory = 'count by (job, instance) (sample_memory_usage_bytes)'
        stack.wait_for_query(memory, {(("instance", "app-server-1"), ("job", "sample_app")): 1})

    def test_two_users_with_two_runs_each_add_up(self):
        stack = self.stack()
        stack.start_prometheus()
        for relay in stack.start_relay("ada"), stack.start_relay("bob"):
            relay.sample("--count", "1")
            relay.sample("--count", "1")
        stack.wait_for_query(
            "sum by (endpoint, userid, method, job) (sample_requests_total)",
            {tuple(sorted({"endpoint": endpoint, "userid": user, "method": method,
                           "job": "sample_app"}.items())): value
             for user in ("ada", "bob")
             for endpoint, method, value in (("/api/users", "GET", 2), ("/api/users", "POST", 4),
                                             ("/api/products", "GET", 6))})

    def test_sample_prom_passes_strict_lint_with_every_series_and_value(self):
        stack = self.stack(lint={"mode": "reject", "strict": True})
        relay = stack.start_relay("ada")
        self.assertEqual(relay.push("sample", SAMPLE.read_text()), (202, ""))
        sent = {(name, tuple(sorted({**dict(labels), "job": "sample", "userid": "ada"}.items()))): v
                for (name, labels), v in series_of(SAMPLE.read_text()).items()}
        self.assertEqual(len(sent), len(series_of(SAMPLE.read_text())))
        stack.wait_for_value(39.42813246935317, "sample_cpu_usage_percent", job="sample")
        self.assertEqual(stack.series(job="sample"), sent)

    def test_the_cpp_sample_arrives(self):
        stack = self.stack()
        relay = stack.start_relay("ada")
        subprocess.run([BIN_DIR / "gatepost-sample-cpp"], check=True, capture_output=True,
                       env={"GATEPOST_SOCKET": str(relay.socket)})
        stack.wait_for_value(3, "sample_requests_total", job="sample_cpp", endpoint="/api/products")
        stack.wait_for_value(1, "sample_request_duration_seconds_count", job="sample_cpp")
        programs.wait_until(lambda: stack.series(job="sample_cpp_batch"), "the batch job's group")
        [(_, labels)] = stack.series(job="sample_cpp_batch")
        self.assertNotIn("session_key", dict(labels))


class BarePushgateway(unittest.TestCase):
    def test_a_relay_without_a_proxy_adds_the_user_and_needs_no_token(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        home = pathlib.Path(directory.name)
        gateway = programs.start_pushgateway(home)
        self.addCleanup(gateway.stop)
        relay = Relay(home / "relay", gateway.url, token=None, kind="pushgateway")
        self.addCleanup(relay.stop)
        relay.start()
        relay.sample("--count", "2", "--interval", "0.1")
        wanted = f'job="sample_app_batch",userid="{getpass.getuser()}"}}'
        programs.wait_until(lambda: wanted in programs.http("GET", gateway.url + "/metrics")[1], wanted)
        relay.wait_for_ledger(received=3, waiting=0, quarantined=0)


if __name__ == "__main__":
    unittest.main()
