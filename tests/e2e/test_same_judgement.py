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


def without_userid(answer):
    """The Pushgateway's sentence prints a series with its grouping labels; the server alone knows
    whose push it is."""
    return answer[0], re.sub(r'label:<name:"userid" value:"[^"]*" > ', "", answer[1])


class SameJudgement(Scene):
    def setUp(self):
        self.scene = self.stack(policy_file="policy.yml",
                                lint={"rules": {"no_help_text": "error", "error_share": "error"}})
        self.relay = self.scene.start_relay("ada")
        wait_until(lambda: json.loads(self.relay.request("GET", "/api/v1/status")[1])
                   ["data"]["relay"]["rules"] == "fetched", "the rules were fetched")
        self.token = self.scene.proxy.token("bob")

    def stack(self, **config):
        stack = Stack(self, self.upstream, **config)
        (stack.proxy.directory / "policy.yml").write_text(POLICY)
        stack.proxy.start()
        return stack

    def test_lint_is_the_same_byte_for_byte(self):
        texts = dict(TEXTS)
        for path in sorted((ROOT / "tests").rglob("*.prom")):
            texts[str(path.relative_to(ROOT))] = path.read_bytes().decode("utf-8", "surrogateescape")
        self.assertGreater(len(texts), len(TEXTS))
        for name, text in texts.items():
            body = text.encode("utf-8", "surrogateescape")
            with self.subTest(name):
                there = http("POST", self.scene.proxy.url + "/lint", body,
                             [("Authorization", "Bearer " + self.token)])
                here = self.relay.request("POST", "/lint", body)
                self.assertEqual(tuple(here[:2]), tuple(there[:2]))
                if name == "a validator":
                    self.assertIn('"rule":"error_share"', here[1])

    def test_a_push_is_refused_alike(self):
        for name, text in TEXTS.items():
            with self.subTest(name):
                there = self.scene.proxy.push("j", text, self.token)
                here = self.relay.push("j", text)
                if there[0] == 200:
                    self.assertEqual(here[0], 202, here)
                    self.relay.push("j", method="DELETE")
                else:
                    self.assertEqual(without_userid(here), without_userid(there))


if __name__ == "__main__":
    unittest.main()
