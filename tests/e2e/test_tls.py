# SPDX-License-Identifier: Apache-2.0
"""Over TLS with a private authority: who knows it gets through, who does not keeps everything.
Through web proxies, and with a client certificate in a token's place."""
import base64
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest

from scene import Scene

import gatepost
from programs import certificate_for
from stack import PYTHON, SAMPLE, SOURCE_DIR, Relay


REFUSAL = (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n"
           b"Proxy-Authenticate: Basic realm=\"web\"\r\nConnection: close\r\n\r\n")


class Tunnel:
    """A web proxy that knows CONNECT alone and takes every name for this machine; it remembers the
    heads of what it was asked. With `login`, "user:password", it lets nobody else through."""

    def __init__(self, case, login=""):
        self.heads = []
        self.wanted = base64.b64encode(login.encode()).decode()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()
        case.addCleanup(self.listener.close)

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            got = client.recv(4096)
            if not got:
                return
            head += got
        self.heads.append(head.decode())
        if f"Proxy-Authorization: Basic {self.wanted}" not in self.heads[-1] and self.wanted:
            with client:
                client.sendall(REFUSAL)
            return
        port = int(head.split()[1].decode().rpartition(":")[2])
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            other = {client: server, server: client}
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    got = ready.recv(65536)
                    if not got:
                        return
                    other[ready].sendall(got)


