"""How the client calls AWS: signatures by AWS's own examples, the role of a pod, and what is asked again. It needs nothing installed."""

import datetime
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from aws import SERVICE_ACCOUNT_TOKEN, Aws, wrong
from harness import ADAPTER

sys.path.insert(0, str(ADAPTER))
sys.dont_write_bytecode = True
import espc_aws  # noqa: E402

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-resize"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
# The examples of AWS's Signature Version 4 test suite that have no query: method, headers, body, token, signature.
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
EXAMPLES = {
    "get-vanilla": ("GET", {}, b"", None, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "post-vanilla": ("POST", {}, b"", None, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    "post-x-www-form-urlencoded": ("POST", {"content-type": "application/x-www-form-urlencoded"}, b"Param1=value1", None, "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    "post-sts-header-before": ("POST", {}, b"", TOKEN, "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
}
CALL = "print(espc.call('function.resize', path='/x').text)"
PUBLISH = "print(espc.publish('paid', {'n': 1}, id='p1'))"


class Calls(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.aws = Aws(lambda arn, event: {"statusCode": 200, "body": arn if event["rawPath"] == "/arn" else event["rawPath"]})
        cls.dir = tempfile.TemporaryDirectory()
        cls.token = os.path.join(cls.dir.name, "token")
        with open(cls.token, "w") as file:
            file.write(f"{SERVICE_ACCOUNT_TOKEN}\n")

    @classmethod
    def tearDownClass(cls):
        cls.aws.stop()
        cls.dir.cleanup()

    def setUp(self):
        self.aws.busy, self.aws.calls, self.aws.asked, self.aws.lifetime, self.aws.token = [], 0, 0, 21600, None

    def says(self, lines, env):
        """What a program that has the client prints."""
        body = "".join(f"    {line}\n" for line in lines)
        program = f"import espc\ntry:\n{body}except Exception as error:\n    print('ERROR', error)\n"
        base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ADAPTER), "PYTHONDONTWRITEBYTECODE": "1", "ESPC_FUNCTION_RESIZE_ARN": ARN}
        base.update(ESPC_EVENT_PAID_ROUTE='{"bus":"main","type":"paid","source":"/shop"}', ESPC_EVENT_BUS_MAIN_NAME="shop-prod-main")
        done = subprocess.run([sys.executable, "-c", program], env={**base, **env}, capture_output=True, text=True, timeout=60)
        return (done.stdout + done.stderr).strip()

    def test_signs_the_examples_of_aws_and_the_fake_takes_nothing_else(self):
        for name, (method, headers, body, token, signature) in EXAMPLES.items():
            with self.subTest(name):
                date = datetime.datetime(2015, 8, 30, 12, 36, tzinfo=datetime.timezone.utc)
                url = urllib.parse.urlsplit("https://example.amazonaws.com/")
                signed = espc_aws.sign(method, url, headers, body, "service", "us-east-1", ("AKIDEXAMPLE", SECRET, token), date)
                self.assertTrue(signed["authorization"].endswith(f"Signature={signature}"), signed["authorization"])
                arrived = {**signed, "Authorization": signed["authorization"], "X-Amz-Date": signed["x-amz-date"], "X-Amz-Security-Token": signed.get("x-amz-security-token")}
                to = ("AKIDEXAMPLE", SECRET, token, "us-east-1", "service")
                self.assertIsNone(wrong(method, "/", arrived, body, *to))
                self.assertIn("the signature is", wrong(method, "/", arrived, body + b"x", *to))

    def test_a_pod_calls_and_publishes_by_its_role_which_it_asks_for_once(self):
        self.assertEqual(self.says([CALL, CALL, PUBLISH], self.aws.pod(self.token)), "/x\n/x\np1")
        self.assertEqual((self.aws.asked, self.aws.entries[-1]["EventBusName"]), (1, "shop-prod-main"))

    def test_credentials_that_end_soon_are_asked_for_anew(self):
        self.aws.lifetime = 60
        self.assertEqual(self.says([CALL, CALL], self.aws.pod(self.token)), "/x\n/x")
        self.assertEqual(self.aws.asked, 2)

    def test_the_region_of_a_call_is_that_of_the_arn(self):
        env = {**self.aws.pod(self.token), "AWS_REGION": "us-east-1"}
        self.assertEqual(self.says(["print(espc.call('function.resize', path='/arn').text)"], env), ARN)

    def test_what_aws_could_not_take_is_sent_again_and_what_it_refuses_is_not(self):
        for busy, want, calls in (
            ([429, 503], "/x", 3),
            ([429, 500, 503], "ERROR lambda: ServiceException: not now", 3),
            ([404], "ERROR lambda: ServiceException: not now", 1),
        ):
            self.aws.busy, self.aws.calls = busy, 0
            self.assertEqual(self.says([CALL], self.aws.env), want)
            self.assertEqual(self.aws.calls, calls)

    def test_a_pod_without_a_role_is_told_so(self):
        self.assertIn("ERROR there are no credentials of AWS: the pod has no role (EKS Pod Identity)", self.says([CALL], {"AWS_REGION": "eu-west-1"}))
        other = os.path.join(self.dir.name, "other")
        with open(other, "w") as file:
            file.write("somebody-else")
        self.assertIn("ERROR there are no credentials of AWS: HTTP Error 401", self.says([CALL], self.aws.pod(other)))


if __name__ == "__main__":
    unittest.main()
