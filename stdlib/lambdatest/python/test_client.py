"""publish and call from one function in both worlds: behind HTTP with HTTP neighbours, and behind the adapter against a fake of AWS.

What the caller and the called see is the same, by the table that Node is held to as well.
"""

import json
import os
import unittest

from aws import Aws, delivered, serve
from harness import ADAPTER, EVENTS, Lambda, Reference, answered, over, v2

CALLER = """
import espc

def handler(request):
    order = request.get_json()
    options = order.get("options") or {}
    revive = lambda value: bytes.fromhex(value["bytes"]) if isinstance(value, dict) and "bytes" in value else value
    if "body" in options:
        options["body"] = revive(options["body"])
    try:
        if "publish" in order:
            return {"id": espc.publish(order["publish"], revive(order.get("data")), **options)}
        answer = espc.call(order["call"], **options)
        return {"status": answer.status, "ok": answer.ok, "type": answer.headers.get("content-type"), "made": answer.headers.get("x-made"), "cookies": answer.cookies, "body": answer.body.hex()}
    except Exception as error:
        return {"error": str(error)}
"""

CALLEE = """
from flask import make_response, redirect

def handler(request):
    if request.path == "/crash":
        raise ValueError("secret")
    if request.path == "/moved":
        return redirect("/elsewhere")
    if request.path == "/none":
        return "", 204
    if request.path == "/bytes":
        return bytes([0, 255]), {"X-Made": "here"}
    if request.path == "/much":
        return "x" * 1000000
    headers = request.headers
    seen = {"method": request.method, "path": request.path, "query": request.query_string.decode(), "body": request.get_data().hex()}
    more = {"type": headers.get("Content-Type"), "length": request.content_length, "test": headers.get("X-Test")}
    seen.update({name: value for name, value in more.items() if value is not None})
    response = make_response(seen, 404 if request.path == "/missing" else 200)
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    return response
"""

RECEIVER = """
import json

def handler(event):
    data = {"hex": event.data.hex()} if isinstance(event.data, bytes) else event.data
    print("GOT " + json.dumps({**event.get_attributes(), "data": data}))
"""

ROUTES = {
    "ESPC_EVENT_PHOTO_UPLOADED_ROUTE": '{"bus":"main","type":"shop.photo-uploaded","source":"/shop"}',
    "ESPC_EVENT_OTHER_BUS_ROUTE": '{"bus":"side-bus","type":"Other","source":"urn:other"}',
}
TIME = "2026-03-01T12:00:00.123Z"
TABLE = json.loads((EVENTS / "client.json").read_text())


