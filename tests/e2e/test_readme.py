# SPDX-License-Identifier: Apache-2.0
"""The README's programs do what the README says: each is cut out of it, run, and looked for at the
far end."""
import os
import re
import subprocess
import unittest

from scene import ROOT, Scene
from stack import PYTHON

README = (ROOT / "README.md").read_text()


def block(language, containing):
    """The one fenced block of that language with these words in it."""
    [found] = [text for lang, text in re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
               if lang == language and containing in text]
    return found


class Readme(Scene):
    def setUp(self):
        self.scene = self.stack()
        relay = self.scene.start_relay()
        run = self.scene.directory / "run"
        (run / "gatepost").mkdir(parents=True)
        (run / "gatepost/relay.sock").symlink_to(relay.socket)
        self.environment = {k: v for k, v in os.environ.items() if k != "GATEPOST_SOCKET"}
        self.environment["XDG_RUNTIME_DIR"] = str(run)

    def run_it(self, *command, **environment):
        done = subprocess.run(command, env={**self.environment, **environment},
                              cwd=self.scene.directory, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def write(self, name, text):
        (self.scene.directory / name).write_text(text)

    def test_curl(self):
        self.run_it("sh", "-c", block("sh", "--unix-socket"))
        self.scene.wait_for_series("backup_last_success_timestamp_seconds", job="backup")

    def test_python(self):
        self.write("editor.py", block("python", "local_handler"))
        self.run_it(PYTHON, "-B", "editor.py", PYTHONPATH=str(ROOT / "clients/python"))
        self.scene.wait_for_value(1, "editor_saves_total", job="editor")

    def test_cpp(self):
        self.write("viewer.cpp", block("cpp", "gatepost.h"))
        self.run_it("g++", "-std=c++17", "-O0", f"-I{ROOT}/clients/cpp", "viewer.cpp", "-o", "viewer",
                    "-lprometheus-cpp-core", "-lcurl")
        self.run_it("./viewer")
        self.scene.wait_for_value(1, "viewer_opens_total", job="viewer")

    def test_go(self):
        self.write("main.go", block("go", "push.New"))
        # The distribution's packages, no module proxy; the build cache outlives the test.
        self.run_it("go", "run", "main.go", GO111MODULE="off", GOPATH="/usr/share/gocode",
                    GOFLAGS="", GOPROXY="off")
        self.scene.wait_for_value(1, "exporter_runs_total", job="exporter")


if __name__ == "__main__":
    unittest.main()
