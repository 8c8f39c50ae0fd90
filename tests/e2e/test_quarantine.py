# SPDX-License-Identifier: Apache-2.0
"""What only the server can refuse is kept with its reasons, can be written out, and goes by hand."""
import subprocess
import unittest

from scene import Scene
from programs import BIN_DIR


class Quarantine(Scene):
    def gatepost(self, relay, *words):
        done = subprocess.run([BIN_DIR / "gatepost", words[0], "--socket", relay.socket, *words[1:]],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_export_and_drop(self):
        stack = self.stack(limits={"groups_per_user": 1})
        relay = stack.start_relay()
        self.assertEqual(self.gatepost(relay, "quarantine"), "nothing is quarantined\n")
        self.assertEqual(relay.push("first", "m 1\n")[0], 202)
        relay.wait_for_ledger(delivered=1)
        self.assertEqual(relay.push("second", "m 2\n")[0], 202)
        relay.wait_for_ledger(quarantined=1)

        listed = self.gatepost(relay, "quarantine")
        number = listed.split()[0]
        written = self.gatepost(relay, "quarantine", "export")
        self.assertEqual(written, self.gatepost(relay, "quarantine", "export", number))
        self.assertTrue(written.startswith("# PUT /metrics/job/second\n# status 422\n# "), written)
        self.assertTrue(written.endswith("# TYPE m untyped\nm 2\n"), written)
        self.assertIn("groups_per_user", written)
        # Comments and samples: it is an exposition still.
        checked = subprocess.run([BIN_DIR / "gatepost", "lint"], input=written, text=True,
                                 capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

        self.gatepost(relay, "quarantine", "drop", number)
        self.assertEqual(self.gatepost(relay, "quarantine", "export"), "")
        ledger = relay.ledger()
        self.assertEqual((ledger["quarantined"], ledger["lost"]), (0, {"user": 1}))


if __name__ == "__main__":
    unittest.main(verbosity=1)
