"""Each event of events/exchanges.json through the adapter, and the request that it stands for over HTTP through the reference.

The status, the headers and the body are the same, with the stand-ins and with what is installed. Node is held to the same file.
"""

import base64
import json
import re
import unittest

from compare import alike
from harness import EVENTS, HERE, Lambda, Reference, answered, send

# ANSWERS are the statuses of what the fixture does, where they are not 200.
ANSWERS = {"throws": 500, "cors": 204, "made": 201}


class Exchanges(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        files = {"main.py": (HERE / "exchanges_fixture.py").read_text()}
        cls.reference = Reference(files)
        cls.functions = {"stand-ins": Lambda(files), "installed": Lambda(files, bare=False)}
        print(f"compared with {cls.reference.what}")

    @classmethod
    def tearDownClass(cls):
        for function in (cls.reference, *cls.functions.values()):
            function.stop()

    def test_the_request_of(self):
        for case in json.loads((EVENTS / "exchanges.json").read_text()):
            request = case["request"]
            body = base64.b64decode(request["base64"]) if "base64" in request else request["body"].encode() if "body" in request else None
            want = send(self.reference.port, request["method"], request["target"], request["headers"], body)
            do = re.search(r"do=(\w+)", request["target"])
            for kind, function in self.functions.items():
                with self.subTest(case["name"], kind=kind):
                    alike(self, answered(function.invoke(case["event"])), want)
                    # A case in which both fail alike is no evidence.
                    self.assertEqual(want[0], ANSWERS.get(do and do[1], 200))


if __name__ == "__main__":
    unittest.main()
