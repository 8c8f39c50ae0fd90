# SPDX-License-Identifier: Apache-2.0
"""The companion in a session: an icon of the D-Bus kind in a real panel, silence on the bus, the
session's end by signal and by session manager.

Usage: test_companion_session.py BIN SCREENSHOTS.
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import desk
from desk import GOOD, Desk, eventually

QUIET_SECONDS = 20
END_SECONDS = 4  # its own two, and what a slow machine adds
PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""
ICON = (14, 884)  # the panel's first place, on a screen of 1280 by 900


class Session(Desk):
    def panel(self):
        """Xfce's panel: it hosts icons that come over D-Bus (StatusNotifierItem)."""
        config = self.home / "config" / "xfce4" / "xfconf" / "xfce-perchannel-xml"
        config.mkdir(parents=True)
        (config / "xfce4-panel.xml").write_text(PANEL)
        self.homes()
        self.bus()
        self.screen.start(["xfce4-panel", "--disable-wm-check"], env=self.screen.environment)

        def hosts():
            """the panel takes icons over D-Bus"""
            return "boolean true" in self.ask_bus("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner",
                                                  "string:org.kde.StatusNotifierWatcher")
        eventually(hosts, 30)

    def ask_bus(self, destination, path, method, *arguments):
        return subprocess.run(["dbus-send", "--session", "--print-reply", f"--dest={destination}", path, method,
                               *arguments], env=self.screen.environment, capture_output=True, text=True,
                              timeout=10).stdout

    def items(self):
        words = self.ask_bus("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher",
                             "org.freedesktop.DBus.Properties.Get", "string:org.kde.StatusNotifierWatcher",
                             "string:RegisteredStatusNotifierItems")
        return re.findall(r'string "([^"/]+)(/StatusNotifierItem)"', words)

    def property(self, item, name):
        return self.ask_bus(*item, "org.freedesktop.DBus.Properties.Get",
                            "string:org.kde.StatusNotifierItem", f"string:{name}")

    def ink(self, name):
        """Dark pixels where the icon stands."""
        return self.screen.pixels(self.screen.keep(name), lambda r, g, b: r + g + b < 300, "40x30+0+869")

    def test_an_icon_over_dbus_tells_the_state_and_leads_to_the_window(self):
        self.panel()
        self.start("--background")
        item = eventually(self.items)[0]
        eventually(lambda: self.ink("11-sni-icon") > 20)
        self.assertIn("does not answer", eventually(lambda: self.waits_without_proxy(item), 30))
        # Left click on the icon in the panel.
        self.assertFalse(self.screen.titles())
        self.screen.do("mousemove", *ICON, "click", 1)
        self.focus(self.titled("Gatepost"))
        self.keys("ctrl+w")
        self.return_until_closed()
        # The panel draws our menu from what it is told over D-Bus.
        self.screen.do("mousemove", *ICON, "click", 3)
        time.sleep(1)
        self.screen.keep("12-sni-menu")
        self.screen.do("key", "Escape")
        layout = self.ask_bus(item[0], "/MenuBar", "com.canonical.dbusmenu.GetLayout", "int32:0", "int32:-1",
                              "array:string:label,enabled")
        labels = re.findall(r'string "label"\s+variant\s+string "([^"]*)"', layout)
        self.assertLessEqual(len([label for label in labels if label]), 9, labels)
        for wanted in ("Open Gatepost", "Quit"):
            self.assertTrue(any(wanted == label.replace("_", "") for label in labels), labels)
        number = self.menu_number(layout, "Quit")
        quitting = self.companion
        self.ask_bus(item[0], "/MenuBar", "com.canonical.dbusmenu.Event", f"int32:{number}", "string:clicked",
                     "variant:string:", "uint32:0")
        self.assertEqual(quitting.wait(5), 0)
        eventually(lambda: not self.items())

    def start(self, *flags):
        self.companion = super().start(*flags)
        return self.companion

    def waits_without_proxy(self, item):
        self.push("shop", GOOD.format(1))
        tooltip = self.property(item, "ToolTip")
        return tooltip if "does not answer" in tooltip else None

    @staticmethod
    def menu_number(layout, label):
        """The entry's number stands before its label."""
        number = None
        for line in layout.splitlines():
            if found := re.match(r"\s*int32 (\d+)$", line):
                number = found.group(1)
            elif found := re.match(r'\s*variant\s+string "([^"]*)"', line):
                if found.group(1).replace("_", "") == label:
                    return number
        raise AssertionError(f"no {label} in {layout}")

    def test_idle_and_closed_it_says_nothing_on_the_bus(self):
        self.panel()
        self.proxy.up()
        companion = self.start("--background")
        eventually(self.items)
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        eventually(lambda: self.status()["ledger"]["delivered"] == 1)
        # A window that was open and is closed keeps nothing going, whatever it showed.
        self.screen.do("mousemove", *ICON, "click", 1)
        window = self.titled("Gatepost")
        self.focus(window)
        self.keys("ctrl+2", "ctrl+4", "ctrl+5", "ctrl+1", pause=1)
        self.keys("ctrl+comma")
        self.titled("Settings")
        self.keys("Escape")
        eventually(lambda: self.screen.window("Settings") is None)
        self.focus(window)
        self.keys("ctrl+w")
        self.return_until_closed()
        time.sleep(3)  # what the delivery had to say is said
        heard = self.home / "bus.log"
        with heard.open("wb") as log:
            monitor = subprocess.Popen(["dbus-monitor", "--session", "--profile"], stdout=log,
                                       stderr=subprocess.DEVNULL, env=self.screen.environment)
        self.screen.processes.append(monitor)

        def listens():
            """the monitor listens"""
            return "NameAcquired" in heard.read_text()
        eventually(listens)
        time.sleep(1)
        marked = heard.stat().st_size
        before = self.switches(companion.pid)
        time.sleep(QUIET_SECONDS)
        after = self.switches(companion.pid)
        said = [line for line in heard.read_text()[marked:].splitlines() if line.split("\t")[0] != "#"]
        switches = sum(after[task] - before.get(task, 0) for task in after)
        print(f"idle: {len(said)} messages on the bus and {switches} wake-ups in {QUIET_SECONDS} s, "
              f"{self.anonymous(companion.pid)} KiB anonymous memory")
        self.assertEqual(said, [])
        self.assertLess(switches, QUIET_SECONDS / 2, "a timer of a second would be caught")
        self.assertLess(self.anonymous(companion.pid), 40 * 1024)
        # The monitor does hear it when there is something to say.
        self.proxy.down()
        self.push("shop", GOOD.format(2))
        eventually(lambda: "NewToolTip" in heard.read_text() or "NewIcon" in heard.read_text(), 30)

    def test_a_signal_ends_it_in_time_with_the_window_open_and_pushes_waiting(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            companion = self.start()
            self.titled("Gatepost")
            self.assertEqual(self.push("shop", GOOD.format(int(number))), 202)
            started = time.monotonic()
            companion.send_signal(number)
            self.assertEqual(companion.wait(5), 0)
            self.assertLess(time.monotonic() - started, END_SECONDS)
            self.assertFalse((self.home / "p" / "state" / "running").exists())
        self.start("--background")
        eventually(lambda: self.status()["queue"]["entries"] == 1)

    def keyring(self):
        """gnome-keyring, unlocked, in a home of the test's own."""
        self.homes()
        self.bus()
        daemon = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  env=self.screen.environment)
        self.screen.processes.append(daemon)
        daemon.stdin.write(b"login")
        daemon.stdin.close()
        eventually(lambda: "boolean true" in self.ask_bus(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"))

    def test_the_passphrase_of_a_key_is_asked_once_and_kept_in_the_keyring(self):
        words = "correct horse"
        self.keyring()
        self.serve_tls("{ tokens_file: tokens.yml }", ", client_ca_file: ca.crt, client_auth: require")
        self.certificate("desk", "/CN=maria")
        self.run_in_home("openssl", "pkcs8", "-topk8", "-in", "desk.key", "-passout", f"pass:{words}", "-out",
                         "sealed.key")
        (self.home / "sealed.key").chmod(0o600)
        (self.home / "desk.key").unlink()
        settings = self.home / "config" / "gatepost" / "relay.json"
        settings.parent.mkdir(mode=0o700)
        settings.write_text(json.dumps({
            "companion": {"welcome_done": True},
            "uplink": {"url": f"https://127.0.0.1:{self.tls}", "ca_file": str(self.home / "ca.crt"),
                       "cert_file": str(self.home / "desk.crt"), "key_file": str(self.home / "sealed.key")}}))
        self.flags = []
        self.socket = self.home / "runtime" / "gatepost" / "relay.sock"
        self.start()
        window = self.titled("Gatepost")
        self.status()
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        self.titled("key is locked", 15)
        self.assertEqual(self.status()["ledger"]["delivered"], 0)
        self.focus(window)
        self.screen.keep("14-key-locked")
        self.screen.press_banner(window)
        self.titled("Settings")
        self.keys("alt+p")
        self.screen.do("type", words)
        self.screen.keep("15-passphrase")
        self.keys("Return")
        eventually(lambda: self.status()["ledger"]["delivered"] == 1)
        self.assertEqual(self.run_in_home("secret-tool", "lookup", "server", "gatepost", "user",
                                          "uplink-key-passphrase", env=self.screen.environment).strip(), words)
        for file in self.home.rglob("*"):
            if file.is_file():
                self.assertNotIn(words.encode(), file.read_bytes(), file)
        # The next run asks the keyring, and nobody else.
        self.assertEqual(self.ask("--quit").returncode, 0)
        self.assertEqual(self.companion.wait(5), 0)
        self.start("--background")
        self.status()
        self.assertEqual(self.push("shop", GOOD.format(2)), 202)
        eventually(lambda: self.status()["ledger"]["delivered"] == 2)
        self.assertFalse(self.screen.titles())

    def manager(self):
        """xsm, the reference session manager, and the address that its clients are told."""
        home = self.home / "home"
        home.mkdir(exist_ok=True)
        told = self.home / "manager"
        (home / ".xsmstartup").write_text(f'sh -c "echo $SESSION_MANAGER > {told}; sleep 60"\n')
        self.screen.environment["HOME"] = str(home)
        self.screen.start(["xsm"], env=self.screen.environment)
        eventually(lambda: told.exists() and told.read_text().endswith("\n"))
        self.screen.environment["SESSION_MANAGER"] = told.read_text().strip()
        return eventually(lambda: self.screen.do("search", "--name", "^xsm: ").stdout.split())[-1]

    def save(self, title):
        """Fills in xsm's question and presses its first button."""
        box = eventually(lambda: self.screen.do("search", "--onlyvisible", "--name", f"^{title}$").stdout.split())[-1]
        self.screen.do("windowactivate", "--sync", box)
        self.screen.do("mousemove", "--window", box, 170, 20, "click", 1, "type", "gatepost")
        self.screen.keep(f"13-{title.lower()}")
        self.screen.do("mousemove", "--window", box, 50, 138, "click", 1)

    def test_a_session_manager_may_take_stock_and_ends_it_in_time(self):
        manager = self.manager()
        companion = self.start()
        self.titled("Gatepost")
        self.assertEqual(self.push("shop", GOOD.format(1)), 202)
        running = self.home / "p" / "state" / "running"
        self.assertTrue(running.exists())
        # Taking stock asks to save, and the session goes on: pushes are taken still.
        self.screen.do("windowactivate", "--sync", manager)
        self.screen.do("mousemove", "--window", manager, 45, 48, "click", 1)
        self.save("Checkpoint")
        eventually(lambda: not running.exists())
        self.assertIsNone(companion.poll())
        self.assertEqual(self.push("shop", GOOD.format(2)), 202)
        self.titled("Gatepost")
        # Shutdown, from its menu.
        time.sleep(1)
        self.screen.do("windowactivate", "--sync", manager)
        self.screen.do("mousemove", "--window", manager, 140, 48, "mousedown", 1)
        time.sleep(0.7)
        self.screen.do("mousemove", "--window", manager, 150, 77)
        time.sleep(0.3)
        self.screen.do("mouseup", 1)
        self.save("Shutdown")
        started = time.monotonic()
        self.assertEqual(companion.wait(10), 0)
        self.assertLess(time.monotonic() - started, END_SECONDS)
        self.assertFalse(running.exists())


if __name__ == "__main__":
    desk.main()
