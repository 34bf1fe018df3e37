"""The Python functions of examples/orders, with the client that they have in both worlds and a small server for what they call."""

import importlib.util
import json
import os
import pathlib
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

FUNCTIONS = pathlib.Path(os.environ["ORDERS_FUNCTIONS"])


def function(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), FUNCTIONS / name / "main.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.handler


class Request:
    def __init__(self, data):
        self.data = data

    def get_json(self):
        return self.data


class Event(dict):
    """As cloudevents' CloudEvent: attributes by name, and data."""

    def __init__(self, data, **attributes):
        super().__init__(attributes)
        self.data = data


class Models(BaseHTTPRequestHandler):
    """As LoopBack, as far as the functions ask. Before an update `meanwhile` may change a record."""

    stock, movements, unpaid, asked, meanwhile, supplier = {}, {}, {}, [], [], 201

    def log_message(self, *args):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: json.loads(values[0]) for name, values in parse_qs(url.query).items()}
        parts = [unquote(part) for part in url.path.split("/")]
        if parts[1] == "orders":
            return self.answer(200, {"count": self.unpaid.get((query["where"]["customer"], query["where"]["status"]), 0)})
        if parts[1] == "movements":
            return self.answer(200, {"exists": parts[2] in self.movements})
        if len(parts) > 2:
            return self.answer(200, {"sku": parts[2], **self.stock[parts[2]]})
        wanted = query["filter"]
        rows = [{"sku": sku, **self.stock[sku]} for sku in sorted(self.stock)]
        self.answer(200, rows[wanted["skip"] : wanted["skip"] + wanted["limit"]])

    def do_POST(self):
        url = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((url.path, self.headers.get("Idempotency-Key"), body))
        if url.path == "/movements":
            self.movements[body["id"]] = body["quantity"]
            return self.answer(200, body)
        if url.path.startswith("/suppliers"):
            return self.answer(self.supplier, {})
        if self.meanwhile:
            self.stock[self.meanwhile[0][0]]["left"] += self.meanwhile.pop(0)[1]
        where = json.loads(parse_qs(url.query)["where"][0])
        item = self.stock[where["sku"]]
        hit = item["left"] == where["left"]
        if hit:
            item.update(body)
        self.answer(200, {"count": int(hit)})


class Orders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Models)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{cls.server.server_port}"
        os.environ.update({
            "ESPC_MODEL_ORDER_URL": f"{url}/orders", "ESPC_MODEL_STOCK_ITEM_URL": f"{url}/stock-items",
            "ESPC_MODEL_MOVEMENT_URL": f"{url}/movements", "ESPC_SERVICE_ENDPOINT_SUPPLIERS_URL": f"{url}/suppliers",
        })

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def setUp(self):
        for kept in (Models.stock, Models.movements, Models.unpaid):
            kept.clear()
        Models.asked.clear()
        Models.meanwhile.clear()
        Models.supplier = 201

    def test_risk_adds_up_what_is_unusual(self):
        risk = function("risk")
        order = {"customer": "ann", "cents": 900, "lines": [{"sku": "A-1", "quantity": 1}]}
        self.assertEqual(risk(Request({"data": order})), {"score": 0, "reasons": []})
        Models.unpaid["ann", "unpaid"] = 2
        self.assertEqual(risk(Request({"data": order}))["score"], 50)
        many = {**order, "cents": 300_000, "lines": [{"sku": "A-1", "quantity": 21}]}
        self.assertEqual(risk(Request({"data": many}))["score"], 100)
        self.assertEqual(len(risk(Request({"data": many}))["reasons"]), 3)

    def test_low_stock_finds_what_is_running_out_on_every_page(self):
        for n in range(450):
            Models.stock[f"A-{n:03}"] = {"left": 5 if n % 100 == 0 else 50, "enough": 10, "supplier": "contoso" if n else None}
        got = function("low-stock")(Request({}))["articles"]
        self.assertEqual([article["sku"] for article in got], ["A-000", "A-100", "A-200", "A-300", "A-400"])
        self.assertEqual(got[0], {"sku": "A-000", "left": 5, "missing": 5, "supplier": "none"})

    def test_reserve_takes_a_line_out_of_the_stock_once(self):
        Models.stock["A/1"] = {"left": 10}
        reserve = function("reserve")
        for _ in range(2):
            reserve(Event({"order": "W-1", "sku": "A/1", "quantity": 3}, id="e"))
        self.assertEqual(Models.stock["A/1"]["left"], 7)
        self.assertEqual(Models.movements, {"W-1/A/1": -3})

    def test_reserve_counts_what_was_sold_meanwhile(self):
        Models.stock["A-1"] = {"left": 10}
        Models.meanwhile.append(("A-1", -4))
        function("reserve")(Event({"order": "W-1", "sku": "A-1", "quantity": 3}, id="e"))
        self.assertEqual(Models.stock["A-1"]["left"], 3)

    def test_replenish_orders_what_is_missing(self):
        replenish = function("replenish")
        replenish(Event({"sku": "A-1", "left": 2, "missing": 8, "supplier": "contoso"}, id="e-1"))
        self.assertEqual(Models.asked, [("/suppliers/contoso/orders", "e-1", {"sku": "A-1", "quantity": 8})])
        Models.supplier = 503
        with self.assertRaises(RuntimeError):
            replenish(Event({"sku": "A-1", "left": 2, "missing": 8, "supplier": "contoso"}, id="e-1"))


if __name__ == "__main__":
    unittest.main()
