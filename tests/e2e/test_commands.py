# SPDX-License-Identifier: Apache-2.0
"""What `gatepost` can do with what waits and with what was rejected, and the flags of `push`."""
import http.server
import json
import pathlib
import socketserver
import subprocess
import tempfile
import threading
import time
import unittest

from scene import Scene
from programs import BIN_DIR, free_port, wait_until


class Commands(Scene):
    def gatepost(self, relay, *words, code=0, text=None):
        done = subprocess.run([BIN_DIR / "gatepost", words[0], "--socket", relay.socket, *words[1:]],
                              input=text, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_what_waits(self):
        stack = self.stack()
        relay = stack.start_relay(address="http://127.0.0.1:9")  # nobody
        self.assertEqual(relay.push("kept", "m 1\n")[0], 202)
        self.assertEqual(relay.push("dropped", "m 2\n")[0], 202)
        listed = {line.split()[2].rstrip(","): line.split()[0]
                  for line in self.gatepost(relay, "queue").splitlines()}
        self.assertEqual(set(listed), {"/metrics/job/kept", "/metrics/job/dropped"})
        number = listed["/metrics/job/dropped"]
        self.assertEqual(self.gatepost(relay, "queue", "show", number), "# TYPE m untyped\nm 2\n")
        shown = json.loads(self.gatepost(relay, "queue", "--json", "show", number))["data"]
        self.assertEqual((shown["path"], shown["pushes"]), ("/metrics/job/dropped", 1))
        self.assertEqual(len(json.loads(self.gatepost(relay, "queue", "--json"))["data"]), 2)
        wait_until(lambda: not self.in_flight(relay, number), "the answer that nobody gives")
        self.gatepost(relay, "queue", "drop", number)
        self.gatepost(relay, "queue", "show", number, code=1)
        self.gatepost(relay, "queue", "drop", number, code=1)
        self.gatepost(relay, "queue", "drop", code=2)
        self.gatepost(relay, "queue", "retry", number, code=2)
        self.assertEqual(relay.ledger()["lost"], {"user": 1})
        self.assertEqual(relay.ledger()["waiting"], 1)

    def in_flight(self, relay, number):
        entries = json.loads(self.gatepost(relay, "queue", "--json"))["data"]
        return any(str(entry["id"]) == number and entry["in_flight"] for entry in entries)

    def test_an_export_goes_on_where_an_entry_has_left_meanwhile(self):
        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                entries = {"": [{"id": 1}, {"id": 2}],
                           "2": {"id": 2, "method": "PUT", "path": "/metrics/job/b", "text": "m 2\n"}}
                data = entries.get(self.path.removeprefix("/api/v1/queue").lstrip("/"))
                body = json.dumps({"status": "success", "data": data}).encode()
                self.send_response(404 if data is None else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

            def address_string(self):
                return "local"

        with tempfile.TemporaryDirectory() as folder:
            socket = pathlib.Path(folder) / "relay.sock"
            with socketserver.ThreadingUnixStreamServer(str(socket), Answers) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                said, alone = (subprocess.run(
                    [BIN_DIR / "gatepost", "queue", "--socket", socket, "export", *which],
                    capture_output=True, text=True, timeout=30) for which in ([], ["1"]))
                server.shutdown()
        self.assertEqual((said.returncode, said.stdout), (0, "# PUT /metrics/job/b\nm 2\n"))
        self.assertEqual(alone.returncode, 1)

    def test_a_retry_does_not_wait_for_its_turn(self):
        stack = self.stack()
        stack.proxy.stop()
        relay = stack.start_relay()
        self.assertEqual(relay.push("late", "m 1\n")[0], 202)
        # Refused over and over, the next try is some way off.
        wait_until(lambda: self.next_try(relay) > time.time() + 10, "a long wait", 120)
        stack.proxy.start()
        self.gatepost(relay, "queue", "retry")
        wait_until(lambda: relay.ledger()["delivered"] == 1, "the delivery", 8)
        self.assertEqual(self.gatepost(relay, "queue"), "nothing waits\n")

    def next_try(self, relay):
        status = json.loads(self.gatepost(relay, "status", "--json"))["data"]["relay"]
        return (status["upstream"].get("retry_at") or 0) / 1000

    def test_what_was_rejected(self):
        stack = self.stack(limits={"groups_per_user": 1})
        relay = stack.start_relay()
        self.assertEqual(relay.push("first", "m 1\n")[0], 202)
        relay.wait_for_ledger(delivered=1)
        self.assertEqual(relay.push("second", "m 2\n")[0], 202)
        relay.wait_for_ledger(quarantined=1)
        number = self.gatepost(relay, "quarantine").split()[0]
        self.assertEqual(self.gatepost(relay, "quarantine", "show", number),
                         "# TYPE m untyped\nm 2\n")
        shown = json.loads(self.gatepost(relay, "quarantine", "--json", "show", number))["data"]
        self.assertEqual(shown["status"], 422)
        listed = json.loads(self.gatepost(relay, "quarantine", "--json"))["data"]
        self.assertEqual([str(entry["id"]) for entry in listed], [number])
        self.gatepost(relay, "quarantine", "retry", code=2)
        self.gatepost(relay, "quarantine", "retry", "77", code=1)
        # Room is made, and the same push goes through.
        self.assertEqual(relay.push("first", method="DELETE")[0], 202)
        relay.wait_for_ledger(delivered=2)
        self.gatepost(relay, "quarantine", "retry", number)
        relay.wait_for_ledger(delivered=3, quarantined=0)
        stack.wait_for_value(2, "m", job="second")

    def test_a_warning_is_told_from_what_a_push_was_refused_for(self):
        relay = self.stack().start_relay()
        self.assertEqual(relay.push("twice", "m 1\nm 1\n")[0], 400)
        said = self.gatepost(relay, "status")
        self.assertIn("(no_help_text, a warning)\n", said)
        self.assertIn("(metric_not_unique)\n", said)

    def test_without_an_uplink_the_log_says_how_to_name_one(self):
        relay = self.stack().start_relay()
        relay.stop()
        at = relay.arguments.index("--uplink")
        del relay.arguments[at:at + 2]
        relay.start()
        relay.program.wait_for(lambda: "no uplink: everything waits until --uplink" in
                               relay.program.output(), "a word on the uplink")

    def test_the_status_says_where_the_token_is_kept(self):
        stack = self.stack()
        named = stack.start_relay()
        self.assertIn("\ntoken        in the token file that was named\n",
                      self.gatepost(named, "status"))
        kept = stack.start_relay(user="bob", secrets={"token_stored": True})
        kept.stop()
        place = kept.directory / "portable/config/secrets"
        place.mkdir(mode=0o700)
        (place / "uplink-token").write_text((kept.directory / "token").read_text())
        (place / "uplink-token").chmod(0o600)
        at = kept.arguments.index("--token-file")
        del kept.arguments[at:at + 2]
        kept.start()
        self.assertEqual(kept.push("a", "m 1\n")[0], 202)
        kept.wait_for_ledger(delivered=1)
        self.assertIn("\ntoken        in a file that only you can read (mode 0600), in no keychain\n",
                      self.gatepost(kept, "status"))

    def test_the_token_is_in_its_file_and_nowhere_else(self):
        stack = self.stack(limits={"groups_per_user": 1})
        relay = stack.start_relay(local={"loopback": True, "loopback_port": free_port()})
        for job in "ab":
            self.assertEqual(relay.push(job, "m 1\n")[0], 202)
        relay.wait_for_ledger(delivered=1, quarantined=1)
        token = (relay.directory / "token").read_text().strip()
        self.assert_nowhere(relay, token)
        # And not where it was refused.
        unknown = "gp_" + "0123456789abcdef" * 3
        (relay.directory / "token").write_text(unknown)
        self.gatepost(relay, "queue", "retry")
        self.assertEqual(relay.push("c", "m 1\n")[0], 202)
        relay.program.wait_for(lambda: "auth rejected" in relay.program.output(), "the refusal")
        self.assert_nowhere(relay, unknown)

    def assert_nowhere(self, relay, token):
        self.assertGreater(len(token), 20)
        said = "".join(self.gatepost(relay, *words) for words in (
            ("status",), ("status", "--json"), ("queue",), ("queue", "--json"), ("queue", "export"),
            ("quarantine",), ("quarantine", "--json"), ("quarantine", "export"), ("metrics",)))
        for path in ("/api/v1/groups", "/api/v1/metrics", "/api/v1/targets", "/api/v1/ledger"):
            said += relay.request("GET", path)[1]
        self.assertNotIn(token, said + relay.program.output())
        files = [file for file in relay.directory.rglob("*") if file.is_file()]
        self.assertIn("outbox.db", [file.name for file in files])
        self.assertEqual([file.name for file in files if token.encode() in file.read_bytes()],
                         ["token"])

    def test_push_says_how_long_a_group_lives(self):
        stack = self.stack()
        relay = stack.start_relay(lifetime={"grace_seconds": 1})
        pushed = ("push", "--job", "short", "--label", "a=b", "-q")
        self.gatepost(relay, *pushed, "--ttl", "5", text="m 1\n")
        stack.wait_for_value(1, "m", job="short", a="b")
        stack.wait_for_end(job="short")
        self.gatepost(relay, *pushed, "--lifetime", "process", text="m 2\n")
        relay.wait_for_ledger(delivered=3)  # its group, and the end of that
        stack.wait_for_end(job="short")
        self.gatepost(relay, *pushed, "--lifetime", "persistent", "--method", "POST", text="m 3\n")
        stack.wait_for_value(3, "m", job="short", a="b")
        self.gatepost(relay, *pushed, "--method", "DELETE")
        stack.wait_for_end(job="short")
        self.gatepost(relay, "push", "--job", "x", "--lifetime", "eternal", code=2, text="m 1\n")
        self.gatepost(relay, "push", "--job", "x", "--ttl", "soon", code=2, text="m 1\n")


if __name__ == "__main__":
    unittest.main(verbosity=1)
