# SPDX-License-Identifier: Apache-2.0
"""A closed lid, a dead network, a killed relay: what was acknowledged arrives, folded."""
import unittest

from scene import Scene, on_both_upstreams


@on_both_upstreams
class Offline(Scene):
    def test_ten_pushes_to_three_groups_arrive_as_three_final_states(self):
        stack = self.stack()
        relay = stack.start_relay()
        for job in "abc":
            self.assertEqual(relay.push(job, "state 0\n")[0], 202)
            stack.wait_for_value(0, "state", job=job)
        stack.proxy.stop()
        for number in range(1, 11):
            self.assertEqual(relay.push("abc"[number % 3], f"state {number}\n")[0], 202)
        relay.kill()
        stack.proxy.start()
        relay.start()
        for job, final in (("a", 9), ("b", 10), ("c", 8)):
            stack.wait_for_value(final, "state", job=job)
        self.assertEqual(len(stack.series()), 3)
        relay.wait_for_ledger(received=13, delivered=6, superseded=7, waiting=0)

    def test_folded_pushes_have_the_effect_of_all(self):
        stack = self.stack()
        relay = stack.start_relay()
        relay.push("posts", "kept 1\nreplaced 1\n")
        relay.push("gone", "old 1\n")
        stack.wait_for_value(1, "old", job="gone")
        stack.proxy.stop()
        relay.push("posts", "replaced 2\n", "POST")
        relay.push("posts", "added 3\n", "POST")
        relay.push("gone", "", "DELETE")
        relay.push("again", "old 1\n")
        relay.push("again", "", "DELETE")
        relay.push("again", "new 2\n", "POST")
        relay.kill()
        stack.proxy.start()
        relay.start()
        relay.wait_for_ledger(waiting=0)
        stack.wait_for_value(3, "added", job="posts")
        stack.wait_for_end(job="gone")
        self.assertEqual({(name, dict(labels)["job"]): value
                          for (name, labels), value in stack.series().items()},
                         {("kept", "posts"): 1, ("replaced", "posts"): 2, ("added", "posts"): 3,
                          ("new", "again"): 2})


if __name__ == "__main__":
    unittest.main()
