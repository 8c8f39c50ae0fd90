# SPDX-License-Identifier: Apache-2.0
"""Over TLS with a private authority: who knows it gets through, who does not keeps everything."""
import ssl
import subprocess
import unittest

from scene import Scene

import gatepost
from stack import PYTHON, SAMPLE, SOURCE_DIR


class Tls(Scene):
    def setUp(self):
        self.scene = self.stack()
        self.scene.proxy.stop()
        self.url, self.authority = self.scene.proxy.serve_tls()
        self.scene.proxy.start()

    def test_a_relay_that_knows_the_authority_delivers(self):
        relay = self.scene.start_relay(address=self.url, uplink={"ca_file": str(self.authority)})
        self.assertEqual(relay.push("sample", SAMPLE.read_text())[0], 202)
        self.scene.wait_for_value(39.42813246935317, "sample_cpu_usage_percent", userid="ada")

    def test_a_relay_that_does_not_keeps_the_push_and_says_why(self):
        relay = self.scene.start_relay(address=self.url)
        self.assertEqual(relay.push("j", "level 1\n")[0], 202)
        relay.program.wait_for(lambda: "certificate" in relay.program.output(), "a reason in the log")
        relay.wait_for_ledger(waiting=1, delivered=0)
        self.assertEqual(self.scene.series(), {})

    def test_the_python_client_pushes_with_the_authority_and_not_without(self):
        token = self.scene.proxy.token("ada")
        trusting = ssl.create_default_context(cafile=self.authority)
        target = self.scene.proxy.target + "/metrics/job/j"
        with self.assertRaises(ssl.SSLCertVerificationError):
            gatepost.proxy_handler(self.url, token)(target, "PUT", 30, [], b"level 1\n")()
        self.assertEqual(self.scene.series(), {})
        gatepost.proxy_handler(self.url, token, trusting)(target, "PUT", 30, [], b"level 1\n")()
        self.scene.wait_for_value(1, "level", job="j", userid="ada")

    def test_the_sample_pushes_straight_to_the_proxy(self):
        token = self.scene.directory / "token"
        token.write_text(self.scene.proxy.token("ada"))
        subprocess.run([PYTHON, "-B", SOURCE_DIR / "clients/python/sample.py", "--proxy", self.url,
                        "--token-file", token, "--ca-file", self.authority, "--userid", "ada",
                        "--count", "1"], check=True, capture_output=True)
        self.scene.wait_for_value(1, "sample_request_latency_seconds_count", job="sample_app")
        self.scene.wait_for_series("sample_job_duration_seconds", job="sample_app_batch", userid="ada")


if __name__ == "__main__":
    unittest.main()
