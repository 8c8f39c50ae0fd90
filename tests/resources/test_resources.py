# SPDX-License-Identifier: Apache-2.0
"""The files under resources/ are what Prometheus takes, and name metrics that exist."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "clients/python")]

from prometheus_client.parser import text_string_to_metric_families  # noqa: E402

from stack import Stack  # noqa: E402

METRIC = re.compile(r"\bgatepost_[a-z_]+|\bpush_time_seconds\b")


def promtool(*arguments):
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


class Resources(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name) / "prometheus"
        shutil.copytree(ROOT / "resources/prometheus", self.home)

    def test_the_configuration_passes_promtool(self):
        for name in "gatepost.token", "pushgateway.password":
            (self.home / name).write_text("secret")
        promtool("check", "config", self.home / "prometheus.yml")

    def test_every_alert_fires_when_it_should_and_only_then(self):
        rules = (self.home / "gatepost.rules.yml").read_text()
        tested = (ROOT / "tests/resources/rules_test.yml").read_text()
        for alert in re.findall(r"alert: (\w+)", rules):
            self.assertGreaterEqual(tested.count(f"alertname: {alert}"), 2, alert)
        shutil.copy(ROOT / "tests/resources/rules_test.yml", self.home)
        promtool("test", "rules", self.home / "rules_test.yml")

    def test_the_dashboards_queries_are_promql(self):
        dashboard = json.loads((ROOT / "resources/grafana/gatepost.json").read_text())
        rules = [{"record": "a", "expr": target["expr"].replace("$__rate_interval", "5m")}
                 for panel in dashboard["panels"] for target in panel["targets"]]
        self.assertGreater(len(rules), 10)
        (self.home / "dashboard.json").write_text(
            json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
        promtool("check", "rules", self.home / "dashboard.json")

    def test_alerts_and_dashboard_name_metrics_that_the_proxy_exposes(self):
        stack = Stack(self)
        stack.proxy.start()
        stack.proxy.push("j", "no_help 1\n", stack.proxy.token("ada"))
        exposed = {sample.name for family in text_string_to_metric_families(stack.scrape())
                   for sample in family.samples}
        dashboard = json.loads((ROOT / "resources/grafana/gatepost.json").read_text())
        named = [t["expr"] for panel in dashboard["panels"] for t in panel["targets"]]
        named += [v["query"] for v in dashboard["templating"]["list"]]
        named += re.findall(r"(?m)^ +(?:expr:)?.*gatepost_proxy_.*$",
                            (self.home / "gatepost.rules.yml").read_text())
        found = {name for text in named for name in METRIC.findall(text)}
        self.assertGreater(len(found), 10)
        self.assertEqual(found - exposed, set())


if __name__ == "__main__":
    unittest.main()
