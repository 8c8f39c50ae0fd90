# SPDX-License-Identifier: Apache-2.0
"""The companion on a screen: Xvfb with openbox and trayer, a real relay in it, a real proxy behind it.

Usage: test_companion_e2e.py BIN SCREENSHOTS. Keeps a picture of each step for eyes.
"""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BIN = pathlib.Path(sys.argv[1])
PICTURES = pathlib.Path(sys.argv[2])
GOOD = "# HELP shop_orders_total Orders taken.\n# TYPE shop_orders_total counter\n" \
       "shop_orders_total{{method=\"GET\"}} {}\n"
SLOPPY = "# TYPE orders counter\norders 1\n"  # warnings: no help, no _total
TWICE = "# HELP a_total A.\n# TYPE a_total counter\na_total 1\na_total 2\n"
IDLE_SECONDS = 5


def eventually(what, seconds=20, every=0.1):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"did not happen in {seconds} s: {what.__doc__ or what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Screen:
    """One X server with window manager; a tray when asked for. Ended by the pids started here."""

    def __init__(self):
        reading, writing = os.pipe()
        self.processes = []
        self.start(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
                   pass_fds=[writing])
        os.close(writing)
        # To the line's end: it comes in pieces, and a closed pipe would end the server.
        with os.fdopen(reading) as lines:
            display = lines.readline().strip()
        self.environment = dict(os.environ, DISPLAY=":" + display,
                                QT_QPA_PLATFORM="xcb", QT_STYLE_OVERRIDE="fusion", LC_ALL="C.UTF-8")
        for name in ("DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "GATEPOST_SOCKET"):
            self.environment.pop(name, None)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        self.start(["openbox"], env=self.environment)
        # A window that comes before its manager may stay unseen.
        eventually(lambda: self.do("get_num_desktops").returncode == 0)

    def start(self, command, **options):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def tray(self):
        return self.start(["trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request",
                           "--heighttype", "pixel", "--height", "32"], env=self.environment)

    def do(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=self.environment, capture_output=True,
                              text=True, timeout=20)

    def titles(self):
        found = self.do("search", "--onlyvisible", "--name", "Gatepost").stdout.split()
        return {self.do("getwindowname", window).stdout.strip(): window for window in found}

    def window(self, words):
        for title, window in self.titles().items():
            if words in title:
                return window
        return None

    def keep(self, name):
        file = PICTURES / f"e2e-{name}.png"
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment, check=True, timeout=30)
        return file

    def pixels(self, file, wanted, area="1280x900+0+0"):
        """How many in the area satisfy a condition on red, green and blue."""
        raw = subprocess.run(["convert", str(file), "-crop", area, "-depth", "8", "rgb:-"], capture_output=True,
                             check=True, timeout=30).stdout
        return sum(1 for i in range(0, len(raw) - 2, 3) if wanted(raw[i], raw[i + 1], raw[i + 2]))

    def press_banner(self, window):
        """The one button in the band across the window's top."""
        geometry = self.do("getwindowgeometry", "--shell", window).stdout
        width = int(re.search(r"WIDTH=(\d+)", geometry).group(1))
        self.do("mousemove", "--window", window, width - 52, 47, "click", 1)

    def end(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


class Proxy:
    def __init__(self, directory):
        self.port = free_port()
        self.config = directory / "proxy.yml"
        self.config.write_text(f"listen:\n  - address: 127.0.0.1:{self.port}\n"
                               f"upstream:\n  kind: embedded\n  data_dir: {directory}/data\n")
        self.process = None

    def up(self):
        self.process = subprocess.Popen([BIN / "gatepost-proxy", "--config", self.config],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def ready():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/-/ready")
                return connection.getresponse().status == 200
            except OSError:
                return False
        eventually(ready)

    def down(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def metrics(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()


class Companion(unittest.TestCase):
    def setUp(self):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.directory = tempfile.TemporaryDirectory()
        self.home = pathlib.Path(self.directory.name)
        self.screen = Screen()
        self.addCleanup(self.directory.cleanup)
        self.addCleanup(self.screen.end)
        self.proxy = Proxy(self.home)
        self.addCleanup(self.proxy.down)
        self.flags = ["--portable", str(self.home / "p"), "--uplink", f"http://127.0.0.1:{self.proxy.port}"]
        self.socket = self.home / "p" / "run" / "relay.sock"

    def start(self, *flags):
        process = subprocess.Popen([BIN / "gatepost-companion", *self.flags, *flags],
                                   env=self.screen.environment, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and (process.kill(), process.wait()))
        return process

    def ask(self, *flags):
        return subprocess.run([BIN / "gatepost-companion", *self.flags, *flags], capture_output=True, text=True,
                              env=self.screen.environment, timeout=20)

    def status(self):
        return json.loads(self.ask("--status").stdout)

    def push(self, job, text):
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(10)
            link.connect(str(self.socket))
            connection = http.client.HTTPConnection("localhost")
            connection.sock = link
            connection.request("PUT", f"/metrics/job/{job}", text)
            return connection.getresponse().status

    def titled(self, words, seconds=25):
        def there():
            return self.screen.window(words)
        there.__doc__ = f"a window titled {words!r}"
        try:
            return eventually(there, seconds)
        except AssertionError as fault:
            self.screen.keep("failure")
            raise AssertionError(f"{fault}; there are {list(self.screen.titles())}") from None

    def focus(self, window):
        self.screen.do("windowactivate", "--sync", window)

    def test_a_day(self):
        self.proxy.up()
        companion = self.start()
        window = self.titled("Gatepost")
        self.screen.keep("01-welcome-no-tray")
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
        self.screen.do("key", "Return")
        eventually(lambda: not self.screen.titles())
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
        self.assertLess(time.monotonic() - started, 3)
        self.assertFalse((self.home / "p" / "state" / "running").exists())

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

    @staticmethod
    def switches(pid):
        """By thread."""
        found = {}
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            words = (task / "status").read_text()
            found[task.name] = int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", words, re.M).group(1))
        return found

    @staticmethod
    def anonymous(pid):
        words = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(re.search(r"^Anonymous:\s+(\d+) kB", words, re.M).group(1))


if __name__ == "__main__":
    sys.exit(unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2))
