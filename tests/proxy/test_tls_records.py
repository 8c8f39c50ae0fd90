# SPDX-License-Identifier: Apache-2.0
"""TLS records as they come over a real line: cut anywhere, many at once, some of a byte alone. The
proxy answers each request whatever the pieces were, and takes the cipher that is best for both."""
import itertools
import json
import pathlib
import socket
import ssl
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests/support")]

from issuer import Issuer  # noqa: E402
from programs import (BIN_DIR, Program, basic_auth, certificate_for, free_port,  # noqa: E402
                      web_config)

BODY = b"".join(b"sample_number_%d %d\n" % (i, i) for i in range(40))
REQUEST = (b"PUT /metrics/job/records HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
           % len(BODY)) + BODY
ANSWER = b"HTTP/1.1 200 "


class Line:
    """A TLS client whose encrypted bytes are the test's to send."""

    def __init__(self, port, trust):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trust.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        self.received = b""
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                more = self.socket.recv(65536)
                if not more:
                    raise AssertionError("closed during the handshake")
                self.incoming.write(more)
        self.socket.sendall(self.outgoing.read())

    def encrypted(self, *plain):
        """A record for each."""
        for part in plain:
            self.tls.write(part)
        return self.outgoing.read()

    def wait_for(self, answers):
        while self.received.count(ANSWER) < answers:
            try:
                plain = self.tls.read(65536)
            except ssl.SSLWantReadError:
                plain = self.socket.recv(65536)
                self.incoming.write(plain)
            else:
                self.received += plain
            if not plain:
                raise AssertionError(f"closed, {answers} answers wanted: {self.received[-2000:]}")


