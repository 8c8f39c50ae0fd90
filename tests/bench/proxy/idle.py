# SPDX-License-Identifier: Apache-2.0
"""What an idle connection costs that has pushed once: memory with 19,000 of them, with 5,000 over
TLS, and the latency of a load beside 5,000. Clients have several loopback addresses."""
import os
import socket
import ssl
import subprocess
import time

from contest import Contest, median, program, resident_bytes, verdict

PLAIN = 19_000
TLS = 5_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
PER_ADDRESS = 5_000
AT_ONCE = 200


def pushed(port, count, request, context=None):
    """So many connections, each of which has pushed once and been answered."""
    kept = []
    while len(kept) < count:
        some = []
        for _ in range(min(AT_ONCE, count - len(kept))):
            source = f"127.0.0.{2 + (len(kept) + len(some)) // PER_ADDRESS}"
            connection = socket.create_connection(("127.0.0.1", port), 30, (source, 0))
            if context is not None:
                connection = context.wrap_socket(connection)
            connection.sendall(request)
            some.append(connection)
        for connection in some:
            answer = connection.recv(4096)
            if b" 200 " not in answer.split(b"\r\n", 1)[0]:
                raise SystemExit(f"bench idle: {answer[:200]!r}")
        kept += some
    return kept


def closed(connections):
    for connection in connections:
        connection.close()


def per_connection(contest, template, name, count, request, context=None, **values):
    process, port = contest.proxy(template, name, **values)
    # What the first connections make the server take for good is not theirs.
    closed(pushed(port, AT_ONCE, request, context))
    time.sleep(1)
    before = resident_bytes(process)
    connections = pushed(port, count, request, context)
    time.sleep(1)
    each = (resident_bytes(process) - before) / count
    closed(connections)
    process.terminate()
    process.wait()
    return each


def certificate(contest):
    subprocess.run([program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-keyout", contest.folder / "key.pem", "-out", contest.folder / "cert.pem"],
                   check=True, capture_output=True)
    return {"cert": contest.folder / "cert.pem", "key": contest.folder / "key.pem"}


def request_of(contest):
    body = contest.bodies[0].read_bytes()
    return (b"PUT /metrics/job/bench/worker/w1 HTTP/1.1\r\nHost: bench\r\n"
            b"Content-Type: text/plain; version=0.0.4\r\n"
            b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)


def main():
    with Contest() as contest:
        request = request_of(contest)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        files = certificate(contest)
        plain = per_connection(contest, "embedded.yml", "plain", PLAIN, request, durability="off")
        tls = per_connection(contest, "tls.yml", "tls", TLS, request, context, **files)
        process, port = contest.proxy("embedded.yml", "load", durability="off")
        alone, beside = [], []
        for _ in range(ROUNDS):
            alone.append(contest.push(port, 16, SECONDS, 256))
            idle = pushed(port, 5_000, request)
            beside.append(contest.push(port, 16, SECONDS, 256))
            closed(idle)
            time.sleep(0.5)
        p99 = median(beside, "p99") / median(alone, "p99")
        print("| idle connections that have pushed once | measured | asked, less than | holds |")
        print("| --- | ---: | ---: | --- |")
        print(f"| {PLAIN}: resident bytes each | {plain:.0f} | {3 * 1024} | "
              f"{verdict(plain, 3 * 1024, at_least=False)} |")
        print(f"| {TLS} with TLS: resident bytes each | {tls:.0f} | {20 * 1024} | "
              f"{verdict(tls, 20 * 1024, at_least=False)} |")
        print(f"| p99 of 16 busy ones beside 5000, of that without "
              f"({median(beside, 'p99') * 1e3:.2f} ms, {median(alone, 'p99') * 1e3:.2f} ms) | "
              f"{p99:.2f} | 1.2 | {verdict(p99, 1.2, at_least=False)} |")


if __name__ == "__main__":
    main()
