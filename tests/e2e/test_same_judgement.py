# SPDX-License-Identifier: Apache-2.0
"""One judgement, two places: relay and proxy say the same of the same text."""
import json
import re
import unittest

from scene import ROOT, Scene

from programs import http, wait_until
from stack import Stack

POLICY = """rules:
  - families: "secret_.*"
    action: reject
    message: "not that"
  - families: "wait_.*"
    types: [histogram]
"""
TEXTS = {
    "nothing": "",
    "clean": "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n",
    "warnings": "aB_ms{Cd=\"e\"} 1\nx_total{le=\"1\"} 2\n# TYPE y gauge\ny 3\n",
    "a series twice": "a{x=\"1\"} 1\na{x=\"1\"} 2\n",
    "timestamps": "a 1 1000\n",
    "shrinking buckets": "# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_bucket{le=\"+Inf\"} 3\n"
                         "h_sum 2\nh_count 3\n",
    "reserved labels": "a{__x=\"1\",job=\"j\",userid=\"u\"} 1\n",
    "policy": "secret_x 1\n# TYPE wait_seconds counter\nwait_seconds 1\n",
    "a validator": "calls_total 1\n  calls_errors_total 2\n",
    "escapes": "# HELP a \\\\ \\n <&>\na{x=\"\\\"\\n\\\\ \u00fc\"} NaN\n",
    "no text": "a{ 1\n",
    "no value": "a\n",
}


OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PROTOBUF = ("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
            "encoding=delimited")
SEEDS = ROOT / "tests/fuzz/seeds"
SUITE = ROOT.parent / "shared/conformance/openmetrics"  # OpenMetrics' own, where there is one
USERID = re.compile(r'label:<name:"userid" value:"[^"]*" > ')


def corpus():
    """name, content type, body of all there is: good and bad, in each format."""
    for name, text in TEXTS.items():
        yield name, "", text.encode()
    for path in [*(ROOT / "tests").rglob("*.prom"), *(SEEDS / "fuzz_metrics_text").iterdir()]:
        yield str(path), "", path.read_bytes()
    for path in [*(SEEDS / "fuzz_metrics_openmetrics").iterdir(), *SUITE.glob("*/metrics")]:
        yield str(path), OPENMETRICS, path.read_bytes()
        yield str(path) + " as text", "", path.read_bytes()
    for path in (SEEDS / "fuzz_metrics_protobuf").iterdir():
        yield str(path), PROTOBUF, path.read_bytes()


class SameJudgement(Scene):
    def setUp(self):
        self.scene = self.stack(policy_file="policy.yml",
                                lint={"rules": {"no_help_text": "error", "error_share": "error"}})
        self.relay = self.scene.start_relay("ada")
        wait_until(lambda: json.loads(self.relay.request("GET", "/api/v1/status")[1])
                   ["data"]["relay"]["rules"] == "fetched", "the rules were fetched")
        # Each judges what it is asked alone: what the other took is not to be in its way.
        self.assertEqual(self.relay.request("POST", "/api/v1/pause")[0], 200)
        self.token = self.scene.proxy.token("bob")

    def stack(self, **config):
        stack = Stack(self, self.upstream, **config)
        (stack.proxy.directory / "policy.yml").write_text(POLICY)
        stack.proxy.start()
        return stack

    def ask_both(self, method, path, content_type, body):
        fields = [("Content-Type", content_type)] if content_type else []
        there = http(method, self.scene.proxy.url + path, body,
                     [("Authorization", "Bearer " + self.token), *fields])
        return self.relay.request(method, path, body, dict(fields)), there

    def test_lint_is_the_same_byte_for_byte(self):
        for name, content_type, body in corpus():
            with self.subTest(name, content_type=content_type):
                here, there = self.ask_both("POST", "/lint", content_type, body)
                self.assertEqual(tuple(here[:2]), tuple(there[:2]))
                if name == "a validator":
                    self.assertIn('"rule":"error_share"', here[1])

    def test_a_push_is_judged_alike(self):
        refused = 0
        for name, content_type, body in corpus():
            with self.subTest(name, content_type=content_type):
                here, there = self.ask_both("PUT", "/metrics/job/j", content_type, body)
                if there[0] == 200:
                    self.assertEqual((here[0], here[1]), (202, ""))
                    self.assertEqual(here[2]["Gatepost-Lint-Problems"],
                                     there[2].get("Gatepost-Lint-Problems", "0"))
                else:
                    refused += 1
                    # The Pushgateway's sentence prints a series with its grouping labels; the server
                    # alone knows whose push it is.
                    self.assertEqual((here[0], USERID.sub("", here[1])),
                                     (there[0], USERID.sub("", there[1])))
                # Neither side is to judge the next by what it holds.
                self.ask_both("DELETE", "/metrics/job/j", "", None)
        self.assertGreater(refused, 5)


if __name__ == "__main__":
    unittest.main()
