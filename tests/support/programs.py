# SPDX-License-Identifier: Apache-2.0
"""Real programs for tests: started on free loopback ports, ended by their own pid, and never
outliving the test that started them."""
import base64
import contextlib
import crypt
import ctypes
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

SOURCE_DIR = pathlib.Path(__file__).resolve().parents[2]
BIN_DIR = pathlib.Path(os.environ.get("GATEPOST_BIN_DIR", SOURCE_DIR / "build/dev/bin"))
# Direct connections, whatever proxy the environment names.
HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PATIENCE = 30  # seconds that anything may take on a busy machine
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def free_port():
    """One that nothing is bound to just now, below those that the kernel gives to connections and
    to whoever binds to port 0: what runs beside does not take it before the server does."""
    while True:
        port = random.SystemRandom().randint(12000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(holds, what, seconds=PATIENCE):
    """Calls `holds` until it is true, and returns what it returned; says `what` did not come."""
    deadline = time.monotonic() + seconds
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > deadline:
            what = str(what() if callable(what) else what)
            raise AssertionError(f"waited {seconds} s in vain for {what[-3000:]}")
        time.sleep(0.05)


def http(method, url, body=None, headers=()):
    """(status, text, headers) of one request; an error status is an answer like any other."""
    request = urllib.request.Request(url, data=body, method=method, headers=dict(headers))
    try:
        with HTTP.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


class Program:
    """One running program; its output is kept in `log`."""

    def __init__(self, log, arguments, environment=None):
        self.log = pathlib.Path(log)
        self.name = pathlib.Path(arguments[0]).name
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})},
                preexec_fn=lambda: _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL))

    def output(self):
        return self.log.read_text(errors="replace")

    def running(self):
        return self.process.poll() is None

    def wait_for(self, holds, what):
        def check():
            if not self.running():
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.output()}")
            return holds()
        return wait_until(check, lambda: f"{self.name}: {what}\n{self.output()}")

    def stop(self):
        """Asks it to end; its exit status."""
        if self.running():
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end when asked:\n{self.output()}") from None

    def kill(self):
        if self.running():
            self.process.kill()
        self.process.wait()


def self_signed(directory):
    """(certificate, key) for this machine, which is its own authority."""
    names = "IP:127.0.0.1,DNS:localhost,DNS:gatepost.test"
    return certificate_for(directory, "cert", "/CN=proxy", names)


def certificate_for(directory, name, subject, names):
    """(certificate, key) that is its own authority."""
    certificate, key = (pathlib.Path(directory) / f"{name}.{end}" for end in ("pem", "key"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", subject,
                    "-addext", "subjectAltName=" + names, "-keyout", key,
                    "-out", certificate], check=True, capture_output=True)
    return certificate, key


def basic_auth(user, password):
    """The header that proves a user."""
    return ("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


def web_config(users):
    """exporter-toolkit's configuration for users and their passwords."""
    salt = crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)
    return json.dumps({"basic_auth_users": {u: crypt.crypt(p, salt) for u, p in users.items()}})


def answers(url, *headers):
    try:
        return http("GET", url, headers=headers)[0] == 200
    except OSError:
        return False


def start_pushgateway(directory, users=None):
    """Debian's Pushgateway, for `users` alone where they are given. Its default persistence file is
    shared by every instance on the machine, so none is used."""
    arguments, headers = [], []
    if users:
        file = pathlib.Path(directory) / "pushgateway.yml"
        file.write_text(web_config(users))
        arguments = [f"--web.config.file={file}"]
        headers = [basic_auth(*next(iter(users.items())))]
    port = free_port()
    gateway = Program(pathlib.Path(directory) / "pushgateway.log", [
        "prometheus-pushgateway", f"--web.listen-address=127.0.0.1:{port}", "--persistence.file=",
        *arguments])
    gateway.url = f"http://127.0.0.1:{port}"
    gateway.wait_for(lambda: answers(gateway.url + "/-/ready", *headers), "ready")
    return gateway
