"""Runs what stands before functions-framework in a process of its own, before an application that tells what it gets."""

import json
import os
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

RUNTIME = os.environ["RUNTIME_DIR"]
FILTERS = os.environ["FILTERS"]

SERVER = """
import os, sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from espc_events import Events

def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    if b'"fail"' in body:
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
        return [b"no"]
    print("GOT", environ["PATH_INFO"], environ.get("HTTP_CE_ID"), body.decode(), flush=True)
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"OK"]

class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass

server = make_server("127.0.0.1", 0, Events(application, os.environ.get("ESPC_FILTERS")), handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
"""


class Application:
    def __init__(self, filters):
        env = {**os.environ, "PYTHONPATH": RUNTIME, "PYTHONDONTWRITEBYTECODE": "1", "ESPC_FILTERS": json.dumps(filters)}
        self.process = subprocess.Popen([sys.executable, "-c", SERVER], env=env, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def post(self, path, body, headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self):
        """Ends the process and returns what it printed."""
        self.process.kill()
        return self.process.communicate()[0]


def binary(id, content_type="application/json"):
    return {"ce-specversion": "1.0", "ce-id": id, "ce-type": "t", "ce-source": "/s", "content-type": content_type}


class EventsTest(unittest.TestCase):
    def test_of_events_with_a_filter_on_data_those_that_match_come_through(self):
        with open(FILTERS, encoding="utf-8") as file:
            cases = json.load(file)
        application = Application({f"case-{i}": case["filter"] for i, case in enumerate(cases)})
        self.addCleanup(application.process.kill)
        for i, case in enumerate(cases):
            body = json.dumps(case["data"]).encode()
            self.assertEqual(application.post(f"/_espc/on/case-{i}", body, binary(f"b{i}")), (204, ""), case["name"])
            event = {"specversion": "1.0", "id": f"s{i}", "type": "t", "source": "/s", "data": case["data"]}
            structured = {"content-type": "application/cloudevents+json", "ce-id": f"s{i}"}
            self.assertEqual(application.post(f"/_espc/on/case-{i}", json.dumps(event).encode(), structured), (204, ""), case["name"])
        printed = application.stop()
        for i, case in enumerate(cases):
            for id in (f"b{i}", f"s{i}"):
                self.assertEqual(f"GOT / {id} " in printed, case["passes"], f"{case['name']} ({id})")

    def test_a_success_has_no_content_and_a_failure_stays_one(self):
        application = Application({"on": {"data.n": {"gt": 1}}})
        self.addCleanup(application.process.kill)
        self.assertEqual(application.post("/", b'{"n": 1}', binary("1")), (204, ""))
        self.assertEqual(application.post("/", b'{"fail": 1}', binary("2")), (500, "no"))
        self.assertEqual(application.post("/_espc/on/other", b'{"n": 2}', binary("3"))[0], 404)
        self.assertEqual(application.post("/_espc/on/on", b'{"n": 2, "fail": 1}', binary("4"))[0], 500)
        self.assertEqual(application.post("/_espc/on/on", b"n=2", binary("5", "text/plain")), (204, ""))
        self.assertEqual(application.post("/_espc/on/on", b'[{"n": 2}]', binary("6")), (204, ""))
        self.assertEqual(application.post("/_espc/on/on", b'{"n":', binary("7")), (204, ""))  # the framework's to answer
        self.assertEqual(application.post("/_espc/on/on", b'{"n": ' + b"[" * 100000 + b"]" * 100000 + b"}", binary("9"))[0], 400)
        self.assertEqual(application.post("/_espc/on/on", b'{"n": 3}', binary("8")), (204, ""))
        self.assertEqual(application.stop(), 'GOT / 1 {"n": 1}\nGOT / 7 {"n":\nGOT / 8 {"n": 3}\n')


if __name__ == "__main__":
    unittest.main()
