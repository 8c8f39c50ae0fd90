# SPDX-License-Identifier: Apache-2.0
"""A relay that has nothing to do does nothing: no thread of it is even woken, and it is small."""
import pathlib
import re
import time
import unittest

from scene import Scene

SECONDS = 20
SWITCHES = 10  # in all threads, in a minute
ANONYMOUS_KIB = 16 * 1024


def number(file, name):
    return int(re.search(rf"^{name}:\s+(\d+)", file.read_text(), re.M)[1])


def switches(relay):
    threads = pathlib.Path(f"/proc/{relay.program.process.pid}/task").iterdir()
    return sum(number(thread / "status", "voluntary_ctxt_switches") for thread in threads)


class Idle(Scene):
    def test_idle(self):
        stack = self.stack()
        delivering = stack.start_relay()
        waiting = stack.start_relay(address="http://127.0.0.1:9")  # nobody: a backoff of minutes
        for relay in (delivering, waiting):
            for job in "abc":
                self.assertEqual(relay.push(job, "m 1\n")[0], 202)
        delivering.wait_for_ledger(delivered=3)
        waiting.request("POST", "/api/v1/pause")
        time.sleep(2)
        before = switches(delivering), switches(waiting)
        time.sleep(SECONDS)
        after = switches(delivering), switches(waiting)
        for name, relay, first, last in zip(("delivering", "waiting"), (delivering, waiting),
                                            before, after):
            with self.subTest(name):
                self.assertLess(last - first, SWITCHES * SECONDS / 60)
                status = pathlib.Path(f"/proc/{relay.program.process.pid}/status")
                self.assertLess(number(status, "RssAnon"), ANONYMOUS_KIB)


if __name__ == "__main__":
    unittest.main(verbosity=1)
