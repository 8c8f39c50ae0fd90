# SPDX-License-Identifier: Apache-2.0
"""Everything between a desktop application and a Prometheus query, as real programs on free
loopback ports: relays, a proxy, its upstream, Prometheus. Verbs for tests; the ones that start
something register its end with the test case."""
import contextlib
import http.client
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.parse

from prometheus_client.parser import text_string_to_metric_families

import gatepost
from programs import (BIN_DIR, SOURCE_DIR, Program, answers, basic_auth, free_port,
                      http as request, self_signed, start_pushgateway, wait_until, web_config)

SAMPLE = SOURCE_DIR / "tests/data/sample.prom"
PYTHON = "/usr/bin/python3"
PROMETHEUS = ("prometheus", "scrape")  # the user that scrapes, and its password


def series_of(text):
    """{(name, sorted labels): value} of an exposition; empty labels are absent ones, and le="1.0"
    is le="1"."""
    def plain(label, value):
        return repr(float(value)) if label in ("le", "quantile") else value

    return {(s.name, tuple(sorted((k, plain(k, v)) for k, v in s.labels.items() if v))): s.value
            for family in text_string_to_metric_families(text) for s in family.samples}


class Proxy:
    def __init__(self, directory, upstream, target):
        self.directory = directory
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = {
            "listen": [{"address": f"127.0.0.1:{self.port}"}],
            "upstream": upstream,
            "target_urls": [target],
            "auth": {"tokens_file": "tokens.yml", "web_config_file": "web.yml"},
            "auth_grants": {"prometheus": ["read"]},
        }
        self.target = target
        self.passwords = dict([PROMETHEUS])
        (directory / "web.yml").write_text(web_config(self.passwords))
        self.write()
        self.program = None

    def write(self):
        # JSON is YAML.
        (self.directory / "proxy.yml").write_text(json.dumps(self.config, indent=1))

    def serve_tls(self, **more):
        """Listens with TLS too, set up with `more`; its address and the authority to trust."""
        certificate, key = self_signed(self.directory)
        port = free_port()
        self.config["listen"].append({"address": f"127.0.0.1:{port}", "tls": {
            "cert_file": str(certificate), "key_file": str(key), **more}})
        self.write()
        return f"https://127.0.0.1:{port}", certificate

    def start(self):
        self.program = Program(self.directory / "proxy.log", [
            BIN_DIR / "gatepost-proxy", "--config", self.directory / "proxy.yml"])
        self.program.wait_for(lambda: answers(self.url + "/-/ready"), "ready")

    def stop(self):
        """Asks it to end, which it does in good order; a sanitizer's finding is a status of its own."""
        if self.program:
            status = self.program.stop()
            assert status == 0, f"ended with {status}:\n{self.program.output()[-3000:]}"

    def push(self, path, text, token="", method="PUT"):
        """A plain push without a relay; status and text of the answer."""
        headers = {"Authorization": "Bearer " + token} if token else {}
        return request(method, f"{self.url}/metrics/job/{path}", text.encode(), headers)[:2]

    def wrapped_push(self, path, text, token="", target=None, method="PUT"):
        """A push as clients/python sends it to a proxy; raises gatepost.PushError."""
        handler = gatepost.proxy_handler(self.url, token)
        handler(f"{target or self.target}/metrics/job/{path}", method, 30, [], text.encode())()

    def token(self, user, *options):
        done = subprocess.run(
            [BIN_DIR / "gatepost-proxy", "token", "add", "--config", self.directory / "proxy.yml",
             "--user", user, *options], check=True, capture_output=True, text=True)
        token = done.stdout.split()[-1]
        self.reload(("Authorization", "Bearer " + token))
        return token

    def password(self, user, password):
        """Lets a user in by a password, as exporter-toolkit's file has it."""
        self.passwords[user] = password
        (self.directory / "web.yml").write_text(web_config(self.passwords))
        self.reload(basic_auth(user, password))

    def reload(self, known):
        """Has the running proxy read its files again, until it knows this header."""
        if self.program and self.program.running():
            self.program.process.send_signal(signal.SIGHUP)
            self.program.wait_for(lambda: answers(self.url + "/api/v1/whoami", known),
                                  "the credentials")


