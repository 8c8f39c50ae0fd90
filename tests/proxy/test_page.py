# SPDX-License-Identifier: Apache-2.0
"""The status page in Debian's Chromium: it follows what happens without a reload, asks nobody but
the proxy, fits a phone, and takes nothing from pushes for markup. Its pictures stay in the build
directory, under screenshots/."""
import base64
import json
import os
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests/support")]

from browser import Browser  # noqa: E402
from programs import (BIN_DIR, Program, answers, basic_auth, free_port, web_config)  # noqa: E402
from programs import http as ask  # noqa: E402

PICTURES = pathlib.Path(os.environ.get("GATEPOST_SCREENSHOTS", BIN_DIR.parent / "screenshots"))
EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
GOOD = "# HELP app_requests_total Requests.\n# TYPE app_requests_total counter\n"


class Page(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory(prefix="gatepost-page-")
        self.addCleanup(home.cleanup)
        self.directory = pathlib.Path(home.name)
        self.url = f"http://127.0.0.1:{free_port()}"
        self.browser = Browser()
        self.addCleanup(self.browser.close)

    def serve(self, **config):
        config = {"listen": [{"address": self.url[7:]}], "upstream": {"data_dir": "data"}, **config}
        (self.directory / "proxy.yml").write_text(json.dumps(config))
        self.proxy = Program(self.directory / "proxy.log", [
            BIN_DIR / "gatepost-proxy", "--config", self.directory / "proxy.yml"])
        self.addCleanup(self.proxy.stop)
        self.proxy.wait_for(lambda: answers(self.url + "/-/ready"), "ready")

    def push(self, job, text, headers=(), status=200):
        name = base64.urlsafe_b64encode(job.encode()).decode()
        got = ask("PUT", f"{self.url}/metrics/job@base64/{name}", text.encode(), headers)
        self.assertEqual(got[0], status, got[1])

    def assert_clean(self):
        """Nobody else was asked, and nothing went wrong."""
        asked = [u for u in self.browser.requested if not u.startswith((self.url + "/", "data:", "about:"))]
        self.assertEqual(asked, [])
        self.assertIn(self.url + "/api/v1/status", self.browser.requested)
        self.assertEqual(self.browser.complaints, [])

    def assert_fits(self):
        wide, room = self.browser.run(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide, room, "it scrolls sideways")

    def test_it_follows_what_happens(self):
        self.serve(lint={"strict": True})
        self.push("first", GOOD + "app_requests_total 3\n")
        self.browser.size(1200, 900)
        self.browser.open(self.url + "/")
        self.browser.wait_for_text('job="first"', "#groups")
        self.browser.wait_for_text("None since the start.", "#recent")
        self.browser.wait_for_text("good", "#tiles")
        self.browser.run("window.same = true")
        self.push("second", GOOD + "app_requests_total 4\n")
        self.browser.wait_for_text('job="second"', "#groups")
        self.browser.wait_for_text("2 groups", "#shown")
        self.push("third", "v 1\nv 1\n", status=400)
        self.browser.wait_for_text("rejected", "#recent")
        self.browser.wait_for_text("was collected before with the same name", "#recent")
        self.push("fourth", "# TYPE hits counter\nhits 1\n", status=422)
        self.browser.wait_for_text("422", "#recent")
        self.browser.run("document.querySelector('summary').click()")
        self.browser.wait_for_text("app_requests_total (counter, 1 series)", "#groups")
        self.assertTrue(self.browser.run("window.same"), "it was loaded again")
        # What is unfolded stays so, whatever comes in.
        self.push("fifth", GOOD + "app_requests_total 5\n")
        self.browser.wait_for_text('job="fifth"', "#groups")
        self.browser.wait_for_text("app_requests_total (counter, 1 series)", "#groups")
        self.browser.screenshot(PICTURES / "status-desktop.png")
        self.assert_clean()
        self.proxy.stop()
        self.browser.wait_for_text("not up to date", "#state")

    def test_nothing_pushed_is_markup(self):
        self.serve(lint={"mode": "off"})
        self.push(EVIL, f'# HELP m {EVIL}\nm{{a="{EVIL}"}} 1\n'.replace('"window.pwned=1"', "window.pwned=1"))
        self.push(EVIL, f"{EVIL}\n", status=400)
        self.browser.open(self.url + "/")
        self.browser.wait_for_text(EVIL, "#groups")
        self.browser.wait_for_text("400", "#recent")
        self.assertEqual(self.browser.run("document.querySelectorAll('img, main script').length"), 0)
        self.assertIsNone(self.browser.run("window.pwned"))
        self.assert_clean()

    def test_it_fits_a_phone(self):
        (self.directory / "web.yml").write_text(web_config({"ann": "a", "bob-with-a-long-name": "b"}))
        self.serve(auth={"web_config_file": "web.yml"})
        ann, bob = basic_auth("ann", "a"), basic_auth("bob-with-a-long-name", "b")
        self.push("editor", GOOD + "app_requests_total 3\n", [ann])
        self.push("x" * 300, GOOD + f'app_requests_total{{path="/{"y" * 300}"}} 3\n', [bob])
        self.push("editor", "v 1\nv 1\n", [bob], status=400)
        self.browser.ask("Network.setExtraHTTPHeaders", headers=dict([ann]))
        self.browser.size(360, 740, phone=True)
        for scheme, dark in (("dark", True), ("light", False)):
            self.browser.scheme(scheme)
            self.browser.open(self.url + "/")
            self.browser.wait_for_text("bob-with-a-long-name", "#users")
            self.browser.wait_for_text("rejected", "#recent")
            self.assert_fits()
            colour = self.browser.run(
                "const c = document.createElement('canvas').getContext('2d');"
                "c.fillStyle = getComputedStyle(document.body).color; c.fillStyle")
            self.assertEqual(int(colour[1:3], 16) > 128, dark, f"text in {scheme} is {colour}")
            self.browser.screenshot(PICTURES / f"status-phone-{scheme}.png")
        self.assert_clean()

    def test_a_failing_upstream_shows(self):
        self.serve(upstream={"kind": "pushgateway", "url": f"http://127.0.0.1:{free_port()}",
                             "data_dir": "data"})
        self.push("a", GOOD + "app_requests_total 3\n", status=502)
        self.browser.size(1000, 700)
        self.browser.open(self.url + "/")
        self.browser.wait_for_text("failing", "#tiles")
        self.browser.wait_for_text("the Pushgateway cannot be reached", "#recent")
        self.browser.screenshot(PICTURES / "status-upstream-gone.png")
        self.assert_clean()


if __name__ == "__main__":
    unittest.main()
