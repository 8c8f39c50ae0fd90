# SPDX-License-Identifier: Apache-2.0
"""scripts/demo checks itself, ends when asked and leaves nothing behind."""
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

from scene import ROOT

from programs import Program, wait_until


class Demo(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.temporary = self.directory / "tmp"
        self.temporary.mkdir()

    def of_its_directory(self):
        """Processes that name the demo's directory in their command line."""
        return subprocess.run(["pgrep", "-f", str(self.temporary)], capture_output=True, text=True,
                              check=False).stdout.split()

    def assert_nothing_left(self):
        wait_until(lambda: not self.of_its_directory(), lambda: f"the end of {self.of_its_directory()}")
        self.assertEqual(list(self.temporary.iterdir()), [])

    def test_once_ends_with_0_after_the_sample_came_out(self):
        done = subprocess.run([ROOT / "scripts/demo", "--once"], capture_output=True, text=True,
                              env={**os.environ, "TMPDIR": str(self.temporary)}, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("sample_requests_total{", done.stdout)
        self.assertIn("came out at the far end", done.stdout)
        self.assert_nothing_left()

    def test_a_signal_ends_everything(self):
        demo = Program(self.directory / "demo.log", [ROOT / "scripts/demo"],
                       {"TMPDIR": str(self.temporary)})
        self.addCleanup(demo.kill)
        demo.wait_for(lambda: "keeps pushing" in demo.output(), "a sample that keeps pushing")
        self.assertGreaterEqual(len(self.of_its_directory()), 3)
        demo.process.send_signal(signal.SIGINT)
        self.assertEqual(demo.process.wait(30), 0)
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
