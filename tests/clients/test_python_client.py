# SPDX-License-Identifier: Apache-2.0
"""clients/python against a server of one request on a local socket or TLS, and against Debian's
Pushgateway and prometheus_client."""
import base64
import http.server
import json
import os
import pathlib
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "clients/python"), str(ROOT / "tests/support")]

from prometheus_client import (CollectorRegistry, Gauge, delete_from_gateway,  # noqa: E402
                               push_to_gateway, pushadd_to_gateway)

import gatepost  # noqa: E402
import programs  # noqa: E402


class Listener:
    """Keeps what it was sent and answers what it was told to."""

    def __init__(self, where, status=202, answer=b"", delay=0, context=None):
        self.requests = []
        self.closing = threading.Event()
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                listener.requests.append((self.command, self.path, self.headers, body))
                listener.closing.wait(delay)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_PUT = do_POST = do_DELETE = handle_any

            def address_string(self):
                return "local"

            def log_message(self, *_):
                pass

        if isinstance(where, tuple):
            self.server = http.server.HTTPServer(where, Handler)
            if context:
                self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        else:
            self.server = socketserver.UnixStreamServer(str(where), Handler)
        self.server.handle_error = lambda *_: None
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


class ClientCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.socket = str(self.directory / "relay.sock")
        self.registry = CollectorRegistry()
        self.gauge = Gauge("level_ratio", "How full it is", registry=self.registry)
        self.gauge.set(0.25)

    def listen(self, where=None, **kwargs):
        listener = Listener(where or self.socket, **kwargs)
        self.addCleanup(listener.close)
        return listener

    def push(self, handler, gateway="localhost:9091", **kwargs):
        push_to_gateway(gateway, job="editor", registry=self.registry, handler=handler, **kwargs)


