# SPDX-License-Identifier: Apache-2.0
"""What the proxy's measurements share: servers on free loopback ports, wrk, and the CPU time that a
server took. Everybody runs on the same two cores, so CPU seconds are what compares best."""
import contextlib
import http.client
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))
from programs import free_port  # noqa: E402

BUILD = ROOT / "build" / "release"
SINK = BUILD / "bin" / "push_sink"
PROXY = BUILD / "bin" / "gatepost-proxy"
PUSHGATEWAY = "/usr/bin/prometheus-pushgateway"
CORES = {0, 1}
TICKS = os.sysconf("SC_CLK_TCK")


def program(name):
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not found:
        sys.exit(f"bench: needs {name} (scripts/install-deps --tests)")
    return found


TEXTS = 4


def body(turn=0):
    """4 KB as an application pushes them: counters, gauges and a histogram. From one turn to the next half
    of the numbers become others, some of them longer."""
    moved = 37 * turn
    lines = []
    for name in ("requests", "errors", "cache_hits"):
        lines += [f"# HELP app_{name}_total How often since the application started.",
                  f"# TYPE app_{name}_total counter"]
        now = moved if name == "requests" else 0
        lines += [f'app_{name}_total{{component="engine",method="{method}",path="/api/v1/{name}"}} {count + now}'
                  for count, method in enumerate(("GET", "POST", "PUT", "DELETE"), 17)]
    for name in ("queue_length", "open_files", "memory_bytes"):
        lines += [f"# HELP app_{name} As it is now.", f"# TYPE app_{name} gauge"]
        now = 0 if name == "open_files" else moved
        lines += [f'app_{name}{{component="{part}",state="running"}} {(value + now) * 3.25}'
                  for value, part in enumerate(("engine", "view", "sync"), 5)]
    lines += ["# HELP app_request_seconds How long requests took.",
              "# TYPE app_request_seconds histogram"]
    for method in ("GET", "POST"):
        labels = f'component="engine",method="{method}"'
        now = moved if method == "GET" else 0
        for count, bound in enumerate(("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1",
                                       "2.5", "5", "+Inf"), 40):
            lines.append(f'app_request_seconds_bucket{{{labels},le="{bound}"}} {count + now}')
        lines += [f"app_request_seconds_sum{{{labels}}} {12.75 + now}",
                  f"app_request_seconds_count{{{labels}}} {50 + now}"]
    return "\n".join(lines) + "\n"


class Contest:
    """A folder, and servers that end with it."""

    def __init__(self):
        self.stack = contextlib.ExitStack()
        self.folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.bodies = [self.folder / f"body-{turn}.prom" for turn in range(TEXTS)]
        for turn, file in enumerate(self.bodies):
            file.write_text(body(turn))
        self.wrk = program("wrk")
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def __enter__(self):
        return self

    def __exit__(self, *why):
        return self.stack.__exit__(*why)

    def start(self, command, port, **options):
        """A process on the two cores; waits until the port answers."""
        log = open(self.folder / f"{pathlib.Path(command[0]).name}-{port}.log", "wb")
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log,
                                   preexec_fn=lambda: os.sched_setaffinity(0, CORES), **options)
        self.stack.callback(stop, process)
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                return process
            if process.poll() is not None or time.monotonic() > deadline:
                log.close()
                sys.exit(f"bench: {command[0]} does not start: "
                         f"{pathlib.Path(log.name).read_text()[-2000:]}")
            time.sleep(0.02)

    def sink(self):
        process = subprocess.Popen([SINK, "2"], stdout=subprocess.PIPE, text=True,
                                   preexec_fn=lambda: os.sched_setaffinity(0, CORES))
        self.stack.callback(stop, process)
        return process, int(process.stdout.readline().rsplit(":", 1)[1])

    def configured(self, template, name=None, **values):
        """A configuration of this folder's, its @NAMES@ filled in."""
        text = (HERE / template).read_text()
        for key, value in values.items():
            text = text.replace(f"@{key.upper()}@", str(value))
        file = self.folder / (name or template)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def proxy(self, template, name, **values):
        port = free_port()
        config = self.configured(template, f"{name}/proxy.yml", port=port, **values)
        return self.start([PROXY, "--config", config, "--threads", "2", "--no-access-log"],
                          port), port

    def token(self, tokens, user="bench"):
        """A push token in a tokens file."""
        made = subprocess.run([PROXY, "token", "add", "--tokens", tokens, "--user", user],
                              check=True, capture_output=True, text=True)
        return re.search(r"gp_\S+", made.stdout).group()

    def pushgateway(self, *flags):
        port = free_port()
        return self.start([PUSHGATEWAY, f"--web.listen-address=127.0.0.1:{port}",
                           "--persistence.file=", *flags], port), port

    def push_once(self, port, authorization=None):
        headers = {"Content-Type": "text/plain; version=0.0.4"}
        if authorization:
            headers["Authorization"] = authorization
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("PUT", "/metrics/job/bench/worker/w1", self.bodies[0].read_bytes(), headers)
        if connection.getresponse().status != 200:
            sys.exit(f"bench: port {port} refuses a push")
        connection.close()

    def push(self, port, connections, seconds, groups, process=None, authorization=None,
             scheme="http", fresh=False):
        """One run of wrk: pushes a second, CPU seconds of `process` a push, latencies. `fresh`: a group's
        text is never like the one before."""
        environment = dict(os.environ, BENCH_BODIES=":".join(map(str, self.bodies)),
                           BENCH_GROUPS=str(groups))
        if fresh:
            environment["BENCH_FRESH"] = "1"
        if authorization:
            environment["BENCH_AUTHORIZATION"] = authorization
        before = cpu_seconds(process)
        out = subprocess.run(
            [self.wrk, "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency",
             "-s", HERE / "push.lua", f"{scheme}://127.0.0.1:{port}"], env=environment, text=True,
            capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, CORES))
        spent = cpu_seconds(process) - before
        if out.returncode != 0 or "Non-2xx" in out.stdout:
            sys.exit(f"bench: pushes were refused\n{out.stdout}{out.stderr}")
        pushes = int(re.search(r"(\d+) requests in", out.stdout).group(1))
        return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out.stdout).group(1)),
                "cpu": spent / max(pushes, 1), "p50": latency(out.stdout, "50%"),
                "p99": latency(out.stdout, "99%")}


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cpu_seconds(process):
    """User and system, of all its threads."""
    if process is None:
        return 0.0
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) * 1024


def latency(text, percentile):
    number, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s|m)\b", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def median(runs, what):
    return statistics.median(run[what] for run in runs)


def verdict(ratio, asked, at_least=True):
    return "yes" if (ratio >= asked if at_least else ratio <= asked) else "no"
