# SPDX-License-Identifier: Apache-2.0
"""The README's commands and programs do what the README says: each is cut out of it, run, and what
it pushes is looked for at the far end."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from scene import ROOT, Scene

from programs import BIN_DIR, Program, free_port, http, wait_until
from stack import PYTHON

README = (ROOT / "README.md").read_text()


def block(language, containing):
    """The one fenced block of that language with these words in it."""
    [found] = [text for lang, text in re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
               if lang == language and containing in text]
    return found


def environment_in(directory, **others):
    """An environment whose relay, settings and state lie in a directory."""
    (directory / "run").mkdir(mode=0o700, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if k != "GATEPOST_SOCKET"}
    return {**kept, "XDG_RUNTIME_DIR": str(directory / "run"), "XDG_STATE_HOME": str(directory),
            "XDG_CONFIG_HOME": str(directory), **others}


class Applications(Scene):
    def setUp(self):
        self.scene = self.stack()
        self.environment = environment_in(self.scene.directory)
        relay = self.scene.start_relay()
        link = self.scene.directory / "run/gatepost/relay.sock"
        link.parent.mkdir()
        link.symlink_to(relay.socket)

    def run_it(self, *command, **environment):
        done = subprocess.run(command, env={**self.environment, **environment}, check=False,
                              cwd=self.scene.directory, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def write(self, name, text):
        (self.scene.directory / name).write_text(text)

    def test_curl(self):
        self.run_it("sh", "-c", block("sh", "--unix-socket"))
        self.scene.wait_for_series("backup_last_success_timestamp_seconds", job="backup")

    def test_gatepost_itself(self):
        self.run_it("sh", "-ec", block("sh", "gatepost lint"), PATH=f"{BIN_DIR}:{os.environ['PATH']}")
        self.scene.wait_for_value(4096, "cache_size_bytes", job="cache", host="desk")

    def test_python(self):
        self.write("editor.py", block("python", "local_handler"))
        self.run_it(PYTHON, "-B", "editor.py", PYTHONPATH=str(ROOT / "clients/python"))
        self.scene.wait_for_value(1, "editor_saves_total", job="editor")

    def test_cpp(self):
        self.write("viewer.cpp", block("cpp", "gatepost.h"))
        self.write("gatepost.h", (ROOT / "clients/cpp/gatepost.h").read_text())
        self.run_it("sh", "-ec", block("sh", "g++"))
        self.run_it("./viewer")
        self.scene.wait_for_value(1, "viewer_opens_total", job="viewer")

    def test_go(self):
        self.write("main.go", block("go", "push.New"))
        # The distribution's packages, no module proxy; the build cache outlives the test.
        self.run_it("sh", "-ec", block("sh", "go run"), GOFLAGS="", GOPROXY="off")
        self.scene.wait_for_value(1, "exporter_runs_total", job="exporter")


class BothSides(unittest.TestCase):
    """The chapters of server and desktop, with the programs under test and a free port, by somebody
    who stands in the sources."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.sources = self.directory / "sources"
        self.sources.mkdir()
        self.port = str(free_port())
        self.environment = environment_in(self.directory, HOME=directory.name,
                                          PATH=f"{BIN_DIR}:{os.environ['PATH']}")

    def adapted(self, text):
        return text.replace("9092", self.port)

    def start(self, name, command):
        program = Program(self.directory / f"{name}.log",
                          ["bash", "-c", f"cd {self.sources} && exec {command}"], self.environment)
        self.addCleanup(program.stop)
        program.wait_for(lambda: "listening on" in program.output(), "listening")

    def run_it(self, commands):
        subprocess.run(["bash", "-ec", commands], cwd=self.sources, env=self.environment, check=True)

    def test_what_is_pushed_on_the_desktop_is_read_on_the_server(self):
        *prepare, serve = self.adapted(block("sh", "token add")).splitlines()
        self.run_it("\n".join(prepare))
        self.start("proxy", serve)
        self.start("relay", self.adapted(block("sh", "gatepost relay")))
        self.run_it(block("sh", "--unix-socket"))
        self.run_it(block("sh", "token invite"))
        # By the name that the scrape configuration has for it.
        [name] = re.findall(r"credentials_file: (\S+)",
                            (ROOT / "resources/prometheus/prometheus.yml").read_text())
        token = (self.directory / "gatepost-try" / name).read_text().strip()

        def scrape():
            return http("GET", f"http://127.0.0.1:{self.port}/metrics",
                        headers=[("Authorization", "Bearer " + token)])[1]

        wait_until(lambda: "\nbackup_last_success_timestamp_seconds{" in scrape(),
                   lambda: f"the backup's gauge in {scrape()}\n"
                           + (self.directory / "relay.log").read_text())
        self.assertEqual(list(self.sources.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
