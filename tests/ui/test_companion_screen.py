# SPDX-License-Identifier: Apache-2.0
"""The screen's thread waits for no disk and no network: strace listens to it alone while a person
sets the companion up by an invite, tests it, pauses and purges a program, exports what waits, looks
into a file, changes settings, takes over from another relay, closes the window and asks from a shell.
All of it by keyboard, in a real window. A file dialog, which is Qt's own, may look into folders and files.

Usage: test_companion_screen.py BIN SCREENSHOTS.
"""
import json
import re
import signal
import subprocess
import time

import desk
from desk import BIN, GOOD, Desk, eventually

CALLS = ("open,openat,openat2,creat,read,pread64,readv,write,pwrite64,writev,fsync,fdatasync,sync_file_range,rename,"
         "renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,stat,lstat,newfstatat,statx,access,faccessat,"
         "faccessat2,readlink,readlinkat,getdents64,truncate,ftruncate,link,linkat,symlink,symlinkat,chmod,fchmod,"
         "fchmodat,utimensat,flock,inotify_add_watch,connect")
# What the toolkit itself is made of, read when a window first needs it; and what is no disk.
OWN = re.compile(r"^(/usr(/|$)|/lib/|/etc/(fonts|ld\.so|localtime|X11|xdg|mime)|/var/cache/fontconfig|/dev/|/proc/|/sys/"
                 r"|/?memfd:|.*/(accessible|iconengines|imageformats|platformthemes|styles)$"
                 r"|.*/\.?(fontconfig|fonts|icons|themes|mime|Xdefaults[^/]*|XCompose|Xmodmap)(\.conf(\.d)?)?(/|$)"
                 r"|.*/(applications|desktop-directories)(/|$))")
# A file dialog looks into folders, at files' first bytes for an icon's sake, and keeps where it was, in
# a file of Qt's own that has no name at first.
LOOKS = re.compile(r"^(newf|l)?(stat|access|readlink)\w*\(|^faccess\w*\(|^(statx|getdents64|inotify_add_watch|read|pread64)\("
                   r"|^openat\((?!.*O_(WRONLY|RDWR|CREAT))|/QtProject\.conf"
                   r'|/tmp\w+/config(/#\d+>|", O_RDWR\|O_CLOEXEC\|O_TMPFILE)')
CAUGHT = (
    'openat(AT_FDCWD</work>, "/home/maria/.config/autostart/x.desktop", O_RDONLY|O_CLOEXEC) = 14</home/maria/x>',
    'write(14</home/maria/.local/state/gatepost/window.json>, "{}", 2) = 2',
    'fdatasync(14</home/maria/.local/state/gatepost/window.json>) = 0',
    'newfstatat(AT_FDCWD</work>, "/etc/os-release", {st_mode=S_IFREG|0644}, 0) = 0',
    'connect(9<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = 0',
    'connect(9<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/run/user/1000/gatepost/relay.sock"}, 39) = 0')


