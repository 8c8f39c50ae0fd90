# SPDX-License-Identifier: Apache-2.0
"""Pushes through a relay's local socket, and how many of them it answers 202; prints a table."""
import multiprocessing
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))


def body_of(size):
    text, i = "", 0
    while len(text) < size:
        text += f'# HELP bench_{i}_ratio One of many.\n# TYPE bench_{i}_ratio gauge\nbench_{i}_ratio{{a="b"}} {i}\n'
        i += 1
    return text.encode()


def push(path, group, body, until, count):
    """Over one kept connection, each push after the answer to the one before."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    request = (f"PUT /metrics/job/bench/n/{group} HTTP/1.1\r\nHost: x\r\n"
               f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    answered = 0
    while time.monotonic() < until:
        connection.sendall(request)
        answer = connection.recv(65536)
        if not answer.startswith(b"HTTP/1.1 202"):
            sys.exit(answer.decode())
        answered += 1
    count.value = answered


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(program, connections, size):
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as directory:
        relay = subprocess.Popen([program, "relay", "--portable", directory],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            path = relay.stdout.readline().split()[-1]
            until = time.monotonic() + SECONDS
            counts = [multiprocessing.Value("Q", 0) for _ in range(connections)]
            workers = [multiprocessing.Process(target=push, args=(path, i, body_of(size), until, counts[i]))
                       for i in range(connections)]
            before = cpu_seconds(relay.pid)
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            used = cpu_seconds(relay.pid) - before
            pushes = sum(count.value for count in counts)
            return pushes / SECONDS, pushes / used
        finally:
            relay.terminate()
            relay.wait()


print("| connections | body | pushes/s on disk | pushes per CPU second |\n| ---: | ---: | ---: | ---: |")
for number in (1, 8, 32):
    for length in (400, 4000):
        rate, per_cpu = measure(sys.argv[1], number, length)
        print(f"| {number} | {length} B | {rate:,.0f} | {per_cpu:,.0f} |", flush=True)
