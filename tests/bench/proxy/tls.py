# SPDX-License-Identifier: Apache-2.0
"""Pushes over kept TLS connections against the same without TLS; wrk encrypts on the same cores."""
import os

from contest import Contest, median, verdict
from idle import certificate

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
CONNECTIONS = 64
GROUPS = 256


def main():
    with Contest() as contest:
        plain, plain_port = contest.proxy("embedded.yml", "plain", durability="off")
        tls, tls_port = contest.proxy("tls.yml", "tls", **certificate(contest))
        runs = {"http": [], "https": []}
        for _ in range(ROUNDS):
            for scheme, process, port in (("http", plain, plain_port), ("https", tls, tls_port)):
                runs[scheme].append(contest.push(port, CONNECTIONS, SECONDS, GROUPS, process,
                                                 scheme=scheme))
        print(f"Medians of {ROUNDS} interleaved runs.\n\n"
              "| 64 kept connections, embedded, durability off | pushes/s | CPU µs per push |")
        print("| --- | ---: | ---: |")
        for scheme, measured in runs.items():
            print(f"| {scheme} | {median(measured, 'rate'):.0f} | "
                  f"{median(measured, 'cpu') * 1e6:.1f} |")
        ratio = median(runs["https"], "rate") / median(runs["http"], "rate")
        print(f"\n| TLS, of the plain rate | asked, at least | holds |\n| ---: | ---: | --- |\n"
              f"| {ratio:.2f} | 0.6 | {verdict(ratio, 0.6)} |")


if __name__ == "__main__":
    main()
