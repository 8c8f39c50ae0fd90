# SPDX-License-Identifier: Apache-2.0
"""The embedded gateway, durable and not, against Debian's Pushgateway as it comes: pushes a second
over 64 kept connections, with few and many groups held."""
import os
import subprocess
import time

from contest import Contest, PUSHGATEWAY, free_port, median, program, verdict

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
CONNECTIONS = 64
GROUPS = (1, 100, 10_000)
OWN_GROUPS = (1, 10, 100, 10_000)
ASKED = {"full": {1: 15, 100: 60, 10_000: 15_000}, "off": {1: 25, 100: 100, 10_000: 25_000}}
OF_OWN_RATE = 0.8
SLOW_SECONDS = 12  # for a server that takes less than one push a second


def filled(contest, groups):
    """A Pushgateway that holds so many. Filling it with its check on would take hours: it is filled
    without, and started again, as it comes, with what that one left."""
    if groups == 1:
        return contest.pushgateway()
    store = contest.folder / f"groups-{groups}"
    port = free_port()
    filler = contest.start([PUSHGATEWAY, f"--web.listen-address=127.0.0.1:{port}",
                            f"--persistence.file={store}", "--persistence.interval=1h",
                            "--push.disable-consistency-check"], port)
    held = 0
    while held < groups:
        contest.push(port, 8, 1 + groups // 2000, groups)
        time.sleep(0.5)
        count = subprocess.run(
            f"curl -s http://127.0.0.1:{port}/metrics | grep -c '^push_time_seconds{{'", shell=True,
            capture_output=True, text=True)
        held = int(count.stdout or 0)
    filler.terminate()
    filler.wait(60)
    port = free_port()
    return contest.start([PUSHGATEWAY, f"--web.listen-address=127.0.0.1:{port}",
                          f"--persistence.file={store}", "--persistence.interval=1h"], port), port


def main():
    program("curl")
    with Contest() as contest:
        servers = {(durability, groups): contest.proxy("embedded.yml", f"{durability}-{groups}",
                                                       durability=durability)
                   for durability in ("full", "off") for groups in OWN_GROUPS}
        for (_, groups), (_, port) in servers.items():
            contest.push(port, CONNECTIONS, 2 if groups > 100 else 1, groups)
        runs = {case: [] for case in servers}
        for _ in range(ROUNDS):
            for (durability, groups), (process, port) in servers.items():
                runs[durability, groups].append(
                    contest.push(port, CONNECTIONS, SECONDS, groups, process))
        rates, cpu, p50 = ({case: median(measured, what) for case, measured in runs.items()}
                           for what in ("rate", "cpu", "p50"))
        for process, _ in servers.values():
            process.terminate()
            process.wait()
        theirs = {}
        for groups in GROUPS:
            process, port = filled(contest, groups)
            if groups < 10_000:
                theirs[groups] = contest.push(port, CONNECTIONS, SECONDS, groups, process)["rate"]
            else:
                theirs[groups] = slowly(contest, port)
            process.terminate()
            process.wait()
        print("Pushes a second over 64 kept connections, wrk and server on the same two cores; ours are "
              f"medians of {ROUNDS} interleaved runs.\n")
        print("| groups held | Pushgateway | ours, durable | ours, durability off | "
              "CPU µs per push, durable | off | p50, ms, durable |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for groups in OWN_GROUPS:
            other = f"{theirs[groups]:.2f}" if groups in theirs else ""
            print(f"| {groups} | {other} | {rates['full', groups]:.0f} | {rates['off', groups]:.0f} "
                  f"| {cpu['full', groups] * 1e6:.1f} | {cpu['off', groups] * 1e6:.1f} | "
                  f"{p50['full', groups] * 1e3:.2f} |")
        print("\n| times the Pushgateway's rate | ratio | asked, at least | holds |")
        print("| --- | ---: | ---: | --- |")
        for durability, asked in ASKED.items():
            for groups, least in asked.items():
                ratio = rates[durability, groups] / theirs[groups]
                print(f"| durability {durability}, {groups} groups | {ratio:.1f} | {least} | "
                      f"{verdict(ratio, least)} |")
            own = rates[durability, 10_000] / rates[durability, 10]
            print(f"| durability {durability}: 10000 groups, of its own rate with 10 | {own:.2f} | "
                  f"{OF_OWN_RATE} | {verdict(own, OF_OWN_RATE)} |")


def slowly(contest, port):
    """One push after another, for a while: 64 at once would only queue."""
    start = time.monotonic()
    pushes = 0
    while time.monotonic() - start < SLOW_SECONDS:
        subprocess.run(["curl", "-sf", "-o", "/dev/null", "-X", "PUT", "--data-binary",
                        f"@{contest.bodies[0]}", f"http://127.0.0.1:{port}/metrics/job/bench/worker/w1"],
                       check=True)
        pushes += 1
    return pushes / (time.monotonic() - start)


if __name__ == "__main__":
    main()
