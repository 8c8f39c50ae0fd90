# SPDX-License-Identifier: Apache-2.0
"""A proxy that its administrator works on while clients push: certificates, keys and tokens change
under load and no connection ends for it; asked to stop, it answers what is in flight, and what it
answered is there at the next start."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests/support")]

from issuer import Issuer  # noqa: E402
from programs import (BIN_DIR, Program, answers, certificate_for, free_port,  # noqa: E402
                      start_pushgateway, wait_until)
from programs import http as ask  # noqa: E402

NAMES = "IP:127.0.0.1,DNS:localhost"


class Pusher(threading.Thread):
    """Pushes a counter over one connection, never a second one, until told to stop or told `close`."""

    def __init__(self, connection, path, headers):
        super().__init__(daemon=True)
        self.connection, self.path, self.headers = connection, path, headers
        self.over = threading.Event()
        self.sent = 0
        self.answered = 0  # the last value that was answered 200
        self.failure = None

    def run(self):
        try:
            while not self.over.is_set():
                self.connection.request("PUT", self.path, b"pushed %d\n" % (self.answered + 1),
                                        self.headers)
                self.sent += 1
                answer = self.connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    raise AssertionError(f"{answer.status} {body}")
                self.answered += 1
                if answer.getheader("Connection") == "close":
                    return
        except (OSError, AssertionError, http.client.HTTPException) as failure:
            self.failure = repr(failure)

    def stop(self):
        self.over.set()
        self.join(30)
        self.connection.close()


class Unrest(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory(prefix="gatepost-unrest-")
        self.addCleanup(home.cleanup)
        self.directory = pathlib.Path(home.name)
        self.port = free_port()

    def serve(self, **config):
        self.config = {"listen": [{"address": f"127.0.0.1:{self.port}"}],
                       "upstream": {"data_dir": "data"}, **config}
        self.replace("proxy.yml", json.dumps(self.config))
        return self.serve_again()

    def serve_again(self, before=(), after=()):
        self.starts = getattr(self, "starts", 0) + 1
        proxy = Program(self.directory / f"proxy{self.starts}.log", [
            *before, BIN_DIR / "gatepost-proxy", *after, "--config", self.directory / "proxy.yml", "--no-access-log"])
        self.addCleanup(proxy.kill)
        proxy.wait_for(lambda: f":{self.port}\n" in proxy.output(), "listening")
        return proxy

    def replace(self, name, text):
        (self.directory / (name + ".new")).write_text(text)
        os.replace(self.directory / (name + ".new"), self.directory / name)

    def command(self, *arguments):
        return subprocess.run([BIN_DIR / "gatepost-proxy", *arguments, "--config",
                               self.directory / "proxy.yml"], check=True, capture_output=True,
                              text=True).stdout.split()

    def started(self, pushers):
        for pusher in pushers:
            self.addCleanup(pusher.stop)
            pusher.start()
        wait_until(lambda: all(p.answered or p.failure for p in pushers), "the first pushes")
        return pushers

    def assert_undisturbed(self, pushers):
        before = [p.answered for p in pushers]
        wait_until(lambda: all(p.failure or p.answered > n + 2 for p, n in zip(pushers, before)),
                   "pushes that go on")
        for pusher in pushers:
            pusher.stop()
            self.assertIsNone(pusher.failure)

    def renew(self, pair):
        """Certificate, then key: for a moment they do not match, as when a tool writes them."""
        for source, name in zip(pair, ("proxy.crt", "proxy.key")):
            shutil.copy(source, self.directory / (name + ".new"))
            os.replace(self.directory / (name + ".new"), self.directory / name)
            time.sleep(0.02)

    def unread(self):
        """For each connection to the proxy, bytes that it has not read yet (proc(5), net/tcp)."""
        rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return [int(row[4].split(":")[1], 16) for row in rows
                if row[1].endswith(f":{self.port:04X}") and row[3] == "01"]

    def flooded(self, request):
        """What 300 clients at once are told, where there are files for some of them."""
        self.serve_again(["prlimit", "--nofile=400"], ["--threads", "50"])
        lines = [socket.create_connection(("127.0.0.1", self.port), 30) for _ in range(300)]
        for line in lines:
            self.addCleanup(line.close)
            line.sendall(request)
        return {line.recv(12)[-3:] for line in lines}

    def test_connections_leave_files_to_the_threads(self):
        """Whoever finds no room is told so, however many files the threads take for themselves."""
        self.serve().stop()
        self.assertEqual(self.flooded(b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"), {b"200", b"503"})

    def test_connections_leave_files_to_the_upstream(self):
        """A Pushgateway that answers nobody is connected to nevertheless: 504, and never 502."""
        with socket.create_server(("127.0.0.1", 0), backlog=1000) as silent:
            self.serve(limits={"answer_seconds": 4}, upstream={
                "kind": "pushgateway", "data_dir": "data",
                "url": f"http://127.0.0.1:{silent.getsockname()[1]}"}).stop()
            told = self.flooded(b"PUT /metrics/job/x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\na 1\n")
        self.assertEqual(told, {b"503", b"504"})

    def test_certificates_change_under_load(self):
        pairs = [certificate_for(self.directory, f"serial{i}", f"/CN=serial{i}", NAMES) for i in range(4)]
        self.renew(pairs[0])
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        proxy = self.serve(listen=[{"address": f"127.0.0.1:{self.port}", "tls": {
            "cert_file": "proxy.crt", "key_file": "proxy.key"}}], auth={"tokens_file": "tokens.yml"})
        token = self.command("token", "add", "--user", "ada")[-1]
        headers = {"Authorization": "Bearer " + token}

        def connection():
            return http.client.HTTPSConnection("127.0.0.1", self.port, context=trust, timeout=30)

        def subject():
            with socket.create_connection(("127.0.0.1", self.port), 30) as raw:
                with trust.wrap_socket(raw) as stream:
                    return stream.getpeercert(binary_form=True)

        def lets_in():
            probe = connection()
            probe.request("GET", "/api/v1/whoami", headers=headers)
            status = probe.getresponse().status
            probe.close()
            return status == 200

        wait_until(lets_in, "the token to be known")
        pushers = self.started([Pusher(connection(), f"/metrics/job/j{i}", headers) for i in range(4)])
        for pair in pairs[1:] + pairs[:1]:
            self.renew(pair)
            proxy.process.send_signal(signal.SIGHUP)
            expected = ssl.PEM_cert_to_DER_cert(pathlib.Path(pair[0]).read_text())
            wait_until(lambda: subject() == expected, "the new certificate")
        self.assert_undisturbed(pushers)
        self.assertEqual(proxy.stop(), 0, proxy.output())

    def test_keys_and_tokens_change_under_load(self):
        first, second = Issuer(self.directory, "first"), Issuer(self.directory, "second")
        self.replace("jwks.json", json.dumps({"keys": [first.jwk]}))
        self.serve(auth={"tokens_file": "tokens.yml", "jwt": {
            "issuer": "i", "audience": "a", "jwks_file": "jwks.json"}})
        url = f"http://127.0.0.1:{self.port}/api/v1/whoami"
        old, new = first.token(), second.token()
        # Known by nobody, known by everybody, signed by one with the other's name.
        forged = second.token().split(".")
        forged[0] = first.token().split(".")[0]

        def known(token):
            return ask("GET", url, headers={"Authorization": "Bearer " + token})[0] == 200

        steady = self.command("token", "add", "--user", "ada")[-1]
        wait_until(lambda: known(steady), "the token to be known")
        pushers = self.started([Pusher(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), f"/metrics/job/j{i}",
            {"Authorization": "Bearer " + steady}) for i in range(4)])
        self.assertTrue(known(old))
        self.assertFalse(known(new))
        self.assertFalse(known(".".join(forged)))
        self.replace("jwks.json", json.dumps({"keys": [first.jwk, second.jwk]}))
        wait_until(lambda: known(new), "the second key")
        self.assertTrue(known(old))
        self.assertFalse(known(".".join(forged)))
        self.replace("jwks.json", json.dumps({"keys": [second.jwk]}))
        wait_until(lambda: not known(old), "the end of the first key")
        self.assertTrue(known(new))
        # A set that is broken changes nothing, and holds up no token.
        self.replace("jwks.json", '{"keys": [')
        other = self.command("token", "add", "--user", "bob")[-1]
        wait_until(lambda: known(other), "another token")
        rotated = self.command("token", "rotate", other[3:15])[-1]
        wait_until(lambda: known(rotated), "the token in its place")
        self.assertFalse(known(other))
        self.command("token", "revoke", rotated[3:15])
        wait_until(lambda: not known(rotated), "the token's end")
        self.assertTrue(known(new))
        self.assert_undisturbed(pushers)

    def test_a_stop_under_load_loses_nothing(self):
        proxy = self.serve()
        idle = socket.create_connection(("127.0.0.1", self.port), 30)
        pushers = self.started([Pusher(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), f"/metrics/job/j{i}", {})
            for i in range(8)])
        proxy.process.terminate()
        self.assertEqual(proxy.process.wait(30), 0, proxy.output())
        self.assertEqual(idle.recv(10), b"")
        for pusher in pushers:
            pusher.join(30)
            # Between two of its requests the connection may have ended; what was taken is answered.
            self.assertNotIn("AssertionError", str(pusher.failure))
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.port), 30)
        self.serve_again()
        held = ask("GET", f"http://127.0.0.1:{self.port}/metrics")[1]
        for i, pusher in enumerate(pushers):
            self.assertIn(f'pushed{{instance="",job="j{i}"}} {pusher.answered}\n', held)

    def test_a_stop_waits_for_the_upstream(self):
        gateway = start_pushgateway(self.directory)
        self.addCleanup(gateway.kill)
        proxy = self.serve(upstream={"kind": "pushgateway", "url": gateway.url, "data_dir": "data"})
        gateway.process.send_signal(signal.SIGSTOP)
        pushers = [Pusher(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30),
                          f"/metrics/job/j{i}", {}) for i in range(8)]
        for pusher in pushers:
            self.addCleanup(pusher.stop)
            pusher.start()

        def taken():
            """Every push was sent, and the proxy has read it."""
            return all(p.sent for p in pushers) and self.unread() == [0] * len(pushers)

        wait_until(taken, "the pushes to be on their way")
        proxy.process.terminate()
        time.sleep(0.5)
        self.assertTrue(proxy.running(), "it ended over open requests")
        gateway.process.send_signal(signal.SIGCONT)
        self.assertEqual(proxy.process.wait(30), 0, proxy.output())
        for pusher in pushers:
            pusher.join(30)
            self.assertIsNone(pusher.failure)
            self.assertEqual(pusher.answered, 1)
        held = ask("GET", gateway.url + "/metrics")[1]
        for i in range(len(pushers)):
            self.assertIn(f'pushed{{instance="",job="j{i}"}} 1\n', held)


if __name__ == "__main__":
    unittest.main(verbosity=2)
