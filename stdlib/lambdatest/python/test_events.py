"""The tables of recorded events, which the Node adapter is held to as well."""

import json
import unittest

from harness import EVENTS, Lambda

SEEN = """
import base64, json

def handler(event):
    data = {"data_base64": base64.b64encode(event.data).decode()} if isinstance(event.data, bytes) else {"data": event.data}
    print("SEEN " + json.dumps({**event.get_attributes(), **data}))
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
    for name, header in (("list", "header1"), ("cookie", "Cookie")):
        if header in request.headers:
            out[name] = request.headers[header]
    return {**out, "secure": request.is_secure, "ip": request.remote_addr}
"""


def kind(message):
    """The content type that an event over HTTP has, which cloudevents keeps."""
    if "data_base64" in message:
        return message["datacontenttype"]
    return "text/plain" if isinstance(message["data"], str) else "application/json"


DECIDES = """
def handler(request):
    if request.headers["Authorization"] == "broken":
        raise ValueError("this one fails")
    return "", 204 if request.headers["Authorization"] == "good" and request.path == "/orders" else 401
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
