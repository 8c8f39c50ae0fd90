#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A hostile hour against a real gatepost-proxy: thousands of bent requests over raw sockets, plain,
with TLS and behind a PROXY header, from many addresses at once. With --reloads its files change all
the while. After every thousand a good push must succeed, a scrape must parse, and the process must
live with bounded descriptors and memory. A failure names the seed and the block to run again.

    hostile.py --requests 5000 --seed 1 --reloads        (GATEPOST_BIN_DIR says which build)"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from hostile_requests import Generator  # noqa: E402
from issuer import Issuer, base64url  # noqa: E402
from programs import (BIN_DIR, Program, answers, basic_auth, free_port, self_signed,  # noqa: E402
                      web_config, wait_until)
from programs import http as ask  # noqa: E402

BLOCK = 1000          # requests between two looks at the server
WORKERS = 4
CLIENTS = [f"127.0.0.{n}" for n in range(10, 40)]
BALANCER = "127.0.0.2"
STAYING = 40          # connections of one worker that are left open
MOST_DESCRIPTORS = 64 + WORKERS * STAYING * 2
MOST_RESIDENT = 1 << 30   # with a sanitizer's shadow and quarantine
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:quarantine_size_mb=16",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:history_size=4:suppressions="
                    f"{HERE.parent}/support/tsan.supp"}


class Victim:
    """The proxy under attack, with every kind of credentials, and its good clients."""

    def __init__(self, directory, environment):
        self.directory = directory
        self.environment = environment
        self.port, self.tls_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.certificates = [self_signed(self.subdirectory(name)) for name in ("one", "two")]
        self.renew(0)
        (directory / "web.yml").write_text(web_config({"bob": "secret", "prometheus": "scrape"}))
        issuer = Issuer(directory, "issuer")
        (directory / "jwks.json").write_text(json.dumps({"keys": [issuer.jwk]}))
        jwt = issuer.token(7200)
        self.write_config()
        self.token = self.add_token("alice")
        bent = self.token[:-1] + ("A" if self.token[-1] != "A" else "B")
        self.credentials = ["Bearer " + self.token] * 24 + [
            "Bearer " + bent, "Bearer " + jwt, "Bearer " + jwt[:-4] + "AAAA", "Bearer ..",
            "Bearer " + issuer.forged(),
            "Bearer " + base64url(b'{"alg":"none"}') + "." + jwt.split(".")[1] + ".",
            "Bearer " + base64url(b'{"alg":"RS256"}') + "." + base64url(b"[" * 6000) + ".AAAA",
            "Bearer " + base64url(b'{"alg":["RS256"],"kid":{}}') + ".e30.AAAA",
            basic_auth("bob", "secret")[1], basic_auth("bob", "wrong")[1],
            basic_auth("alice", self.token)[1], basic_auth("nobody", "x\0y")[1], "Basic !!", "Basic",
            "Digest x", "Bearer", ""]
        self.program = None

    def subdirectory(self, name):
        (self.directory / name).mkdir()
        return self.directory / name

    def renew(self, which):
        """Puts another certificate in place; the key last, so that for a moment they do not match."""
        for source, name in zip(self.certificates[which], ("proxy.crt", "proxy.key")):
            shutil.copy(source, self.directory / (name + ".new"))
            os.replace(self.directory / (name + ".new"), self.directory / name)

    def write_config(self, **changes):
        limits = {"body_bytes": "256KiB", "header_seconds": 2, "body_seconds": 2, "idle_seconds": 3,
                  "answer_seconds": 20, "groups_per_user": 60, "bytes_per_user": "4MiB",
                  "failed_logins_per_minute_per_address": 1000, "connections": 2000}
        limits.update(changes.pop("limits", {}))
        config = {
            "listen": [{"address": f"127.0.0.1:{self.port}"}, {"address": f"127.0.0.1:{self.tls_port}",
                       "tls": {"cert_file": "proxy.crt", "key_file": "proxy.key",
                               "client_ca_file": "proxy.crt"}}],
            "upstream": {"data_dir": "data", "durability": "off"},
            "auth": {"tokens_file": "tokens.yml", "web_config_file": "web.yml", "jwt": {
                "issuer": "i", "audience": "a", "jwks_file": "jwks.json", "user_claim": "sub"}},
            "auth_grants": {"alice": ["push", "read"], "prometheus": ["read"]},
            "proxy_protocol_from": [BALANCER], "limits": limits, **changes}
        (self.directory / "proxy.yml.new").write_text(json.dumps(config, indent=1))
        os.replace(self.directory / "proxy.yml.new", self.directory / "proxy.yml")

    def command(self, *arguments):
        return subprocess.run([BIN_DIR / "gatepost-proxy", *arguments], check=True, text=True,
                              capture_output=True, env={**os.environ, **self.environment}).stdout

    def add_token(self, user):
        return self.command("token", "add", "--tokens", self.directory / "tokens.yml",
                            "--user", user).split()[-1]

    def start(self):
        self.program = Program(self.directory / "proxy.log", [
            BIN_DIR / "gatepost-proxy", "--config", self.directory / "proxy.yml", "--threads", "2"],
            self.environment)
        self.program.wait_for(lambda: answers(self.url + "/-/ready"), "ready")

    def look(self, block):
        """A good push, a scrape that parses, few descriptors, bounded memory."""
        if not self.program.running():
            raise AssertionError(f"the proxy ended with {self.program.process.returncode}")
        authorized = {"Authorization": "Bearer " + self.token}
        path = f"{self.url}/metrics/job/good"
        status, text, _ = ask("PUT", path, b"# HELP block B.\n# TYPE block gauge\nblock %d\n" % block,
                              authorized)
        assert status == 200, f"a good push got {status} {text}"
        status, text, _ = ask("GET", self.url + "/metrics", headers=authorized)
        assert status == 200, f"a scrape got {status} {text[:300]}"
        assert f'block{{instance="",job="good",userid="alice"}} {block}\n' in text.replace(
            "e+06", "000000"), "the good push is not in the scrape"
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                                 capture_output=True)
        assert checked.returncode in (0, 3), "the scrape does not parse: " + checked.stderr[-500:]
        wait_until(lambda: self.descriptors() <= MOST_DESCRIPTORS,
                   lambda: f"fewer than {self.descriptors()} descriptors")
        assert self.resident() < MOST_RESIDENT, f"{self.resident() >> 20} MiB resident"

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.program.process.pid}/fd"))

    def resident(self):
        pages = pathlib.Path(f"/proc/{self.program.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")


