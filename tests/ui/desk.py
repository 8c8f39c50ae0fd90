# SPDX-License-Identifier: Apache-2.0
"""A desk for the companion: an X server with window manager and, when asked for, tray and session
bus; a real proxy. Scripts that use it are called with BIN SCREENSHOTS."""
import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from programs import free_port  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
PICTURES = pathlib.Path(sys.argv[2])
GOOD = "# HELP shop_orders_total Orders taken.\n# TYPE shop_orders_total counter\n" \
       "shop_orders_total{{method=\"GET\"}} {}\n"


def eventually(what, seconds=20, every=0.1):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"did not happen in {seconds} s: {what.__doc__ or what}")


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
        found = self.do("search", "--onlyvisible", "--name", "Gatepost|^Settings$|^Diagnostics$|^Export$|^Certificate authority$").stdout.split()
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
                return self.get("/-/ready", 2).status == 200
            except OSError:
                return False
        eventually(ready)

    def down(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def get(self, path, seconds=5):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)) as link:
            link.request("GET", path)
            answer = link.getresponse()
            answer.text = answer.read().decode()
            return answer

    def metrics(self):
        return self.get("/metrics").text


class Desk(unittest.TestCase):
    """One test's desk; everything on it is ended with the test."""

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
                                   env=self.screen.environment, cwd=self.home, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and (process.kill(), process.wait()))
        return process

    def ask(self, *flags):
        return subprocess.run([BIN / "gatepost-companion", *self.flags, *flags], capture_output=True, text=True,
                              env=self.screen.environment, timeout=20)

    def status(self):
        """Of the companion once it answers: one just started does not yet."""
        return json.loads(eventually(lambda: self.ask("--status").stdout))

    def push(self, job, text):
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(10)
            link.connect(str(self.socket))
            connection = http.client.HTTPConnection("localhost")
            connection.sock = link
            connection.request("PUT", f"/metrics/job/{job}", text)
            return connection.getresponse().status

    def homes(self):
        """What belongs to the user lies under the test's directory."""
        for name, folder in (("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"), ("HOME", "home"),
                             ("XDG_RUNTIME_DIR", "runtime"), ("XDG_DATA_HOME", "data-home"),
                             ("XDG_STATE_HOME", "state-home")):
            (self.home / folder).mkdir(mode=0o700, exist_ok=True)
            self.screen.environment[name] = str(self.home / folder)

    def bus(self):
        """A session bus of the test's own."""
        process = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                   env=self.screen.environment)
        self.addCleanup(process.stdout.close)
        self.screen.processes.append(process)
        self.screen.environment["DBUS_SESSION_BUS_ADDRESS"] = process.stdout.readline().strip()

    def run_in_home(self, *words, **options):
        return subprocess.run(words, cwd=self.home, check=True, capture_output=True, text=True, timeout=30,
                              **options).stdout

    def certificate(self, name, subject, *more):
        """NAME.crt and NAME.key; of the authority ca, but for that itself."""
        self.run_in_home("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", subject,
                         "-keyout", f"{name}.key", "-out", f"{name}.crt",
                         *(() if name == "ca" else ("-CA", "ca.crt", "-CAkey", "ca.key", "-addext",
                                                    "basicConstraints=critical,CA:FALSE")), *more)

    def serve_tls(self, auth, more=""):
        """Under an authority of its own, on self.tls; the plain address stays for the test."""
        self.certificate("ca", "/CN=test authority")
        self.certificate("proxy", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")
        self.tls = free_port()
        self.proxy.config.write_text(
            f"listen:\n  - address: 127.0.0.1:{self.proxy.port}\n"
            f"  - {{ address: '127.0.0.1:{self.tls}', tls: {{ cert_file: proxy.crt, key_file: proxy.key{more} }} }}\n"
            f"upstream: {{ kind: embedded, data_dir: {self.home}/data }}\nauth: {auth}\n")
        self.proxy.up()

    def keys(self, *keys, pause=0.4):
        for key in keys:
            self.screen.do("key", "--clearmodifiers", key)
            time.sleep(pause)

    def return_until_closed(self):
        """Answers the question about the tray; Return before that is up would be lost."""
        def closed():
            """no window is left"""
            return not self.screen.titles() or self.keys("Return", pause=0.5)
        eventually(closed)

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


def main():
    sys.exit(unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2))
