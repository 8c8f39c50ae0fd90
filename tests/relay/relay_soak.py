# SPDX-License-Identifier: Apache-2.0
"""Kills a whole relay under load, over and over, with a real proxy behind it, and looks at what is
left: every push that was answered 202 is there at the next start and arrives in the end, and no
group's pushes arrive out of order. Between relay and proxy stands a middleman that writes down what
the proxy accepts, and that kills too.

The relay dies at a random moment or at a named point: after a write to the disk, before a commit's
flush (tests/support/kill_points.cpp does these from inside), after an answer, after a request was
sent, and before its receipt comes back.

relay_soak.py [--rounds N] [--seed N]; a failure names its seed and round."""
import argparse
import base64
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from programs import BIN_DIR, Program, answers, free_port, http as request, wait_until  # noqa: E402

GROUPS = 8
CLIENTS = 4
POINTS = ["moment", "moment", "write", "commit", "answered", "sent", "receipt"]
SAMPLE = re.compile(r'^(\w+)\{(?:[^}]*,)?job="g(\d+)"[^}]*\} (\S+)$', re.M)


def method_of(push):
    if push % 11 == 0:
        return "DELETE"
    return "PUT" if push % 5 == 0 else "POST"


def families_of(push):
    """What the push-th push of a group brings: its number, and one of three further families."""
    return {} if method_of(push) == "DELETE" else {f"f{push % 3}": push, "push": push}


def applied(held, method, families):
    return {**held, **families} if method == "POST" else dict(families)


def held_after(pushes):
    held = {}
    for push in range(max(1, pushes - 12), pushes + 1):  # the last PUT or DELETE is never far back
        held = applied(held, method_of(push), families_of(push))
    return held


def values_of(text):
    return {name: int(float(value)) for name, value in
            (line.split() for line in text.splitlines() if line and not line.startswith("#"))}


def held_by_group(exposition):
    held = {}
    for name, group, value in SAMPLE.findall(exposition):
        if name == "push" or re.fullmatch(r"f\d", name):
            held.setdefault(int(group), {})[name] = int(float(value))
    return held


class FarEnd:
    """What the proxy accepted, in its order."""

    def __init__(self):
        self.held = [{} for _ in range(GROUPS)]
        self.newest = [0] * GROUPS
        self.deliveries = 0
        self.wrong = None

    def arrive(self, path, method, body):
        group = int(re.match(r"/metrics/job/g(\d+)", path)[1])
        self.deliveries += 1
        self.held[group] = applied(self.held[group], method, values_of(body))
        before = self.newest[group]
        # A DELETE bears no number: it is at least the first one not seen yet.
        now = self.held[group].get("push") or before + (-before % 11)
        self.newest[group] = max(before, now)
        if now < before:
            self.wrong = f"group {group}: push {now} arrived after {before}"
        elif self.held[group] != held_after(now):
            self.wrong = f"group {group}: after push {now} the far end has {self.held[group]}"


class Middleman:
    """Passes requests on one at a time, so that what it writes down is the proxy's order."""

    def __init__(self, proxy_port):
        self.far_end = FarEnd()
        self.proxy_port = proxy_port
        self.lock = threading.Lock()
        self.kill_at = ("", 0)
        self.kill = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection = self.listener.accept()[0]
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        # What was sent before the relay died arrives all the same, late.
        with contextlib.suppress(OSError), contextlib.closing(connection), \
                contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.proxy_port)) as proxy, \
                connection.makefile("rb") as incoming:
            while line := incoming.readline():
                method, path, _ = line.decode().split()
                headers = http.client.parse_headers(incoming)
                body = incoming.read(int(headers.get("Content-Length", 0)))
                pushes = path == "/api/v1/pushes" or path.startswith("/metrics/")
                with self.lock:
                    if pushes:
                        self.pass_point("sent")
                    proxy.request(method, path, body, dict(headers.items()))
                    answer = proxy.getresponse()
                    content = answer.read()
                    if pushes:
                        self.write_down(method, path, body, answer, content)
                        self.pass_point("receipt")
                head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n"
                for name, value in answer.getheaders():
                    head += f"{name}: {value}\r\n"
                connection.sendall(head.encode() + b"\r\n" + content)

    def write_down(self, method, path, body, answer, content):
        if path != "/api/v1/pushes":
            if answer.headers["Gatepost-Verdict"] == "accepted":
                self.far_end.arrive(path, method, body.decode())
            return
        for line, receipt in zip(body.splitlines(), content.splitlines()):
            line, receipt = json.loads(line), json.loads(receipt)
            if receipt.get("verdict") == "accepted":
                self.far_end.arrive(line["path"], line["method"],
                                    base64.b64decode(line.get("data", "")).decode())

    def pass_point(self, point):
        name, left = self.kill_at
        if name == point:
            self.kill_at = (name, left - 1)
            if left == 1:
                self.kill()


class Relay:
    def __init__(self, directory, uplink):
        self.directory = directory
        self.socket = str(directory / "run/relay.sock")
        self.errors = directory.with_name(directory.name + ".err")
        self.arguments = [str(BIN_DIR / "gatepost"), "relay", "--portable", str(directory),
                          "--uplink", uplink]
        self.process = None

    def start(self, kill_point=None):
        environment = dict(os.environ)
        if kill_point:
            environment |= {
                "LD_PRELOAD": str(BIN_DIR.parent / "tests/gatepost_kill_points.so"),
                "GATEPOST_KILL": kill_point,
                "ASAN_OPTIONS": environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen(self.arguments, stdout=subprocess.PIPE, env=environment,
                                            stderr=errors, text=True)
        return self.process.stdout.readline().startswith("listening on ")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)

    def get(self, path):
        connection = self.connect()
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().read().decode()

    def connect(self):
        connection = http.client.HTTPConnection("localhost", timeout=20)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(20)
        connection.sock.connect(self.socket)
        return connection


