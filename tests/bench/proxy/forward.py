# SPDX-License-Identifier: Apache-2.0
"""Validate, lint, authenticate and forward, against haproxy that authenticates and forwards: the
CPU time a push takes in the server, before the same sink. Five rounds, the contenders in turn. What a
push costs that resembles none before stands beside what an application's do."""
import base64
import os

from contest import Contest, free_port, median, program, verdict

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "6"))
GROUPS = 512
FRESH = "ours, texts that are new each time"
BASIC = "Basic " + base64.b64encode(b"bench:secret").decode()


def main():
    with Contest() as contest:
        sink, sink_port = contest.sink()
        tokens = contest.folder / "tokens.yml"
        bearer = "Bearer " + contest.token(tokens)
        other = "Bearer " + contest.token(tokens, "other")
        users = contest.configured("users.yml")
        ours, port = contest.proxy("forward.yml", "forward", sink=sink_port, tokens=tokens,
                                   users=users)
        contenders = {"ours, bearer token": (ours, port, bearer),
                      FRESH: (ours, port, other),
                      "ours, basic (bcrypt)": (ours, port, BASIC)}
        haproxy = program("haproxy")
        for name in ("plain", "hashed"):
            front = free_port()
            config = contest.configured(f"haproxy_{name}.cfg", port=front, sink=sink_port)
            contenders[f"haproxy, {name} password"] = (
                contest.start([haproxy, "-db", "-f", config], front), front, BASIC)
        contenders["the sink alone"] = (sink, sink_port, None)
        for process, at, authorization in contenders.values():
            contest.push_once(at, authorization)  # bcrypt once, and whatever else is remembered
        print("CPU time per push, user and system, of the server process; "
              f"medians of {ROUNDS} interleaved runs. Each group's text comes again and again, as an "
              "application sends it, but for the row that says otherwise.\n")
        print("| connections | server | µs per push | pushes/s | p50, ms | p99, ms |")
        print("| ---: | --- | ---: | ---: | ---: | ---: |")
        rows = []
        for connections in (16, 64):
            runs = {name: [] for name in contenders}
            for _ in range(ROUNDS):
                for name, (process, at, authorization) in contenders.items():
                    runs[name].append(contest.push(at, connections, SECONDS, GROUPS, process,
                                                   authorization, fresh=name == FRESH))
            for name, measured in runs.items():
                print(f"| {connections} | {name} | {median(measured, 'cpu') * 1e6:.1f} | "
                      f"{median(measured, 'rate'):.0f} | {median(measured, 'p50') * 1e3:.2f} | "
                      f"{median(measured, 'p99') * 1e3:.2f} |")
            cpu = {name: median(measured, "cpu") for name, measured in runs.items()}
            plain, hashed = cpu["haproxy, plain password"], cpu["haproxy, hashed password"]
            for mine in ("ours, bearer token", "ours, basic (bcrypt)"):
                rows.append((f"{mine}, of haproxy's with a plain password, {connections} connections",
                             cpu[mine] / plain, 1))
                rows.append((f"{mine}, of haproxy's with a hashed one, {connections} connections",
                             cpu[mine] / hashed, 0.02))
        print("\n| CPU time | ratio | asked, at most | holds |")
        print("| --- | ---: | ---: | --- |")
        for what, ratio, asked in rows:
            print(f"| {what} | {ratio:.4f} | {asked} | {verdict(ratio, asked, at_least=False)} |")


if __name__ == "__main__":
    main()