class Records(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory(prefix="gatepost-records-")
        self.addCleanup(home.cleanup)
        self.directory = pathlib.Path(home.name)
        self.port, self.plain_port = free_port(), free_port()

    def serve(self, **config):
        cert, key = certificate_for(self.directory, "proxy", "/CN=localhost",
                                    "IP:127.0.0.1,DNS:localhost")
        (self.directory / "proxy.yml").write_text(json.dumps(
            {"listen": [{"address": f"127.0.0.1:{self.port}",
                         "tls": {"cert_file": str(cert), "key_file": str(key)}},
                        {"address": f"127.0.0.1:{self.plain_port}"}],
             "upstream": {"data_dir": "data", "durability": "off"}, **config}))
        proxy = Program(self.directory / "proxy.log", [
            BIN_DIR / "gatepost-proxy", "--config", self.directory / "proxy.yml", "--threads", "1",
            "--no-access-log"])
        self.addCleanup(proxy.kill)
        proxy.wait_for(lambda: f":{self.plain_port}\n" in proxy.output(), "listening")

    def line(self, **versions):
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        for name, value in versions.items():
            setattr(trust, name, value)
        line = Line(self.port, trust)
        self.addCleanup(line.socket.close)
        return line

    def test_cut_anywhere(self):
        self.serve()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            line = self.line(minimum_version=version, maximum_version=version)
            size = len(line.encrypted(REQUEST))  # of one never sent: its number is missing then
            line = self.line(minimum_version=version, maximum_version=version)
            cuts = [1, 3, 5, 6, 21, size // 2, size - 1]
            for answers, cut in enumerate(cuts, 1):
                record = line.encrypted(REQUEST)
                line.socket.sendall(record[:cut])
                time.sleep(0.02)
                line.socket.sendall(record[cut:])
                line.wait_for(answers)

    def test_a_byte_in_each_record(self):
        self.serve()
        line = self.line()
        line.socket.sendall(line.encrypted(*(REQUEST[i:i + 1] for i in range(len(REQUEST)))))
        line.wait_for(1)

    def test_many_at_once(self):
        self.serve()
        requests = 400
        line = self.line()
        line.socket.sendall(line.encrypted(*itertools.repeat(REQUEST, requests)))
        line.wait_for(requests)

    def test_a_record_and_a_half(self):
        """What is left of a piece is neither lost nor answered before its rest came."""
        self.serve()
        line = self.line()
        both = line.encrypted(REQUEST, REQUEST)
        line.socket.sendall(both[:len(both) * 3 // 4])
        line.wait_for(1)
        line.socket.settimeout(0.2)
        with self.assertRaises(TimeoutError):
            line.wait_for(2)
        line.socket.settimeout(20)
        line.socket.sendall(both[len(both) * 3 // 4:])
        line.wait_for(2)

    def test_a_request_right_behind_the_handshake(self):
        """Read along with its last message, it needs no event of its own."""
        self.serve()
        for _ in range(60):
            line = self.line()
            line.socket.sendall(line.encrypted(REQUEST))
            line.wait_for(1)
            line.socket.close()

    def test_what_comes_while_another_is_worked_on(self):
        """Two records come at once, and a third when the first has been taken: OpenSSL holds the second,
        the socket the third."""
        self.serve()
        for delay in [0, 0.0003, 0.001, 0.002] * 8:
            line = self.line()
            two, third = line.encrypted(REQUEST, REQUEST), line.encrypted(REQUEST)
            line.socket.sendall(two)
            time.sleep(delay)
            line.socket.sendall(third)
            line.wait_for(3)
            line.socket.close()

    def test_a_body_that_comes_while_a_password_is_looked_at(self):
        (self.directory / "web.yml").write_text(web_config({"bob": "secret"}))
        self.serve(auth={"web_config_file": "web.yml"})
        name, value = basic_auth("bob", "secret")
        head = REQUEST[:-len(BODY) - 2] + f"{name}: {value}\r\n\r\n".encode()
        for user in range(8):
            line = self.line()
            first, rest = line.encrypted(head, BODY[:300]), line.encrypted(BODY[300:])
            line.socket.sendall(first)
            time.sleep(0.003 * user)
            line.socket.sendall(rest)
            line.wait_for(1)
            line.socket.close()

    def test_a_forged_token_ends_nobody_elses_connection(self):
        """Its signature leaves an error behind in OpenSSL's list, which is the thread's."""
        issuer = Issuer(self.directory, "k")
        (self.directory / "jwks.json").write_text(json.dumps({"keys": [issuer.jwk]}))
        self.serve(auth={"jwt": {"issuer": "i", "audience": "a", "jwks_file": "jwks.json",
                                 "user_claim": "sub"}})
        authorization = f"Authorization: Bearer {issuer.token()}\r\n\r\n".encode()
        request = REQUEST[:-len(BODY) - 2] + authorization + BODY
        line = self.line()
        line.socket.sendall(line.encrypted(request))
        line.wait_for(1)
        with socket.create_connection(("127.0.0.1", self.plain_port), 20) as plain:
            plain.sendall(b"GET /api/v1/whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                          + issuer.forged().encode() + b"\r\n\r\n")
            self.assertTrue(plain.recv(100).startswith(b"HTTP/1.1 401 "))
        record = line.encrypted(request)
        line.socket.sendall(record[:20])
        time.sleep(0.05)
        line.socket.sendall(record[20:])
        line.wait_for(2)

    def test_the_end_of_the_line_right_behind(self):
        """The request and the end of all sending come as one: it is answered all the same."""
        self.serve()
        line = self.line()
        record = line.encrypted(REQUEST)
        line.socket.sendall(record)
        line.socket.shutdown(socket.SHUT_WR)
        line.wait_for(1)

    def test_the_cipher(self):
        self.serve()
        line = self.line()
        self.assertEqual(line.tls.cipher()[0], "TLS_AES_128_GCM_SHA256")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        for ciphers, chosen in (("ECDHE+AESGCM:ECDHE+CHACHA20", "ECDHE-ECDSA-AES128-GCM-SHA256"),
                                # of a processor that has no AES
                                ("ECDHE+CHACHA20:ECDHE+AESGCM", "ECDHE-ECDSA-CHACHA20-POLY1305")):
            old.set_ciphers(ciphers)
            line = Line(self.port, old)
            self.addCleanup(line.socket.close)
            self.assertEqual(line.tls.cipher()[0], chosen)


if __name__ == "__main__":
    unittest.main(verbosity=2)
