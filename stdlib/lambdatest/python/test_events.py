"""The tables of recorded events, which the Node adapter is held to as well."""

import base64
import json
import pathlib
import re
import tempfile
import unittest

from harness import EVENTS, Lambda, Reference, send

SEEN = """
import base64, json, os, sys

def handler(event):
    data = {"data_base64": base64.b64encode(event.data).decode()} if isinstance(event.data, bytes) else {"data": event.data}
    with open(os.environ["SEEN"], "a") if "SEEN" in os.environ else os.fdopen(os.dup(1), "w") as out:
        print("SEEN " + json.dumps({**event.get_attributes(), **data}), file=out)
    if isinstance(event.data, dict) and event.data.get("fail"):
        raise ValueError("this one fails")
    return object()
"""

SAW = """
import base64

def handler(request):
    path = request.environ["RAW_URI"].partition("?")[0]
    body = base64.b64encode(request.get_data()).decode()
    out = {"method": request.method, "path": path, "query": request.args.to_dict(flat=False), "body": body, "host": request.host}
    for name, header in (("list", "header1"), ("cookie", "Cookie"), ("caller", "Eg-Consumer-Id")):
        if header in request.headers:
            out[name] = request.headers[header]
    return {**out, "secure": request.is_secure, "ip": request.remote_addr}
"""


def kind(message):
    """The content type that an event over HTTP has, which cloudevents keeps."""
    if "data_base64" in message:
        return message["datacontenttype"]
    return "text/plain" if isinstance(message["data"], str) else "application/json"


def sent(message):
    """The headers and the body of an event: in binary mode, as brokers deliver it, or in structured mode where a header cannot carry an attribute."""
    attributes = {name: value for name, value in message.items() if not name.startswith("data") or name == "dataschema"}
    if all(re.fullmatch(r"[\x21\x23\x24\x26-\x7e]+", value) for value in attributes.values()):
        data = message.get("data")
        body = base64.b64decode(message["data_base64"]) if "data_base64" in message else data.encode() if isinstance(data, str) else json.dumps(data).encode()
        headers = [("Content-Type", kind(message)), *((f"ce-{name}", value) for name, value in attributes.items())]
    else:
        body = json.dumps({**message, "datacontenttype": kind(message)}).encode()
        headers = [("Content-Type", "application/cloudevents+json")]
    return [*headers, ("Content-Length", str(len(body)))], body


DECIDES = """
def handler(request):
    if request.headers["Authorization"] == "broken":
        raise ValueError("this one fails")
    told = {"eg-consumer-id": request.headers["X-Name"]} if "X-Name" in request.headers else {}
    return "", 204 if request.headers["Authorization"] == "good" and request.path == "/orders" else 401, told
"""


OWN = """
def handler(request):
    return "ok", 200, {"Access-Control-Allow-Origin": "https://own.example", "Vary": "Accept"}
"""


class Events(unittest.TestCase):
    maxDiff = None

    def test_a_cloudevent_function_gets(self):
        for case in json.loads((EVENTS / "deliveries.json").read_text()):
            with self.subTest(case["name"]):
                function = Lambda({"main.py": SEEN}, FUNCTION_SIGNATURE_TYPE="cloudevent", **case.get("env", {}))
                self.addCleanup(function.stop)
                if "error" in case:
                    with self.assertRaisesRegex(RuntimeError, case["error"]):
                        function.invoke(case["event"])
                else:
                    self.assertEqual(function.invoke(case["event"]), case["answer"])
                got = [json.loads(line[5:]) for line in function.log().splitlines() if line.startswith("SEEN ")]
                for message, want in zip(got, case["want"]):
                    if "time" not in want:
                        del message["time"]
                self.assertEqual(got, [{"datacontenttype": kind(want), **want} for want in case["want"]])

    def test_functions_framework_hands_on_the_same(self):
        """What the adapter makes of AWS's events is what the framework makes of the CloudEvents that they stand for."""
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder, "seen")
            reference = Reference({"main.py": SEEN}, FUNCTION_SIGNATURE_TYPE="cloudevent", SEEN=str(log))
            self.addCleanup(reference.stop)
            if reference.what != "functions-framework":
                print("events are not compared with functions-framework, which python3 has not")
                return
            for case in json.loads((EVENTS / "deliveries.json").read_text()):
                for want in case["want"]:
                    with self.subTest(case["name"]):
                        log.write_text("")
                        failing = isinstance(want.get("data"), dict) and want["data"].get("fail")
                        self.assertEqual(send(reference.port, "POST", "/", *sent(want))[0], 500 if failing else 200)
                        got = json.loads(log.read_text().removeprefix("SEEN "))
                        if isinstance(want.get("data"), str):  # text is bytes there
                            got["data"] = base64.b64decode(got.pop("data_base64")).decode()
                        self.assertEqual(got, {"time": got["time"], "datacontenttype": kind(want), **want})

    def test_a_function_that_decides_who_may_pass_answers(self):
        for case in json.loads((EVENTS / "authorizers.json").read_text()):
            with self.subTest(case["name"]):
                function = Lambda({"main.py": DECIDES})
                self.addCleanup(function.stop)
                self.assertEqual(function.invoke(case["event"]), case["answer"])

    def test_a_browser_is_told(self):
        for case in json.loads((EVENTS / "cors.json").read_text()):
            with self.subTest(case["name"]):
                function = Lambda({"main.py": OWN}, ESPC_CORS=json.dumps(case["rules"]))
                self.addCleanup(function.stop)
                headers = function.invoke(case["event"])["multiValueHeaders"]
                told = {name: ", ".join(values) for name, values in headers.items() if name == "vary" or name.startswith("access-control-")}
                self.assertEqual(told, case["want"])

    def test_an_http_function_sees(self):
        for case in json.loads((EVENTS / "requests.json").read_text()):
            with self.subTest(case["name"]):
                function = Lambda({"main.py": SAW})
                self.addCleanup(function.stop)
                answer = function.invoke(case["event"])
                saw = answer if case.get("direct") else json.loads(answer["body"])
                if "list" in saw:  # WSGI servers join without a space
                    saw["list"] = saw["list"].replace(",", ", ").replace(",  ", ", ") if ", " in case["saw"]["list"] else saw["list"]
                self.assertEqual(saw, case["saw"])


if __name__ == "__main__":
    unittest.main()