class Relay:
    """One user's relay, and what that user's applications push to it."""

    def __init__(self, directory, uplink, token, kind="gatepost", settings=None):
        self.directory = directory
        directory.mkdir()
        self.socket = directory / "relay.sock"
        self.arguments = ["--portable", directory / "portable", "--socket", self.socket,
                          "--uplink", uplink, "--uplink-kind", kind]
        if token:
            (directory / "token").write_text(token)
            (directory / "token").chmod(0o600)
            self.arguments += ["--token-file", directory / "token"]
        (directory / "portable/config").mkdir(parents=True)
        (directory / "portable/config/relay.json").write_text(json.dumps(settings or {}))
        self.program = None

    def start(self):
        self.program = Program(self.directory / "relay.log",
                               [BIN_DIR / "gatepost", "relay", *self.arguments])
        self.program.wait_for(self.healthy, "ready")

    def healthy(self):
        try:
            return self.request("GET", "/-/ready")[0] == 200
        except OSError:
            return False

    def stop(self):
        """Asks it to end, which it does in good order; a sanitizer's finding is a status of its own."""
        if self.program:
            status = self.program.stop()
            assert status == 0, f"ended with {status}:\n{self.program.output()[-3000:]}"

    def kill(self):
        self.program.kill()
        self.program = None

    def request(self, method, path, body=None, headers=()):
        """(status, text, headers) of one request over the local socket."""
        connection = http.client.HTTPConnection("localhost", timeout=30)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(30)
        with contextlib.closing(connection):
            connection.sock.connect(str(self.socket))
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers

    def push(self, path, text="", method="PUT", lifetime="persistent"):
        """Pushes as this test's own process; the answer's status and text."""
        status, answer, _ = self.request(method, "/metrics/job/" + path, text.encode(),
                                         {"Gatepost-Lifetime": lifetime})
        return status, answer

    def ledger(self):
        return json.loads(self.request("GET", "/api/v1/ledger")[1])["data"]

    def wait_for_ledger(self, **expected):
        wait_until(lambda: expected.items() <= self.ledger().items(),
                   lambda: f"{expected}; there is {self.ledger()}")

    def sample(self, *options):
        """Runs the Python sample client to its end."""
        done = subprocess.run(self.sample_command(*options), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_sample(self, *options):
        """The sample client as an application that keeps running."""
        return Program(self.directory / "sample.log", self.sample_command(*options))

    def sample_command(self, *options):
        return [PYTHON, "-B", SOURCE_DIR / "clients/python/sample.py", "--socket", self.socket,
                *options]


class Stack:
    """`upstream` is embedded or pushgateway; `lint` and the like go into the proxy's file."""

    def __init__(self, case, upstream="embedded", **config):
        self.case = case
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-"))
        case.addCleanup(shutil.rmtree, self.directory)
        self.relays = 0
        self.gateway = None
        self.prometheus = None
        upstreams = {"kind": "embedded", "data_dir": "data", "durability": "off"}
        target = "http://localhost:9091"
        if upstream == "pushgateway":
            self.gateway = start_pushgateway(
                self.directory, dict([PROMETHEUS, ("proxy", "forward")]))
            case.addCleanup(self.gateway.stop)
            (self.directory / "gateway.password").write_text("forward")
            upstreams = {"kind": "pushgateway", "url": self.gateway.url, "data_dir": "data",
                         "basic_auth": {"username": "proxy", "password_file": "gateway.password"}}
            target = self.gateway.url
        self.proxy = Proxy(self.directory, upstreams, target)
        self.proxy.config.update(config)
        self.proxy.write()
        case.addCleanup(self.proxy.stop)

    def start_relay(self, user="ada", address=None, **settings):
        """`settings` are those of the relay's file: start_relay(lifetime={"grace_seconds": 2})."""
        self.relays += 1
        relay = Relay(self.directory / f"relay{self.relays}", address or self.proxy.url,
                      self.proxy.token(user), settings=settings)
        self.case.addCleanup(relay.stop)
        relay.start()
        return relay

    def scrape(self):
        """What Prometheus would scrape of the pushed groups."""
        url = self.gateway.url if self.gateway else self.proxy.url
        status, text, _ = request("GET", url + "/metrics", headers=[basic_auth(*PROMETHEUS)])
        assert status == 200, text
        return text

    def series(self, **labels):
        """The pushed series with these labels at the far end, the two push times left out."""
        wanted = set(labels.items())
        return {k: v for k, v in series_of(self.scrape()).items()
                if "job" in dict(k[1]) and wanted <= set(k[1]) and not k[0].startswith("push_")}

    def value(self, name, **labels):
        """The one value of a name with these labels, or None."""
        found = [v for (n, _), v in self.series(**labels).items() if n == name]
        assert len(found) <= 1, found
        return found[0] if found else None

    def wait_for_value(self, expected, name, **labels):
        wait_until(lambda: self.value(name, **labels) == expected,
                   lambda: f"{name} {labels} = {expected}; there is {self.series(**labels)}")

    def wait_for_series(self, name, **labels):
        wait_until(lambda: self.value(name, **labels) is not None,
                   lambda: f"{name} {labels}; there is {self.series()}")

    def wait_for_end(self, **labels):
        wait_until(lambda: not self.series(**labels), lambda: f"the end of {self.series(**labels)}")

    def start_prometheus(self):
        """Debian's Prometheus with the configuration of resources/, scraping twice a second."""
        home = self.directory / "prometheus"
        shutil.copytree(SOURCE_DIR / "resources/prometheus", home)
        upstream = urllib.parse.urlsplit(self.gateway.url).netloc if self.gateway else "127.0.0.1:1"
        config = (home / "prometheus.yml").read_text()
        for old, new in (("scrape_interval: 15s", "scrape_interval: 500ms"),
                         ("localhost:9092", f"127.0.0.1:{self.proxy.port}"),
                         ("localhost:9091", upstream)):
            assert config.count(old) == 1, old
            config = config.replace(old, new)
        (home / "prometheus.yml").write_text(config)
        (home / "gatepost.token").write_text(self.proxy.token(PROMETHEUS[0]))
        (home / "pushgateway.password").write_text(PROMETHEUS[1])
        port = free_port()
        self.prometheus = f"http://127.0.0.1:{port}"
        program = Program(self.directory / "prometheus.log", [
            "prometheus", f"--config.file={home}/prometheus.yml", f"--storage.tsdb.path={home}/data",
            f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"])
        self.case.addCleanup(program.stop)
        program.wait_for(lambda: answers(self.prometheus + "/-/ready"), "ready")

    def query(self, expression):
        """{sorted labels: value} of an instant query."""
        query = urllib.parse.urlencode({"query": expression})
        answer = json.loads(request("GET", f"{self.prometheus}/api/v1/query?{query}")[1])
        assert answer["status"] == "success", answer
        return {tuple(sorted(r["metric"].items())): float(r["value"][1])
                for r in answer["data"]["result"]}

    def wait_for_query(self, expression, expected):
        wait_until(lambda: self.query(expression) == expected,
                   lambda: f"{expression} = {expected}; there is {self.query(expression)}")
