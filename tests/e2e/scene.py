# SPDX-License-Identifier: Apache-2.0
"""What every end-to-end test starts from: import paths, and one test case for both upstreams."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "clients/python")]

from stack import Stack  # noqa: E402


class Scene(unittest.TestCase):
    maxDiff = None
    upstream = "embedded"

    def stack(self, **config):
        stack = Stack(self, self.upstream, **config)
        stack.proxy.start()
        return stack


def on_both_upstreams(scene):
    """The same tests with the embedded gateway and with Debian's Pushgateway behind the proxy."""
    module = sys.modules[scene.__module__]
    name = scene.__name__ + "OnPushgateway"
    setattr(module, name, type(name, (scene,), {
        "upstream": "pushgateway", "__module__": scene.__module__}))
    return scene
