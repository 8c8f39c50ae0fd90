# SPDX-License-Identifier: Apache-2.0
"""What must not reach the gateway does not, and the answer says why."""
import unittest

from scene import Scene, on_both_upstreams

import gatepost

GOOD = "# HELP level_ratio How full it is.\n# TYPE level_ratio gauge\nlevel_ratio 0.5\n"
TWICE = GOOD + "level_ratio 0.6\n"
SHRINKING = """# HELP wait_seconds How long it took.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="1"} 5
wait_seconds_bucket{le="+Inf"} 3
wait_seconds_sum 2
wait_seconds_count 3
"""
NO_HELP = "# TYPE level_ratio gauge\nlevel_ratio 0.5\n"


@on_both_upstreams
class Refusals(Scene):
    def setUp(self):
        self.scene = self.stack()
        self.token = self.scene.proxy.token("ada")

    def assert_refused(self, status, reason, path="j", text=GOOD, token=None, target=None):
        """As a plain push (unless it has a target) and as a wrapped one."""
        scene, token = self.scene, self.token if token is None else token
        if target is None:
            answer = scene.proxy.push(path, text, token)
            self.assertEqual(answer[0], status, answer)
            self.assertRegex(answer[1], reason)
        with self.assertRaises(gatepost.PushError) as caught:
            scene.proxy.wrapped_push(path, text, token, target)
        self.assertEqual(caught.exception.status, status, caught.exception)
        self.assertRegex(caught.exception.sentence, reason)
        self.assertEqual(scene.series(), {})

    def test_what_is_good_does_reach_it(self):
        self.assertEqual(self.scene.proxy.push("plain", GOOD, self.token)[0], 200)
        self.scene.proxy.wrapped_push("wrapped", GOOD, self.token)
        for job in ("plain", "wrapped"):
            self.scene.wait_for_value(0.5, "level_ratio", job=job, userid="ada")

    def test_without_a_token(self):
        self.assert_refused(401, "no token or password was sent", token="")

    def test_with_a_wrong_token(self):
        self.assert_refused(401, "token or password is not known", token="gp_wrong")

    def test_with_lint_errors(self):
        self.assert_refused(422, r"4:\d+ wait_seconds: .*\(histogram_not_cumulative\)", text=SHRINKING)

    def test_with_a_series_twice(self):
        self.assert_refused(400, r"4:1 level_ratio: metric not unique", text=TWICE)

    def test_with_what_does_not_parse(self):
        self.assert_refused(400, "text format parsing error in line 1", text="level_ratio\n")

    def test_with_anothers_userid(self):
        self.assert_refused(403, "userid", path="j/userid/bob")

    def test_with_a_foreign_target(self):
        self.assert_refused(403, "target", target="http://elsewhere.example:9091")

    def test_with_credentials_in_the_target(self):
        target = self.scene.proxy.target.replace("http://", "http://user:password@")
        self.assert_refused(403, "target|user", target=target)


@on_both_upstreams
class Strict(Refusals):
    def setUp(self):
        self.scene = self.stack(lint={"strict": True})
        self.token = self.scene.proxy.token("ada")

    def test_with_mere_warnings(self):
        self.assert_refused(422, "no help text", text=NO_HELP)


@on_both_upstreams
class Lenient(Scene):
    def test_warnings_pass_where_nothing_is_strict(self):
        scene = self.stack()
        token = scene.proxy.token("ada")
        self.assertEqual(scene.proxy.push("j", NO_HELP, token)[0], 200)
        scene.wait_for_value(0.5, "level_ratio", job="j")

    def test_the_relay_says_the_same_before_anything_is_queued(self):
        scene = self.stack()
        relay = scene.start_relay()
        token = scene.proxy.token("ada")
        for text in SHRINKING, TWICE, "level_ratio\n":
            (here, said), (there, answered) = relay.push("j", text), scene.proxy.push("j", text, token)
            self.assertEqual(said.splitlines()[-1], answered.splitlines()[-1])
            self.assertIn(here, (400, 422))
            self.assertIn(there, (400, 422))
        self.assertEqual(relay.ledger()["received"], 0)
        self.assertEqual(scene.series(), {})


if __name__ == "__main__":
    unittest.main()
