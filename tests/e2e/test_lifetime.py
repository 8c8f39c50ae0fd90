# SPDX-License-Identifier: Apache-2.0
"""A run's group ends after its run and never before its last values arrived; a batch job's stays."""
import signal
import subprocess
import time
import unittest

from scene import Scene, on_both_upstreams

GRACE = 2  # seconds


@on_both_upstreams
class Lifetime(Scene):
    def setUp(self):
        self.scene = self.stack()
        self.relay = self.scene.start_relay(lifetime={"grace_seconds": GRACE})

    def test_a_process_group_ends_after_its_process(self):
        sample = self.relay.start_sample("--interval", "0.2")
        self.scene.wait_for_series("sample_request_latency_seconds_count", job="sample_app")
        time.sleep(GRACE + 1)
        self.assertNotEqual(self.scene.series(job="sample_app"), {}, "ended while its process lives")
        sample.stop()
        self.scene.wait_for_end(job="sample_app")
        self.assertNotEqual(self.scene.series(job="sample_app_batch"), {})

    def test_a_group_whose_process_ended_while_the_proxy_was_away_arrives_and_then_ends(self):
        self.scene.proxy.stop()
        self.relay.sample("--count", "1")
        time.sleep(GRACE + 2)
        self.assertGreater(self.relay.ledger()["waiting"], 0)
        self.scene.proxy.start()
        self.scene.wait_for_value(1, "sample_request_latency_seconds_count", job="sample_app")
        self.scene.wait_for_end(job="sample_app")
        self.assertNotEqual(self.scene.series(job="sample_app_batch"), {})

    def test_the_same_when_the_relay_was_killed_meanwhile(self):
        self.scene.proxy.stop()
        self.relay.sample("--count", "1")
        self.relay.kill()
        time.sleep(GRACE)
        self.relay.start()
        self.scene.proxy.start()
        self.scene.wait_for_value(1, "sample_request_latency_seconds_count", job="sample_app")
        self.scene.wait_for_end(job="sample_app")

    def test_what_lives_comes_back_after_a_sleep_past_its_ttl(self):
        headers = {"Gatepost-Lifetime": "process", "Gatepost-TTL": "3"}
        self.relay.request("PUT", "/metrics/job/living", b"level 1\n", headers)
        self.scene.wait_for_value(1, "level", job="living")
        time.sleep(5)
        self.assertEqual(self.scene.value("level", job="living"), 1, "the lease was not renewed")
        self.relay.program.process.send_signal(signal.SIGSTOP)
        self.scene.wait_for_end(job="living")
        self.relay.program.process.send_signal(signal.SIGCONT)
        self.scene.wait_for_value(1, "level", job="living")
        self.relay.wait_for_ledger(waiting=0, quarantined=0)

    def test_a_batch_jobs_gauge_pushed_with_curl_stays(self):
        subprocess.run(["curl", "-fsS", "--unix-socket", self.relay.socket, "--data-binary", "@-",
                        "http://localhost/metrics/job/backup"], input=b"backup_seconds 12\n",
                       check=True)
        self.scene.wait_for_value(12, "backup_seconds", job="backup")
        time.sleep(GRACE + 2)
        self.assertEqual(self.scene.value("backup_seconds", job="backup"), 12)


if __name__ == "__main__":
    unittest.main()
