import http.server
import json
import os
import pathlib
import re
import shutil
import tempfile
import threading
import time
import unittest

from harness import EVENTS, Lambda

# Counts its runs in a file and fails the first FAILS of them.
PROGRAM = """import os, sys
with open(os.environ["RUNS"], "a") as runs:
    print(*sys.argv[1:], file=runs)
print("SAYS", os.getcwd())
sys.exit(3 if len(open(os.environ["RUNS"]).readlines()) <= int(os.environ.get("FAILS") or 0) else 0)
"""

HANGS = """import os, signal, subprocess, time
child = subprocess.Popen(["sleep", "60"])
open(os.environ["RUNS"], "w").write(str(child.pid))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""

REQUESTS = json.loads((EVENTS / "custom-resources.json").read_text())


class Place:
    """Where CloudFormation waits for answers; it does first what statuses says."""

    def __init__(self, *statuses):
        self.got, statuses = [], list(statuses)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_PUT(handler):
                body = handler.rfile.read(int(handler.headers["content-length"]))
                self.got.append((handler.headers["content-type"], body))
                handler.send_response(statuses.pop(0) if statuses else 200)
                handler.send_header("content-length", "0")
                handler.end_headers()

            def log_message(handler, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/answer?X-Amz-Signature=x"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Jobs(unittest.TestCase):
    def place(self, *statuses):
        place = Place(*statuses)
        self.addCleanup(place.close)
        return place

    def job(self, program=PROGRAM, command=("python3", "main.py", "a b"), retries=0, timeout=10, **env):
        folder = tempfile.mkdtemp(prefix="espc-job-")
        self.addCleanup(shutil.rmtree, folder)
        function = Lambda(
            {"main.py": program}, _HANDLER="espc_lambda.job.handler", RUNS=os.path.join(folder, "runs"), ESPC_JOB_COMMAND=json.dumps(list(command)),
            ESPC_JOB_RETRIES=str(retries), ESPC_JOB_TIMEOUT_SECONDS=str(timeout), AWS_LAMBDA_LOG_GROUP_NAME="/aws/lambda/shop-prod-job-seed",
            AWS_LAMBDA_LOG_STREAM_NAME="2026/11/28/[$LATEST]abc", **env,
        )
        self.addCleanup(function.stop)
        runs = pathlib.Path(folder, "runs")
        function.runs = lambda: runs.read_text().splitlines() if runs.exists() else []
        return function

    def test_cloudformation_is_answered(self):
        for case in REQUESTS:
            with self.subTest(case["name"]):
                place, event = self.place(), case["event"]
                options = {name: case[name] for name in ("command", "retries") if name in case}
                function = self.job(FAILS=str(case.get("fails", 0)), **options)
                function.invoke({**event, "ResponseURL": place.url})
                self.assertEqual(len(function.runs()), case["runs"], function.log())
                self.assertEqual([kind for kind, _ in place.got], [""])
                answer = json.loads(place.got[0][1])
                reason = answer.pop("Reason", None)
                same = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
                self.assertEqual(answer, {"Status": case["status"], "PhysicalResourceId": case.get("physical", "SeedJobRun1A2B3C4D"), **same})
                if "reason" in case:
                    self.assertTrue(re.search(case["reason"], reason), reason)
                else:
                    self.assertIsNone(reason)

    def test_an_answer_that_gets_lost_is_sent_again(self):
        place, function = self.place(503, 500), self.job()
        function.invoke({**REQUESTS[0]["event"], "ResponseURL": place.url})
        self.assertEqual((len(place.got), len(function.runs())), (3, 1))

    def test_an_address_that_takes_no_answer_is_an_error_and_the_job_has_run_once(self):
        function = self.job()
        with self.assertRaisesRegex(RuntimeError, "refused"):
            function.invoke({**REQUESTS[0]["event"], "ResponseURL": "http://127.0.0.1:1/"})
        self.assertEqual(len(function.runs()), 1)

    def test_a_long_reason_is_cut_to_what_cloudformation_takes(self):
        place, function = self.place(), self.job(command=["no-" + "ü" * 3000])
        function.invoke({**REQUESTS[0]["event"], "ResponseURL": place.url})
        self.assertLess(len(place.got[0][1]), 4096)
        self.assertEqual(json.loads(place.got[0][1])["Status"], "FAILED")

    def test_a_schedule_runs_the_job_and_an_error_means_that_it_failed(self):
        function = self.job(FAILS="1")
        with self.assertRaisesRegex(RuntimeError, "run 1 of 1 ended with exit code 3"):
            function.invoke({"schedule": "nightly"})
        self.assertEqual(function.invoke({"schedule": "nightly"}), {"runs": 1})
        self.assertEqual(function.runs(), ["a b", "a b"])
        self.assertIn("SAYS " + os.path.realpath(function.dir), function.log())

    def test_the_program_finds_its_variables_and_none_of_the_adapters(self):
        function = self.job("import json, os, espc\nopen(os.environ['RUNS'], 'w').write(json.dumps([dict(os.environ), callable(espc.call)]))\n", MODE="live")
        function.invoke({})
        env, client = json.loads(function.runs()[0])
        self.assertEqual((env["MODE"], env.get("_HANDLER"), client), ("live", None, True))
        self.assertEqual([name for name in env if name.startswith("ESPC_JOB_")], [])

    def test_a_run_that_takes_too_long_is_ended_with_all_that_it_started(self):
        function = self.job(HANGS, timeout=1)
        with self.assertRaisesRegex(RuntimeError, "run 1 of 1 took longer than 1 s and was ended"):
            function.invoke({})
        until = time.monotonic() + 5  # the system may take a moment to forget it
        with self.assertRaises(ProcessLookupError):
            while time.monotonic() < until:
                os.kill(int(function.runs()[0]), 0)
                time.sleep(0.05)

    def test_a_run_that_is_killed_says_so(self):
        function = self.job("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
        with self.assertRaisesRegex(RuntimeError, "run 1 of 1 was ended by SIGKILL"):
            function.invoke({})

    def test_no_run_begins_that_lambda_has_no_time_for(self):
        function = self.job(retries=100, FAILS="100")
        with self.assertRaisesRegex(RuntimeError, "of 101 ended with exit code 3, and Lambda has no time for another"):
            function.invoke({}, 16500)
        self.assertLessEqual(len(function.runs()), 2)


if __name__ == "__main__":
    unittest.main()