class LocalHandler(ClientCase):
    def test_a_push_is_a_put_with_the_lifetime_of_this_process(self):
        listener = self.listen()
        self.push(gatepost.local_handler(self.socket))
        [(method, path, headers, body)] = listener.requests
        self.assertEqual((method, path), ("PUT", "/metrics/job/editor"))
        self.assertEqual(headers["Gatepost-Lifetime"], "process")
        self.assertEqual(headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        self.assertIn(b"level_ratio 0.25", body)

    def test_pushadd_is_a_post_and_delete_a_delete(self):
        listener = self.listen()
        handler = gatepost.local_handler(self.socket, "persistent", ttl=60)
        pushadd_to_gateway("localhost", job="a/b", registry=self.registry, handler=handler)
        delete_from_gateway("localhost", job="a/b", handler=handler)
        (add, path, headers, _), (delete, same, _, body) = listener.requests
        self.assertEqual((add, delete, body), ("POST", "DELETE", b""))
        self.assertEqual(path, same)
        self.assertEqual((headers["Gatepost-Lifetime"], headers["Gatepost-TTL"]), ("persistent", "60"))

    def test_a_refusal_raises_with_the_servers_sentence(self):
        for status in (400, 422, 503):
            with self.subTest(status):
                os.path.exists(self.socket) and os.unlink(self.socket)
                self.listen(status=status, answer=b"1:1 x: no help text (no_help_text)\n")
                with self.assertRaises(gatepost.PushError) as caught:
                    self.push(gatepost.local_handler(self.socket))
                self.assertEqual(caught.exception.status, status)
                self.assertEqual(caught.exception.sentence, "1:1 x: no help text (no_help_text)")

    def test_a_redirect_is_not_followed(self):
        listener = self.listen(status=307)
        with self.assertRaisesRegex(gatepost.PushError, "307"):
            self.push(gatepost.local_handler(self.socket))
        self.assertEqual(len(listener.requests), 1)

    def test_the_timeout_ends_a_wait(self):
        self.listen(delay=5)
        before = time.monotonic()
        with self.assertRaises(TimeoutError):
            self.push(gatepost.local_handler(self.socket), timeout=0.2)
        self.assertLess(time.monotonic() - before, 3)

    def test_no_relay_is_an_oserror_at_once(self):
        with self.assertRaisesRegex(FileNotFoundError, "no Gatepost relay listens here.*sock"):
            self.push(gatepost.local_handler(self.socket))

    def test_a_loopback_address_takes_the_users_token(self):
        port = programs.free_port()
        listener = self.listen(("127.0.0.1", port))
        self.push(gatepost.local_handler(f"http://127.0.0.1:{port}", token="own"))
        self.assertEqual(listener.requests[0][2]["Authorization"], "Bearer own")


class SocketPath(unittest.TestCase):
    def expect(self, path, **environment):
        with mock.patch.dict(os.environ, environment, clear=True):
            self.assertEqual(gatepost.socket_path(), path)

    def test_the_variable_overrides(self):
        self.expect("/s", GATEPOST_SOCKET="/s", XDG_RUNTIME_DIR="/run/user/1")

    def test_the_runtime_directory(self):
        self.expect("/run/user/1/gatepost/relay.sock", XDG_RUNTIME_DIR="/run/user/1")

    def test_without_one_the_state_directory(self):
        self.expect("/state/gatepost/run/relay.sock", XDG_STATE_HOME="/state")
        self.expect("/home/u/.local/state/gatepost/run/relay.sock", HOME="/home/u")


class ProxyHandler(ClientCase):
    def setUp(self):
        super().setUp()
        self.port = programs.free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def wrapped(self, listener):
        [(method, path, headers, body)] = listener.requests
        self.assertEqual((method, path), ("POST", "/push_metrics"))
        self.assertEqual(headers["Content-Type"], "application/json")
        return headers, json.loads(body)

    def test_a_push_is_wrapped_with_its_target(self):
        listener = self.listen(("127.0.0.1", self.port), status=200, answer=b'{"success": true}')
        self.push(gatepost.proxy_handler(self.url, "secret"), grouping_key={"userid": "ada"})
        headers, wrapped = self.wrapped(listener)
        self.assertEqual(headers["Authorization"], "Bearer secret")
        self.assertEqual(wrapped["target_url"],
                         "http://localhost:9091/metrics/job/editor/userid/ada")
        self.assertEqual(wrapped["method"], "PUT")
        self.assertIn(b"level_ratio 0.25", base64.b64decode(wrapped["data"]))

    def test_a_delete_is_wrapped_without_data(self):
        listener = self.listen(("127.0.0.1", self.port), status=200)
        delete_from_gateway("localhost:9091", job="editor",
                            handler=gatepost.proxy_handler(self.url, "secret"))
        _, wrapped = self.wrapped(listener)
        self.assertEqual(wrapped["method"], "DELETE")
        self.assertNotIn("data", wrapped)

    def test_a_refusal_raises_with_the_error_of_the_json(self):
        self.listen(("127.0.0.1", self.port), status=403, answer=b'{"error": "foreign target"}')
        with self.assertRaises(gatepost.PushError) as caught:
            self.push(gatepost.proxy_handler(self.url, "secret"))
        self.assertEqual((caught.exception.status, caught.exception.sentence),
                         (403, "foreign target"))

    def test_the_timeout_ends_a_wait(self):
        self.listen(("127.0.0.1", self.port), delay=5)
        with self.assertRaises(TimeoutError):
            self.push(gatepost.proxy_handler(self.url, "secret"), timeout=0.2)

    def test_tls_takes_a_context_and_refuses_without_it(self):
        certificate, key = programs.self_signed(self.directory)
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(certificate, key)
        listener = self.listen(("127.0.0.1", self.port), status=200, context=served)
        url = f"https://localhost:{self.port}"
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.push(gatepost.proxy_handler(url, "secret"))
        self.assertEqual(listener.requests, [])
        trusting = ssl.create_default_context(cafile=certificate)
        self.push(gatepost.proxy_handler(url, "secret", context=trusting))
        self.wrapped(listener)

    def test_a_token_does_not_travel_unencrypted(self):
        with self.assertRaisesRegex(ValueError, "unencrypted"):
            gatepost.proxy_handler("http://proxy.example.org", "secret")
        with self.assertRaisesRegex(ValueError, "http:// or https://"):
            gatepost.proxy_handler("proxy.example.org", "secret")

    def test_a_token_in_the_addresss_place_is_not_repeated(self):
        with self.assertRaises(ValueError) as caught:
            gatepost.proxy_handler("gp_secret")
        self.assertNotIn("gp_secret", str(caught.exception))


class GroupingKey(unittest.TestCase):
    def test_it_names_the_user_and_this_run(self):
        key = gatepost.grouping_key()
        self.assertEqual(sorted(key), ["session_key", "userid"])
        self.assertEqual(key, gatepost.grouping_key())
        self.assertEqual(gatepost.grouping_key("ada")["userid"], "ada")

    def test_another_run_and_a_fork_have_other_sessions(self):
        code = ("import gatepost, os\nprint(gatepost.session_key(), flush=True)\n"
                "if os.fork() == 0: print(gatepost.session_key(), flush=True); os._exit(0)\nos.wait()")
        runs = [subprocess.run([sys.executable, "-B", "-c", code], check=True, text=True,
                               cwd=ROOT / "clients/python", capture_output=True).stdout.split()
                for _ in range(2)]
        keys = sum(runs, [gatepost.session_key()])
        self.assertEqual(len(set(keys)), 5, keys)


class RealPushgateway(ClientCase):
    """local_handler is a plain Pushgateway client, and Debian's Pushgateway agrees."""

    def setUp(self):
        super().setUp()
        self.gateway = programs.start_pushgateway(self.directory)
        self.addCleanup(self.gateway.stop)
        self.handler = gatepost.local_handler(self.gateway.url)

    def scrape(self):
        return programs.http("GET", self.gateway.url + "/metrics")[1]

    def test_push_and_delete(self):
        self.push(self.handler)
        self.assertIn('level_ratio{instance="",job="editor"} 0.25', self.scrape())
        delete_from_gateway("localhost", job="editor", handler=self.handler)
        programs.wait_until(lambda: "level_ratio{" not in self.scrape(), "the group to end")

    def test_what_it_refuses_raises_its_words(self):
        with self.assertRaises(gatepost.PushError) as caught:
            self.handler(self.gateway.url + "/metrics/job/x/odd", "PUT", 5, [], b"a 1\n")()
        self.assertEqual(caught.exception.sentence, 'odd number of components in label string "/odd"')


if __name__ == "__main__":
    unittest.main()