class ScreensThread(Desk):
    def serve_with_invites(self):
        (self.home / "tokens.yml").touch()
        self.serve_tls("{ tokens_file: tokens.yml }")
        told = self.run_in_home(BIN / "gatepost-proxy", "token", "invite", "--config", self.proxy.config, "--user",
                                "maria")
        invite = re.search(r"gi_[\w-]+", told).group(0)
        return f"gatepost://enroll?url=https://127.0.0.1:{self.tls}&invite={invite}"

    def listen(self, pid):
        """To the thread that the process began with, which is the screen's."""
        heard = self.home / "strace.log"
        tracer = subprocess.Popen(["strace", "-ttt", "-y", "-s", "300", "-o", heard, "-e", "trace=" + CALLS, "-p", str(pid)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(tracer.stderr.close)
        self.addCleanup(lambda: tracer.poll() is None and tracer.kill())
        self.assertIn("attached", tracer.stderr.readline())
        self.dialogs = []
        return tracer, heard

    def in_a_file_dialog(self, title, name, *keys):
        """Opened by the keys, in the test's directory; the name is typed, and taken with Return."""
        opened = time.time()
        self.keys(*keys)
        self.titled(title)
        self.keys("ctrl+a")
        self.screen.do("type", name)
        self.screen.keep(f"25-{title.split()[0].lower()}")
        self.keys("Return")
        eventually(lambda: self.screen.window(title) is None)
        time.sleep(0.5)
        self.dialogs.append((opened, time.time()))

    def found(self, tracer, heard):
        """What the thread waited for; that it was heard at all is tested, too."""
        tracer.send_signal(signal.SIGINT)
        tracer.wait(10)
        lines = [line.split(" ", 1) for line in heard.read_text().splitlines() if " " in line]
        self.assertEqual([line for line in CAUGHT if not self.waits(line)], [])
        self.assertGreater(len(lines), 200, "nothing was heard")
        self.assertTrue(any("socket" in call for _, call in lines), "not the screen's thread")
        found = [call for at, call in lines if self.waits(call) and not (
            LOOKS.search(call) and any(opened <= float(at) <= closed for opened, closed in self.dialogs))]
        print(f"the screen's thread: {len(lines)} calls, {len(found)} that wait for a disk or a network")
        return found

    @staticmethod
    def waits(line):
        """Whether a call concerns a file, the disk or a network."""
        call = re.match(r"(\w+)\(", line)
        if not call or "resumed>" in line:
            return False
        name = call.group(1)
        if name == "connect":
            return not re.search(r"AF_UNIX.*(\.X11-unix|\.ICE-unix|dbus|/bus|/nonexistent)", line)
        if "sync" in name:
            return True
        if name in ("read", "readv", "write", "writev", "pread64", "pwrite64", "getdents64"):
            place = re.match(r"\w+\(\d+<([^>]*)>", line)
            return bool(place) and place.group(1).startswith("/") and not OWN.match(place.group(1))
        if name.startswith("readlink"):
            line = line.split('", "')[0] + '"'  # what it leads to is no place that was asked for
        places = re.findall(r'"((?:[^"\\]|\\.)*)"', line) or re.findall(r"\d+<(/[^>]*)>", line)
        return any(not OWN.match(place) for place in places if place.startswith("/"))

    def test_it_waits_for_nothing(self):
        self.homes()
        link = self.serve_with_invites()
        settings = self.home / "p" / "config" / "relay.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"uplink": {"ca_file": str(self.home / "ca.crt")}}))
        self.flags = ["--portable", str(self.home / "p")]
        self.screen.tray()
        companion = self.start("--background")
        self.assertIn("listening on", companion.stdout.readline())
        self.status()
        tracer, heard = self.listen(companion.pid)

        # The invite fills the page; two choices; saved.
        self.assertEqual(self.ask(link).returncode, 0)
        window = self.titled("Gatepost")
        self.focus(window)
        time.sleep(0.5)
        self.keys("alt+t", pause=2)
        self.screen.keep("20-test-by-keyboard")
        self.keys("alt+l", "alt+n")
        self.screen.keep("20-invite")
        self.keys("alt+g")
        autostart = self.home / "config" / "autostart" / "io.github.gatepost.Companion.desktop"
        eventually(autostart.exists)
        eventually(lambda: json.loads(settings.read_text()).get("companion", {}).get("welcome_done"))

        # A program pushes; it is chosen, paused, resumed, purged.
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        eventually(lambda: self.status()["ledger"]["delivered"] == 1)
        self.keys("ctrl+1", "ctrl+f", "Tab", "Tab", "Tab", "Down", "Home")
        self.keys("ctrl+shift+a")
        self.screen.keep("21-paused-by-keyboard")
        self.assertEqual(self.push("shop", GOOD.format(2)), 202)
        eventually(lambda: self.status()["queue"]["entries"] == 1)
        time.sleep(1)
        self.assertEqual(self.status()["queue"]["entries"], 1, "the program's sending was paused")
        self.in_a_file_dialog("Export", "waiting.prom", "alt+s", "e")
        exported = self.home / "waiting.prom"
        eventually(lambda: exported.exists() and "shop_orders_total" in exported.read_text())
        self.focus(window)
        self.keys("ctrl+shift+a")
        eventually(lambda: self.status()["ledger"]["delivered"] == 2)
        self.assertEqual(self.status()["groups"], 1)
        self.keys("alt+s", "u")
        self.screen.keep("22-purge-by-keyboard")
        self.assertEqual(self.status()["groups"], 1, "nothing goes before it is confirmed")
        self.keys("alt+p")
        eventually(lambda: self.status()["groups"] == 0)

        # A file that is dropped, or pasted by its name.
        self.focus(window)
        self.keys("ctrl+3", "Tab", "Tab")
        empty = self.screen.keep("26-scratch-empty")
        self.paste_file(exported)
        def ink(picture):
            return self.screen.pixels(picture, lambda r, g, b: r + g + b < 150, "900x400+100+150")
        eventually(lambda: ink(self.screen.keep("26-scratch-pasted")) > ink(empty) + 200)
        self.keys("ctrl+1")

        # Settings, here and from elsewhere.
        before = settings.read_text()
        self.keys("ctrl+comma")
        self.titled("Settings")
        self.keys("End", "alt+w")
        self.screen.keep("23-settings-by-keyboard")
        self.keys("Return")
        eventually(lambda: settings.read_text() != before)
        (self.home / "other.crt").write_bytes((self.home / "ca.crt").read_bytes())
        self.focus(window)
        self.keys("ctrl+comma")
        self.titled("Settings")
        self.in_a_file_dialog("Certificate authority", "other.crt", "Home", "alt+c", "Tab", "space")
        self.focus(self.titled("Settings"))
        self.keys("alt+c", "Return")
        eventually(lambda: json.loads(settings.read_text())["uplink"]["ca_file"] == str(self.home / "other.crt"))
        changed = json.loads(settings.read_text())
        changed.setdefault("outbox", {})["age_seconds"] = 86400
        settings.write_text(json.dumps(changed))
        time.sleep(1)

        # Activity into a file, diagnostics, the window closed, questions from a shell.
        self.focus(window)
        self.keys("ctrl+5", "alt+w")
        self.screen.keep("24-activity")
        state = self.home / "p" / "state" / "window.json"
        eventually(lambda: state.exists() and json.loads(state.read_text()).get("log_to_file"))
        self.push("shop", GOOD.format(3))
        eventually(lambda: any("shop" in file.read_text() for file in (self.home / "p").rglob("companion.log")))
        self.keys("alt+h", "d")
        self.titled("Diagnostics")
        self.keys("Escape")
        eventually(lambda: self.screen.window("Diagnostics") is None)
        self.focus(window)
        self.keys("ctrl+w")
        self.return_until_closed()
        self.assertIn("Ledger", self.ask("--diagnostics").stdout)
        self.assertEqual(self.ask("--show").returncode, 0)
        self.titled("Gatepost")
        companion.send_signal(signal.SIGHUP)
        self.proxy.down()
        self.push("shop", GOOD.format(4))
        self.titled("does not answer")

        found = self.found(tracer, heard)
        self.assertEqual(found, [], "\n".join(found[:40]))
        self.assertEqual(self.ask("--quit").returncode, 0)
        self.assertEqual(companion.wait(30), 0)

    def paste_file(self, path):
        """As a file manager copies it."""
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "text/uri-list"], input=path.as_uri() + "\r\n",
                       text=True, check=True, env=self.screen.environment, timeout=10)
        self.keys("ctrl+v")

    def test_taking_over_waits_for_nothing(self):
        self.homes()
        self.flags = ["--portable", str(self.home / "p")]
        relay = subprocess.Popen([BIN / "gatepost", "relay", *self.flags], env=self.screen.environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(relay.stdout.close)
        self.addCleanup(lambda: relay.poll() is None and (relay.kill(), relay.wait()))
        self.assertIn("listening on", relay.stdout.readline())
        companion = self.start("--background")
        eventually(lambda: self.status()["intake"] == "taken by another relay")
        tracer, heard = self.listen(companion.pid)
        self.assertEqual(self.ask("--show").returncode, 0)
        window = self.titled("Another relay is already running")
        self.focus(window)
        # The banner comes before the pages.
        self.keys("ctrl+1", "ctrl+f", "shift+Tab", "shift+Tab")
        self.screen.keep("27-take-over-by-keyboard")
        self.keys("space")
        self.assertEqual(relay.wait(15), 0)
        eventually(lambda: self.status()["intake"] == "listening")
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        found = self.found(tracer, heard)
        self.assertEqual(found, [], "\n".join(found[:40]))
        self.assertEqual(self.ask("--quit").returncode, 0)
        self.assertEqual(companion.wait(30), 0)


if __name__ == "__main__":
    desk.main()
