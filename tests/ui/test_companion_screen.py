# SPDX-License-Identifier: Apache-2.0
"""The screen's thread waits for no disk and no network: strace listens to it alone while a person
sets the companion up by an invite, pauses and purges a program, changes settings, closes the window
and asks from a shell. All of it by keyboard, in a real window.

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
                 r"|/?memfd:|.*/(iconengines|imageformats|platformthemes|styles)$"
                 r"|.*/\.?(fontconfig|fonts|icons|themes|mime|Xdefaults|XCompose|Xmodmap)(\.conf(\.d)?)?(/|$)"
                 r"|.*/(applications|desktop-directories)(/|$))")
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
        tracer = subprocess.Popen(["strace", "-y", "-s", "300", "-o", heard, "-e", "trace=" + CALLS, "-p", str(pid)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(tracer.stderr.close)
        self.addCleanup(lambda: tracer.poll() is None and tracer.kill())
        self.assertIn("attached", tracer.stderr.readline())
        return tracer, heard

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
        self.keys("ctrl+shift+a")
        eventually(lambda: self.status()["ledger"]["delivered"] == 2)
        self.assertEqual(self.status()["groups"], 1)
        self.keys("alt+s", "u")
        self.screen.keep("22-purge-by-keyboard")
        self.assertEqual(self.status()["groups"], 1, "nothing goes before it is confirmed")
        self.keys("alt+p")
        eventually(lambda: self.status()["groups"] == 0)

        # Settings, here and from elsewhere.
        before = settings.read_text()
        self.keys("ctrl+comma")
        self.titled("Settings")
        self.keys("End", "alt+w")
        self.screen.keep("23-settings-by-keyboard")
        self.keys("Return")
        eventually(lambda: settings.read_text() != before)
        changed = json.loads(settings.read_text())
        changed.setdefault("outbox", {})["age_seconds"] = 86400
        settings.write_text(json.dumps(changed))
        time.sleep(1)

        # Activity into a file, diagnostics, the window closed, questions from a shell.
        self.focus(window)
        self.keys("ctrl+5", "alt+w")
        self.screen.keep("24-activity")
        eventually(lambda: json.loads((self.home / "p" / "state" / "window.json").read_text())["log_to_file"])
        self.push("shop", GOOD.format(3))
        eventually(lambda: any("shop" in file.read_text() for file in (self.home / "p").rglob("companion.log")))
        self.keys("alt+h", "d")
        self.titled("Diagnostics")
        self.keys("Escape", "ctrl+w", "Return")
        eventually(lambda: not self.screen.titles())
        self.assertIn("Ledger", self.ask("--diagnostics").stdout)
        self.assertEqual(self.ask("--show").returncode, 0)
        self.titled("Gatepost")
        companion.send_signal(signal.SIGHUP)
        self.proxy.down()
        self.push("shop", GOOD.format(4))
        self.titled("does not answer")

        tracer.send_signal(signal.SIGINT)
        tracer.wait(10)
        lines = heard.read_text().splitlines()
        self.assertEqual([line for line in CAUGHT if not self.waits(line)], [])
        self.assertGreater(len(lines), 200, "nothing was heard")
        self.assertTrue(any("socket" in line for line in lines), "not the screen's thread")
        found = [line for line in lines if self.waits(line)]
        print(f"the screen's thread: {len(lines)} calls, {len(found)} that wait for a disk or a network")
        self.assertEqual(found, [], "\n".join(found[:40]))
        self.assertEqual(self.ask("--quit").returncode, 0)
        self.assertEqual(companion.wait(5), 0)


if __name__ == "__main__":
    desk.main()
