# SPDX-License-Identifier: Apache-2.0
"""The companion on a screen: Xvfb with openbox and trayer, a real relay in it, a real proxy behind it.

Usage: test_companion_e2e.py BIN SCREENSHOTS. Keeps a picture of each step for eyes.
"""
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import desk
from desk import BIN, GOOD, Desk, eventually

SLOPPY = "# TYPE orders counter\norders 1\n"  # warnings: no help, no _total
TWICE = "# HELP a_total A.\n# TYPE a_total counter\na_total 1\na_total 2\n"
IDLE_SECONDS = 5


class Companion(Desk):
    def test_a_day(self):
        self.proxy.up()
        companion = self.start()
        window = self.titled("Gatepost")
        self.screen.keep("01-no-tray")
        self.assertIn("tray: absent", self.ask("--diagnostics").stdout)
        self.screen.tray()
        eventually(lambda: "tray: present" in self.ask("--diagnostics").stdout)
        self.focus(window)
        self.screen.do("key", "ctrl+1")
        time.sleep(0.5)
        empty = self.screen.keep("02-live-empty")

        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        self.titled("Everything is delivered")
        self.assertEqual(self.status()["ledger"]["delivered"], 1)
        self.assertIn("shop_orders_total", self.proxy.metrics())
        for value in (5, 9):
            time.sleep(1)
            self.push("shop", GOOD.format(value))
        self.focus(window)

        def ink(picture):
            return self.screen.pixels(picture, lambda r, g, b: r + g + b < 150, "760x120+110+200")
        blank = ink(empty)
        eventually(lambda: ink(self.screen.keep("03-live-series")) > blank + 200)

        self.assertEqual(self.push("backup", SLOPPY), 202)
        self.assertIn(self.push("worst", TWICE), (400, 422))
        self.titled("refused")
        self.focus(window)
        self.screen.do("key", "ctrl+2")

        def underlined():
            """the banner leads to the worst text, where what is underlined lies on a wash of red"""
            self.screen.press_banner(window)
            time.sleep(0.5)
            picture = self.screen.keep("04-text-underlined")
            return self.screen.pixels(picture, lambda r, g, b: r > g + 15 and r > b + 15,
                                      "1000x300+140+300") > 200
        eventually(underlined)

        self.proxy.down()
        self.assertEqual(self.push("shop", GOOD.format(12)), 202)
        eventually(lambda: self.status()["queue"]["entries"] == 1)
        self.titled("does not answer")
        self.focus(window)
        self.screen.do("key", "ctrl+4")
        time.sleep(1)
        self.screen.keep("05-queue-grows")
        self.proxy.up()
        self.screen.do("key", "F5")
        eventually(lambda: self.status()["queue"]["entries"] == 0, 30)
        eventually(lambda: "shop_orders_total{" in self.proxy.metrics())
        self.assertRegex(self.proxy.metrics(), r'shop_orders_total\{[^}]*\} 12')
        time.sleep(1)
        self.screen.keep("06-queue-empty")
        ledger = self.status()["ledger"]
        self.assertEqual(ledger["received"], sum(ledger[k] for k in ledger if k != "received"))
        self.assertEqual(ledger["lost"], 0)

        # Closed: asked once, then gone and quiet.
        self.focus(window)
        self.screen.do("key", "ctrl+w")
        time.sleep(1)
        self.screen.keep("07-close-question")
        self.return_until_closed()
        time.sleep(1)
        before = self.switches(companion.pid)
        time.sleep(IDLE_SECONDS)
        after = self.switches(companion.pid)
        switches = sum(after[task] - before.get(task, 0) for task in after)
        anonymous = self.anonymous(companion.pid)
        print(f"idle: {switches} wake-ups in {IDLE_SECONDS} s, {anonymous} KiB anonymous memory")
        self.assertLess(switches, 15)
        self.assertLess(anonymous, 40 * 1024)

        # A second start raises the first; so does a click on the icon.
        self.assertEqual(self.ask().returncode, 0)
        self.titled("Gatepost")
        self.screen.do("key", "ctrl+w")
        eventually(lambda: not self.screen.titles())
        tray = self.screen.do("search", "--class", "trayer").stdout.split()[-1]
        place = dict(re.findall(r"(\w+)=(-?\d+)", self.screen.do("getwindowgeometry", "--shell", tray).stdout))
        middle = (int(place["X"]) + int(place["WIDTH"]) // 2, int(place["Y"]) + int(place["HEIGHT"]) // 2)
        self.screen.do("mousemove", *middle, "click", 3)
        time.sleep(1)
        self.screen.keep("08-tray-menu")
        self.screen.do("key", "Escape")
        time.sleep(0.3)
        self.screen.do("mousemove", *middle, "click", 1)
        self.titled("Gatepost")

        started = time.monotonic()
        companion.send_signal(signal.SIGTERM)
        self.assertEqual(companion.wait(5), 0)
        self.assertLess(time.monotonic() - started, 4)
        self.assertFalse((self.home / "p" / "state" / "running").exists())

    def test_faults_do_not_take_the_focus(self):
        """Another program has it, and keeps it through everything that befalls the companion."""
        self.screen.tray()
        self.proxy.up()
        self.start()
        window = self.titled("Gatepost")
        other = self.start_other()
        active = self.screen.do("getactivewindow").stdout.strip()
        self.assertNotEqual(active, window)

        def has_it():
            return self.screen.do("getactivewindow").stdout.strip()
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        self.titled("Everything is delivered")
        self.assertIn(self.push("worst", TWICE), (400, 422))
        self.titled("refused")
        self.assertEqual(has_it(), active)
        self.proxy.down()
        self.push("shop", GOOD.format(2))
        self.titled("does not answer", 30)
        self.assertEqual(has_it(), active)
        self.assertIsNone(other.poll())
        # A person's wish does take it.
        self.assertEqual(self.ask("--show").returncode, 0)
        eventually(lambda: has_it() == window)

    def start_other(self):
        """A program with a window of its own, in front."""
        other = subprocess.Popen(["xsm"], env=dict(self.screen.environment, HOME=str(self.home)),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.screen.processes.append(other)
        window = eventually(lambda: self.screen.do("search", "--onlyvisible", "--name", "^xsm").stdout.split())[-1]
        self.focus(window)
        eventually(lambda: self.screen.do("getactivewindow").stdout.strip() == window)
        return other

    def test_a_tray_that_vanishes_leaves_the_window_within_reach(self):
        tray = self.screen.tray()
        self.start()
        window = self.titled("Gatepost")
        eventually(lambda: "tray: present" in self.ask("--diagnostics").stdout)
        self.focus(window)
        self.keys("ctrl+w")
        self.return_until_closed()
        tray.terminate()
        tray.wait(5)
        # Launched again, it is there.
        self.assertEqual(self.ask().returncode, 0)
        window = self.titled("Gatepost")
        self.focus(window)
        self.keys("ctrl+w")

        def state():
            words = subprocess.run(["xprop", "-id", window, "WM_STATE"], env=self.screen.environment,
                                   capture_output=True, text=True, timeout=10).stdout
            return re.search(r"window state: (\w+)", words).group(1)
        # In the task bar, where it can be found.
        eventually(lambda: state() == "Iconic")
        self.assertIn("tray: absent", self.ask("--diagnostics").stdout)
        self.screen.tray()
        eventually(lambda: "tray: present" in self.ask("--diagnostics").stdout)
        time.sleep(1)
        self.screen.keep("16-tray-again")
        place = self.screen.do("search", "--class", "trayer").stdout.split()
        self.assertTrue(place)
        self.assertEqual(self.ask("--quit").returncode, 0)

    def test_settings_that_change_on_disk_hold_at_once(self):
        self.proxy.up()
        settings = self.home / "p" / "config" / "relay.json"
        settings.parent.mkdir(parents=True)

        def write(**local):
            settings.write_text(json.dumps({"companion": {"welcome_done": True}, "local": local}))
        write()
        companion = self.start()
        self.titled("Gatepost")
        self.assertEqual(self.status()["loopback"], "")
        port = desk.free_port()
        write(loopback=True, loopback_port=port)
        eventually(lambda: self.status()["loopback"] == f"127.0.0.1:{port}")
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as link:
            link.request("GET", "/-/ready")
            self.assertEqual(link.getresponse().status, 200)
        # What cannot be read changes nothing, asked for or not; the command line stays above it.
        settings.write_text('{"local": ')
        companion.send_signal(signal.SIGHUP)
        time.sleep(1)
        self.assertEqual(self.status()["loopback"], f"127.0.0.1:{port}")
        settings.write_text(json.dumps({"companion": {"welcome_done": True},
                                        "uplink": {"url": "http://127.0.0.1:9"}}))
        eventually(lambda: self.status()["loopback"] == "")
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        eventually(lambda: self.status()["ledger"]["delivered"] == 1)

    def test_the_end_comes_in_time_though_a_file_never_answers(self):
        """As on a network's disk that is away: here a pipe that nobody writes into."""
        settings = self.home / "p" / "config" / "relay.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"companion": {"welcome_done": True}}))
        companion = self.start()
        window = self.titled("Gatepost")
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        settings.unlink()
        os.mkfifo(settings)
        time.sleep(1)
        # The relay's thread is held up by it, and so is what would save the settings.
        self.focus(window)
        self.keys("ctrl+comma")
        self.titled("Settings")
        self.keys("End", "alt+w", "Return")
        started = time.monotonic()
        companion.send_signal(signal.SIGTERM)
        self.assertEqual(companion.wait(10), 0)
        self.assertLess(time.monotonic() - started, 3.5)
        settings.unlink()
        self.start("--background")
        eventually(lambda: self.status()["queue"]["entries"] == 1)

    def test_a_hangup_reads_the_token_file_again(self):
        (self.home / "tokens.yml").touch()
        with self.proxy.config.open("a") as config:
            config.write("auth: { tokens_file: tokens.yml }\n")
        token = subprocess.run([BIN / "gatepost-proxy", "token", "add", "--config", self.proxy.config,
                                "--user", "maria"], check=True, capture_output=True, text=True).stdout.split()[-1]
        file = self.home / "push.token"
        file.write_text("gp_wrong_token")
        file.chmod(0o600)
        self.proxy.up()
        companion = self.start("--background", "--token-file", str(file))
        self.status()
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        eventually(lambda: self.status()["upstream"] == "auth rejected")
        file.write_text(token)
        time.sleep(2)
        self.assertEqual(self.status()["upstream"], "auth rejected", "it was not the signal")
        companion.send_signal(signal.SIGHUP)
        eventually(lambda: self.status()["ledger"]["delivered"] == 1)

    def test_an_unclean_end_is_told_and_nothing_is_lost(self):
        companion = self.start()
        self.titled("Gatepost")
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        companion.kill()
        companion.wait()
        self.start()
        self.titled("Gatepost")
        eventually(lambda: self.status()["queue"]["entries"] == 1)
        time.sleep(1)
        self.screen.keep("09-unclean-end")
        self.assertIn("did not end as it should have", self.ask("--diagnostics").stdout)
        self.assertEqual(self.ask("--quit").returncode, 0)

    def test_another_relay_hands_over(self):
        relay = subprocess.Popen([BIN / "gatepost", "relay", *self.flags], env=self.screen.environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(relay.stdout.close)
        self.addCleanup(lambda: relay.poll() is None and (relay.kill(), relay.wait()))
        self.assertIn("listening on", relay.stdout.readline())
        self.start()
        window = self.titled("Another relay is already running")
        self.screen.keep("10-taken")
        self.focus(window)
        self.screen.press_banner(window)
        self.assertEqual(relay.wait(15), 0)
        eventually(lambda: self.status()["intake"] == "listening")
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        self.assertEqual(self.ask("--quit").returncode, 0)


if __name__ == "__main__":
    desk.main()