class Client(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.statuses, cls.posted = [], []
        cls.broker = serve(cls.take)
        cls.callee, cls.lambda_callee = Reference({"main.py": CALLEE}), Lambda({"main.py": CALLEE})
        # Both receivers run in the adapter; the broker's events reach it over HTTP, in the mode they came in.
        cls.receivers = [Lambda({"main.py": RECEIVER}, FUNCTION_SIGNATURE_TYPE="cloudevent") for _ in range(2)]
        cls.aws = Aws(cls.invoked)
        broker, url = f"http://127.0.0.1:{cls.broker.server_port}", f"http://127.0.0.1:{cls.callee.port}"
        path = os.pathsep.join([str(ADAPTER), *filter(None, [os.environ.get("PYTHONPATH")])])
        cls.caller = Reference({"main.py": CALLER}, PYTHONPATH=path, ESPC_EVENT_BUS_MAIN_URL=f"{broker}/shop/main", ESPC_EVENT_BUS_SIDE_BUS_URL=broker, ESPC_FUNCTION_MY_CALLEE_URL=url, ESPC_FUNCTION_BEHIND_URL=f"{url}/behind", ESPC_MODEL_ORDER_URL=f"{url}/api/orders", ESPC_MODEL_COFFEE_SHOP_URL=f"{url}/api/coffee-shops", **ROUTES)
        cls.lambda_caller = Lambda(
            {"main.py": CALLER}, ESPC_EVENT_BUS_MAIN_NAME="shop-prod-main", ESPC_EVENT_BUS_SIDE_BUS_NAME="default", ESPC_FUNCTION_BEHIND_URL=f"{url}/behind", ESPC_MODEL_ORDER_URL=f"{url}/api/orders",
            ESPC_MODEL_COFFEE_SHOP_ARN="arn:aws:lambda:eu-west-1:123456789012:function:callee", ESPC_MODEL_COFFEE_SHOP_PATH="/api/coffee-shops",
            ESPC_FUNCTION_MY_CALLEE_ARN="arn:aws:lambda:eu-west-1:123456789012:function:callee", **ROUTES, **cls.aws.env,
        )

    @classmethod
    def tearDownClass(cls):
        for part in (cls.caller, cls.lambda_caller, cls.callee, cls.lambda_callee, cls.aws, *cls.receivers):
            part.stop()
        cls.broker.shutdown()
        cls.broker.server_close()

    @classmethod
    def take(cls, path, headers, body):
        cls.posted.append((path, headers.get("ce-id")))
        status = cls.statuses.pop(0) if cls.statuses else 202
        if status == 202:
            kept = [(name, value) for name, value in headers.items() if name.lower().startswith("ce-") or name.lower() == "content-type"]
            answer = answered(cls.receivers[0].invoke(v2("POST", headers=kept, body=body)))
            assert answer[0] == 200, answer
        return status, {}, None

    @classmethod
    def invoked(cls, arn, event):
        assert arn == "arn:aws:lambda:eu-west-1:123456789012:function:callee", arn
        if event["rawPath"] == "/died":
            raise RuntimeError("Runtime exited with error: signal: killed")
        if event["rawPath"] == "/late":
            raise RuntimeError("2026-03-01T12:00:00.000Z 1 Task timed out after 3.00 seconds")
        return cls.lambda_callee.invoke(event)

    def both(self, order):
        request = {"method": "POST", "headers": [("Content-Type", "application/json")], "body": json.dumps(order).encode()}
        here, there = over(self.caller.port, **request), answered(self.lambda_caller.invoke(v2(**request)))
        return json.loads(here[2]), json.loads(there[2])

    def test_calls(self):
        for case in TABLE["calls"]:
            with self.subTest(case["name"]):
                here, there = self.both({"call": case["call"], "options": case.get("options")})
                self.assertEqual(there, here)
                want = case.get("want", {"status": 200, "ok": True})
                self.assertEqual({name: here[name] for name in want if name != "size"}, {name: value for name, value in want.items() if name != "size"})
                self.assertEqual(len(here["body"]) // 2, want.get("size", len(here["body"]) // 2))
                if "arrives" in case:
                    self.assertEqual(json.loads(bytes.fromhex(here["body"])), case["arrives"])

    def test_a_called_function_that_died_answers_500_and_one_that_timed_out_504(self):
        for path, status in (("/died", 500), ("/late", 504)):
            _, there = self.both({"call": "function.my-callee", "options": {"path": path}})
            self.assertEqual((there["status"], there["body"]), (status, ""))

    def test_events(self):
        for case in TABLE["events"]:
            with self.subTest(case["name"]):
                options = {"time": TIME, **case["options"]}
                self.assertEqual(self.both({"publish": case["publish"], "data": case.get("data"), "options": options}), ({"id": options["id"]},) * 2)
                entry = self.aws.entries[-1]
                self.receivers[1].invoke(delivered(entry))
                want = {"specversion": "1.0", "source": "/shop", "type": "shop.photo-uploaded", "time": TIME, **case["arrives"]}
                for receiver in self.receivers:
                    message = json.loads(receiver.log().splitlines()[-1].removeprefix("GOT "))
                    del message["datacontenttype"]
                    self.assertEqual(message, want)
                self.assertEqual(entry["EventBusName"], case.get("bus", "shop-prod-main"))
                self.assertEqual(json.loads(entry["Detail"]), case.get("detail", json.loads(entry["Detail"])))  # which stays readable for rules

    def test_refusals_are_in_the_same_words(self):
        for case in TABLE["refusals"]:
            with self.subTest(case["name"]):
                says = case["says"]["python"] if isinstance(case["says"], dict) else case["says"]
                self.assertEqual(self.both(case["order"]), ({"error": says},) * 2)

    def test_a_bus_that_refuses_an_event_fails_the_publish(self):
        self.aws.refuse, self.statuses[:] = {"ErrorCode": "NotAuthorized", "ErrorMessage": "no"}, [400]
        here, there = self.both({"publish": "photo-uploaded"})
        self.aws.refuse = None
        self.assertEqual(here["error"], "shop.photo-uploaded was not published: the broker answered 400")
        self.assertEqual(there["error"], "shop.photo-uploaded was not published: NotAuthorized: no")

    def test_a_broker_that_is_busy_is_asked_again_with_the_same_id(self):
        self.statuses[:], before = [503, 429], len(self.posted)
        here, _ = self.both({"publish": "photo-uploaded", "options": {"id": "again"}})
        self.assertEqual((here, self.posted[before:]), ({"id": "again"}, [("/shop/main", "again")] * 3))


if __name__ == "__main__":
    unittest.main()