class Soak:
    def __init__(self, directory, rounds, seed):
        self.random = random.Random(seed)
        self.rounds = rounds
        self.seed = seed
        self.answered = [0] * GROUPS
        self.answers = 0
        self.hits = dict.fromkeys(POINTS, 0)
        port = free_port()
        (directory / "proxy.yml").write_text(json.dumps({
            "listen": [{"address": f"127.0.0.1:{port}"}],
            "upstream": {"kind": "embedded", "data_dir": "data", "durability": "off"}}))
        self.proxy_url = f"http://127.0.0.1:{port}"
        self.proxy = Program(directory / "proxy.log", [
            BIN_DIR / "gatepost-proxy", "--no-access-log", "--config", directory / "proxy.yml"])
        self.proxy.wait_for(lambda: answers(self.proxy_url + "/-/ready"), "ready")
        self.middleman = Middleman(port)
        self.relay = Relay(directory / "relay", f"http://127.0.0.1:{self.middleman.port}")
        self.middleman.kill = self.relay.kill

    def run(self):
        for number in range(self.rounds):
            point = self.random.choice(POINTS)
            try:
                self.one_round(point)
            except AssertionError as error:
                sys.exit(f"relay_soak: seed {self.seed}, round {number} ({point}): {error}")
        try:
            self.drain()
        except AssertionError as error:
            sys.exit(f"relay_soak: seed {self.seed}, at the end: {error}")
        points = ", ".join(f"{hits} at {point}" for point, hits in self.hits.items() if hits)
        print(f"relay_soak: {self.rounds} rounds, seed {self.seed}: {self.answers} pushes answered, "
              f"{self.middleman.far_end.deliveries} deliveries, killed {points}; "
              "nothing lost, nothing out of order")

    def one_round(self, point):
        count = 1 + int(self.random.expovariate(1 / 12))
        inside = point in ("write", "commit")
        started = self.relay.start(f"{point}:{count}" if inside else None)
        if started:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.check_held()
            self.middleman.kill_at = (point, count)
            clients = [threading.Thread(target=self.push_until_it_dies, args=(i, point, count))
                       for i in range(CLIENTS)]
            for client in clients:
                client.start()
            try:
                self.relay.process.wait(self.random.uniform(0.005, 0.12) if point == "moment" else 5)
            except subprocess.TimeoutExpired:
                point = "moment"
                self.relay.kill()
            for client in clients:
                client.join()
        status = self.relay.process.wait()
        self.middleman.kill_at = ("", 0)
        self.relay.process.stdout.close()
        assert status == -signal.SIGKILL, \
            f"the relay ended by itself with {status}: {self.relay.errors.read_text()}"
        self.hits[point] += 1
        assert not self.middleman.far_end.wrong, self.middleman.far_end.wrong

    def push_until_it_dies(self, client, point, count):
        with contextlib.suppress(OSError, http.client.HTTPException):
            with contextlib.closing(self.relay.connect()) as connection:
                while True:
                    for group in range(client, GROUPS, CLIENTS):
                        self.push(connection, group)
                        if point == "answered" and client == 0:
                            count -= 1
                            if count == 0:
                                self.relay.kill()

    def push(self, connection, group):
        number = self.answered[group] + 1
        text = "".join(f"{name} {value}\n" for name, value in families_of(number).items())
        connection.request(method_of(number), f"/metrics/job/g{group}", text)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 202:
            self.answered[group] = number
            self.answers += 1

    def check_held(self):
        """Of each group the last answered push, or the one that was on its way, is there."""
        held = held_by_group(self.relay.get("/metrics"))
        ledger = json.loads(self.relay.get("/api/v1/ledger"))["data"]
        for group, number in enumerate(self.answered):
            here = held.get(group, {})
            assert here in (held_after(number), held_after(number + 1)), \
                f"group {group}: push {number} was answered, the relay has {here}"
        assert ledger["received"] >= self.answers, f"{self.answers} answered, {ledger}"
        assert ledger["received"] == sum(ledger["lost"].values()) + sum(
            ledger[name] for name in ("delivered", "superseded", "waiting", "quarantined")), ledger
        assert not sum(ledger["lost"].values()) and not ledger["quarantined"], ledger

    def drain(self):
        assert self.relay.start(), "the relay does not start"
        self.check_held()
        with contextlib.closing(self.relay.connect()) as connection:
            for group in range(GROUPS):
                self.push(connection, group)
        wait_until(lambda: json.loads(self.relay.get("/api/v1/ledger"))["data"]["waiting"] == 0,
                   "an empty queue")
        self.check_held()
        far_end = self.middleman.far_end
        proxy = held_by_group(request("GET", self.proxy_url + "/metrics")[1])
        for group, number in enumerate(self.answered):
            assert far_end.held[group] == held_after(number), \
                f"group {group}: {number} answered, {far_end.held[group]} arrived"
            assert proxy.get(group, {}) == held_after(number), f"group {group}: {proxy.get(group)}"
        assert not far_end.wrong, far_end.wrong
        self.relay.process.terminate()
        assert self.relay.process.wait(30) == 0, "the relay does not end in good order"

    def end(self):
        if self.relay.process and self.relay.process.poll() is None:
            self.relay.process.kill()
            self.relay.process.wait()
        self.proxy.kill()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    options = arguments.parse_args()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="relay_soak-"))
    soak = Soak(directory, options.rounds, options.seed)
    try:
        soak.run()
    finally:
        soak.end()
        shutil.rmtree(directory)


main()
