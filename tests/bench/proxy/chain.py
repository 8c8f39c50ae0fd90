# SPDX-License-Identifier: Apache-2.0
"""The chain that Gatepost replaces, a Flask proxy, a Go lint server and the Pushgateway, against one
gatepost-proxy that does the same: 16 kept connections."""
import os
import subprocess

from contest import HERE, Contest, free_port, median, program, verdict

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
CONNECTIONS = 16
GROUPS = 16


def main():
    with Contest() as contest:
        linter = contest.folder / "lint_server"
        subprocess.run([program("go"), "build", "-o", linter, HERE / "chain" / "lint_server.go"],
                       check=True, env=dict(os.environ, GO111MODULE="off",
                                            GOPATH="/usr/share/gocode", GOFLAGS="",
                                            GOCACHE=str(contest.folder / "go")))
        lint_port, chain_port = free_port(), free_port()
        contest.start([linter, f"127.0.0.1:{lint_port}"], lint_port)
        _, gateway_port = contest.pushgateway()
        contest.start(["/usr/bin/python3", HERE / "chain" / "push_proxy.py", chain_port, lint_port,
                       gateway_port], chain_port)
        _, port = contest.proxy("embedded.yml", "embedded", durability="full")
        runs = {"the chain": [], "gatepost-proxy, durable": []}
        for _ in range(ROUNDS):
            for name, at in (("the chain", chain_port), ("gatepost-proxy, durable", port)):
                runs[name].append(contest.push(at, CONNECTIONS, SECONDS, GROUPS))
        print(f"{CONNECTIONS} kept connections; medians of {ROUNDS} interleaved runs.\n")
        print("| server | pushes/s | p50, ms | p99, ms |")
        print("| --- | ---: | ---: | ---: |")
        for name, measured in runs.items():
            print(f"| {name} | {median(measured, 'rate'):.0f} | {median(measured, 'p50') * 1e3:.2f} | "
                  f"{median(measured, 'p99') * 1e3:.2f} |")
        chain, ours = runs.values()
        rate = median(ours, "rate") / median(chain, "rate")
        wait = median(ours, "p50") / median(chain, "p50")
        print("\n| against the chain | ratio | asked | holds |")
        print("| --- | ---: | ---: | --- |")
        print(f"| pushes a second | {rate:.1f} | at least 60 | {verdict(rate, 60)} |")
        print(f"| latency at the median | {wait:.4f} | at most 0.05 | "
              f"{verdict(wait, 0.05, at_least=False)} |")


if __name__ == "__main__":
    main()
