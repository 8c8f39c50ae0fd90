# SPDX-License-Identifier: Apache-2.0
"""What the companion says to a terminal: beside another relay, and where none of its kind runs.

Usage: test_companion_shell.py BIN
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

BIN = pathlib.Path(sys.argv[1]).resolve()


class Shell(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=directory.name,
                                DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
        self.environment.pop("GATEPOST_SOCKET", None)
        self.flags = ["--portable", str(self.home / "p"), "--uplink", "http://127.0.0.1:9"]

    def start(self, *words):
        """Its output, both streams, comes line by line."""
        process = subprocess.Popen([BIN / words[0], *words[1:], *self.flags], env=self.environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and (process.kill(), process.wait()))
        return process

    def ask(self, *words):
        return subprocess.run([BIN / "gatepost-companion", *self.flags, *words], env=self.environment,
                              capture_output=True, text=True, timeout=30)

    def line(self, process, words):
        """The next line with these words."""
        for line in process.stdout:
            if words in line:
                return line
        self.fail(f"it ended without {words!r}")

    def test_beside_another_relay_it_says_so(self):
        relay = self.start("gatepost", "relay")
        self.line(relay, "listening on ")
        companion = self.start("gatepost-companion")
        said = self.line(companion, "gatepost-companion: ")
        self.assertIn(f"process {relay.pid}", said)
        self.assertTrue(said.endswith("; the window offers to take over from it\n"), said)

    def test_diagnostics_where_none_runs(self):
        config = self.home / "p/config"
        config.mkdir(parents=True)
        (config / "relay.ini").write_text("[uplink]\nkind = nonsense\n[local]\nbody_bytes = many\n")
        done = self.ask("--diagnostics")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in ("which does not run\n", "System: ", "where nobody listens\n", "Uplink: http://127.0.0.1:9\n",
                      "Settings: ~/p/config\n", "Setting local.body_bytes "):
            self.assertIn(words, done.stdout)
        self.assertNotIn(str(self.home), done.stdout)
        self.line(self.start("gatepost", "relay"), "listening on ")
        self.assertIn("where another relay listens", self.ask("--diagnostics").stdout)
        # The other questions still need somebody to answer.
        for question in "--status", "--show":
            done = self.ask(question)
            self.assertEqual((done.returncode, done.stderr), (1, "gatepost-companion: it does not run\n"))

    def test_diagnostics_of_one_that_was_killed(self):
        companion = self.start("gatepost-companion", "--background")
        self.line(companion, "listening on ")
        self.assertIn("Ledger: ", self.ask("--diagnostics").stdout)
        companion.kill()
        companion.wait()
        time.sleep(0.1)
        done = self.ask("--diagnostics")
        self.assertEqual(done.returncode, 0)
        self.assertIn("did not end as it should have\n", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