class Attacker:
    """One thread's connections."""

    def __init__(self, victim):
        self.victim = victim
        self.staying = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def attack(self, seed, count):
        """Sends `count` requests; how many answers of each status came back."""
        chance = random.Random(seed)
        generator = Generator(chance, self.victim.credentials)
        statuses = {}
        sent = 0
        while sent < count:
            kind = chance.choices(["plain", "tls", "garbage", "balancer"], [70, 12, 3, 15])[0]
            delivery, requests = generator.connection(kind == "balancer")
            sent += requests
            source = BALANCER if kind == "balancer" else chance.choice(CLIENTS)
            try:
                answered = self.deliver(kind, source, delivery)
            except OSError:
                continue  # the server may close whenever it likes
            for status in answered:
                statuses[status] = statuses.get(status, 0) + 1
        return statuses

    def deliver(self, kind, source, delivery):
        port = self.victim.tls_port if kind in ("tls", "garbage") else self.victim.port
        raw = socket.create_connection(("127.0.0.1", port), 10, (source, 0))
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self.talk(kind, raw, delivery)
        finally:
            if delivery.end == "stay":
                self.staying.append(raw)
                if len(self.staying) > STAYING:
                    self.staying.pop(0).close()
            else:
                raw.close()

    def talk(self, kind, raw, delivery):
        stream = self.context.wrap_socket(raw, do_handshake_on_connect=True) if kind == "tls" else raw
        if kind == "garbage":
            raw.sendall(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + os.urandom(60))
        for piece in delivery.pieces:
            if isinstance(piece, bytes):
                stream.sendall(piece)
            elif piece:
                time.sleep(piece)
        if delivery.end == "reset":
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if delivery.end != "half":
            return []
        if kind == "tls":
            stream.settimeout(0.3)  # half-closing TLS is more than Python's module does
        else:
            raw.shutdown(socket.SHUT_WR)
        received = self.everything(stream)
        return [] if kind == "garbage" else self.statuses(received)  # those are alerts, if anything

    @staticmethod
    def everything(stream):
        out = b""
        try:
            while part := stream.recv(65536):
                out += part
        except (TimeoutError, ConnectionResetError, ssl.SSLError):
            pass
        return out

    @staticmethod
    def statuses(data):
        """Of the answers in `data`; what comes back is HTTP/1.1 from its first byte."""
        found = []
        while data:
            head, blank, rest = data.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 "), f"not an answer: {data[:200]}"
            status = int(head[9:12])
            assert status in range(100, 500) or status in (501, 503, 505), f"answered {head[:200]}"
            found.append(status)
            length = 0
            for line in head.split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not blank or status == 100 or rest.startswith(b"HTTP/1.1 "):
                length = 0  # cut, or an answer to HEAD
            data = rest[length:]
        return found