class Tls(Scene):
    def setUp(self):
        self.scene = self.stack()
        self.scene.proxy.stop()
        self.url, self.authority = self.scene.proxy.serve_tls()
        self.scene.proxy.start()

    def test_a_relay_that_knows_the_authority_delivers(self):
        relay = self.scene.start_relay(address=self.url, uplink={"ca_file": str(self.authority)})
        self.assertEqual(relay.push("sample", SAMPLE.read_text())[0], 202)
        self.scene.wait_for_value(39.42813246935317, "sample_cpu_usage_percent", userid="ada")

    def test_a_relay_that_does_not_keeps_the_push_and_says_why(self):
        relay = self.scene.start_relay(address=self.url)
        self.assertEqual(relay.push("j", "level 1\n")[0], 202)
        relay.program.wait_for(lambda: "certificate" in relay.program.output(), "a reason in the log")
        relay.wait_for_ledger(waiting=1, delivered=0)
        self.assertEqual(self.scene.series(), {})

    def test_the_authority_alone_is_trusted_and_only_for_its_names(self):
        stranger = certificate_for(self.scene.directory, "stranger", "/CN=other", "DNS:other")[0]
        wrong_name = self.url.replace("127.0.0.1", "127.0.0.2")
        for address, authority in (self.url, stranger), (wrong_name, self.authority):
            relay = self.scene.start_relay(address=address, uplink={"ca_file": str(authority)})
            self.assertEqual(relay.push("j", "level 1\n")[0], 202)
            relay.program.wait_for(lambda r=relay: "uplink backoff" in r.program.output(), "a reason")
            relay.wait_for_ledger(waiting=1, delivered=0)
        self.assertEqual(self.scene.series(), {})

    def assert_goes_through(self, tunnel, uplink):
        address = self.url.replace("127.0.0.1", "gatepost.test")
        relay = self.scene.start_relay(address=address,
                                       uplink={"ca_file": str(self.authority), **uplink})
        self.assertEqual(relay.push("j", "level 1\n")[0], 202)
        self.scene.wait_for_value(1, "level", job="j", userid="ada")
        self.assertIn("CONNECT gatepost.test:", tunnel.heads[0])
        self.assertNotIn("Authorization", "".join(tunnel.heads))

    def test_the_web_proxy_of_the_settings_is_used(self):
        tunnel = Tunnel(self)
        self.assert_goes_through(tunnel, {"proxy": "manual", "proxy_url": tunnel.url})

    def test_the_web_proxy_of_the_system_is_used(self):
        tunnel = Tunnel(self)
        for name in ("http_proxy", "https_proxy"):
            before = os.environ.get(name)
            self.addCleanup(lambda n=name, b=before: os.environ.pop(n) and b and os.environ.update({n: b}))
            os.environ[name] = tunnel.url
        self.assert_goes_through(tunnel, {})

    def test_a_web_proxy_that_wants_a_password_is_not_asked_over_and_over(self):
        tunnel = Tunnel(self, login="ada:a secret")
        settings = {"ca_file": str(self.authority), "proxy": "manual", "proxy_url": tunnel.url}
        address = self.url.replace("127.0.0.1", "gatepost.test")
        relay = self.scene.start_relay(address=address, uplink=settings)
        self.assertEqual(relay.push("j", "level 1\n")[0], 202)
        relay.program.wait_for(lambda: "uplink auth rejected: 407" in relay.program.output(), "a reason")
        asked = len(tunnel.heads)
        # A backoff would have tried again within the second, and within the next three.
        time.sleep(5)
        self.assertEqual(len(tunnel.heads), asked)
        relay.wait_for_ledger(waiting=1, delivered=0)
        file = relay.directory / "portable/config/relay.json"
        with_login = tunnel.url.replace("//", "//ada:a%20secret@")
        file.write_text(json.dumps({"uplink": {**settings, "proxy_url": with_login}}))
        self.scene.wait_for_value(1, "level", job="j", userid="ada")
        said = relay.request("GET", "/api/v1/status")[1] + relay.program.output()
        self.assertNotRegex(said, "a secret|a%20secret")

    def test_a_client_certificate_says_who_pushes(self):
        certificate, key = certificate_for(self.scene.directory, "client", "/CN=eve",
                                           "email:eve@example.org")
        self.scene.proxy.stop()
        url, _ = self.scene.proxy.serve_tls(client_ca_file=str(certificate),
                                            client_auth="verify_if_given")
        self.scene.proxy.start()
        uplink = {"ca_file": str(self.authority), "cert_file": str(certificate), "key_file": str(key)}
        relay = Relay(self.scene.directory / "eve", url, token=None, settings={"uplink": uplink})
        self.addCleanup(relay.stop)
        relay.start()
        self.assertEqual(relay.push("j", "level 1\n")[0], 202)
        self.scene.wait_for_value(1, "level", job="j", userid="eve@example.org")

    def test_a_passphrase_opens_the_key_and_a_wrong_one_is_told(self):
        certificate, key = certificate_for(self.scene.directory, "sealed", "/CN=eve",
                                           "email:eve@example.org")
        sealed = key.with_suffix(".sealed")
        subprocess.run(["openssl", "pkcs8", "-topk8", "-in", key, "-passout", "pass:correct horse",
                        "-out", sealed], check=True, capture_output=True)
        self.scene.proxy.stop()
        url, _ = self.scene.proxy.serve_tls(client_ca_file=str(certificate),
                                            client_auth="verify_if_given")
        self.scene.proxy.start()
        uplink = {"ca_file": str(self.authority), "cert_file": str(certificate),
                  "key_file": str(sealed)}
        relay = Relay(self.scene.directory / "sealed", url, token=None, settings={"uplink": uplink})
        self.addCleanup(relay.stop)
        secret = relay.directory / "portable/config/secrets/uplink-key-passphrase"
        secret.parent.mkdir(mode=0o700)

        def opens_with(words):
            secret.write_text(words)
            secret.chmod(0o600)
            relay.program.process.send_signal(signal.SIGHUP)
        relay.start()
        self.assertEqual(relay.push("j", "level 1\n")[0], 202)
        relay.program.wait_for(lambda: "key is locked" in relay.program.output(), "a reason")
        opens_with("battery staple")
        relay.program.wait_for(lambda: "does not open the client" in relay.program.output(), "a reason")
        relay.wait_for_ledger(waiting=1, delivered=0)
        opens_with("correct horse")
        self.scene.wait_for_value(1, "level", job="j", userid="eve@example.org")
        self.assertNotIn("correct horse", relay.program.output())

    def test_the_python_client_pushes_with_the_authority_and_not_without(self):
        token = self.scene.proxy.token("ada")
        trusting = ssl.create_default_context(cafile=self.authority)
        target = self.scene.proxy.target + "/metrics/job/j"
        with self.assertRaises(ssl.SSLCertVerificationError):
            gatepost.proxy_handler(self.url, token)(target, "PUT", 30, [], b"level 1\n")()
        self.assertEqual(self.scene.series(), {})
        gatepost.proxy_handler(self.url, token, trusting)(target, "PUT", 30, [], b"level 1\n")()
        self.scene.wait_for_value(1, "level", job="j", userid="ada")

    def test_the_sample_pushes_straight_to_the_proxy(self):
        token = self.scene.directory / "token"
        token.write_text(self.scene.proxy.token("ada"))
        subprocess.run([PYTHON, "-B", SOURCE_DIR / "clients/python/sample.py", "--proxy", self.url,
                        "--token-file", token, "--ca-file", self.authority, "--userid", "ada",
                        "--count", "1"], check=True, capture_output=True)
        self.scene.wait_for_value(1, "sample_request_latency_seconds_count", job="sample_app")
        self.scene.wait_for_series("sample_job_duration_seconds", job="sample_app_batch", userid="ada")


if __name__ == "__main__":
    unittest.main()