class Unrest(threading.Thread):
    """Changes the proxy's files all the while: good ones, broken ones, in any order."""

    def __init__(self, victim, seed):
        super().__init__(daemon=True)
        self.victim = victim
        self.chance = random.Random(seed)
        self.over = threading.Event()
        self.changes = 0
        self.tokens = []

    def run(self):
        while not self.over.wait(self.chance.uniform(0.02, 0.3)):
            self.chance.choice([self.hang_up, self.other_limits, self.broken_config, self.policy,
                                self.other_certificate, self.token, self.keys])()
            self.changes += 1

    def hang_up(self):
        self.victim.program.process.send_signal(1)

    def other_limits(self):
        self.victim.write_config(lint={"mode": self.chance.choice(["reject", "warn", "off"])}, limits={
            "header_seconds": self.chance.randrange(1, 4), "idle_seconds": self.chance.randrange(1, 4),
            "body_bytes": self.chance.choice(["64KiB", "256KiB"])})

    def broken_config(self):
        (self.victim.directory / "proxy.yml").write_text(self.chance.choice(
            ["", "listen: [", "{}", "listen: []\nlimits: { x: y }\n", "\0"]))
        self.hang_up()
        self.victim.write_config()

    def policy(self):
        (self.victim.directory / "policy.yml").write_text(self.chance.choice(
            ["rules: [{ families: 'v', types: [counter] }]\n", "rules: [{ families: '((' }]\n",
             "rules: [{ families: 'many', max_series: 5 }]\n"]))
        self.victim.write_config(policy_file="policy.yml")

    def other_certificate(self):
        self.victim.renew(self.chance.randrange(2))

    def token(self):
        if len(self.tokens) > 4:
            done = self.tokens.pop(0)
            self.victim.command("token", "revoke", "--tokens", self.victim.directory / "tokens.yml", done)
        else:
            self.tokens.append(self.victim.add_token("alice")[3:15])

    def keys(self):
        path = self.victim.directory / "jwks.json"
        text = path.read_text()
        path.write_text('{"keys": []}')
        self.hang_up()
        path.write_text(text)


def run(arguments, directory):
    victim = Victim(directory, SANITIZERS)
    victim.start()
    unrest = Unrest(victim, arguments.seed)
    if arguments.reloads:
        unrest.start()
    attackers = [Attacker(victim) for _ in range(WORKERS)]
    block, statuses, began = arguments.block, {}, time.monotonic()
    try:
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            while True:
                seeds = [arguments.seed * 1_000_003 + block * WORKERS + i for i in range(WORKERS)]
                for found in pool.map(lambda a, s: a.attack(s, BLOCK // WORKERS), attackers, seeds):
                    for status, count in found.items():
                        statuses[status] = statuses.get(status, 0) + count
                victim.look(block)
                block += 1
                taken = time.monotonic() - began
                if (block - arguments.block) * BLOCK >= arguments.requests and (
                        taken >= arguments.minutes * 60):
                    break
        unrest.over.set()
        if arguments.reloads:
            unrest.join()
        for attacker in attackers:
            for connection in attacker.staying:
                connection.close()
        resident = victim.resident() >> 20
        status = victim.program.stop()
        assert status == 0, f"the proxy ended with {status}"
    except BaseException:
        print(f"hostile: seed {arguments.seed}, block {block}\n" + victim.program.output()[-8000:])
        victim.program.kill()
        raise
    print(f"hostile: {(block - arguments.block) * BLOCK} requests in {taken / 60:.1f} minutes, "
          f"{unrest.changes} changes of files, {resident} MiB resident at the end; answers "
          + ", ".join(f"{s}: {n}" for s, n in sorted(statuses.items())))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=BLOCK)
    parser.add_argument("--minutes", type=float, default=0, help="go on for so long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--block", type=int, default=1, help="begin with this thousand")
    parser.add_argument("--reloads", action="store_true")
    arguments = parser.parse_args()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-hostile-"))
    try:
        run(arguments, directory)
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
