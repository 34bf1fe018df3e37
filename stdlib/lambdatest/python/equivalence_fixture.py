"""The function of the equivalence test: what it does is named by the query parameter `do`."""

import datetime
import decimal
import hashlib
import uuid

import flask
from flask import Response, jsonify, make_response, redirect, request as current
from werkzeug.exceptions import Conflict


def see(request):
    return {
        "method": request.method, "path": request.path, "full": request.full_path, "args": request.args.to_dict(flat=False), "first": request.args.get("a"),
        "int": request.args.get("a", 0, type=int), "ints": request.args.getlist("a", type=int), "query": request.query_string.decode(),
        "data": request.data.hex(), "all": request.get_data().hex(), "text": request.get_data(as_text=True), "form": request.form.to_dict(flat=False),
        "values": sorted(request.values.items(multi=True)),
        "files": [[name, f.filename, f.content_type, f.mimetype, f.read().hex(), bool(f)] for name, f in sorted(request.files.items(multi=True), key=lambda item: item[0])],
        "cookies": request.cookies.to_dict(), "json": request.get_json(silent=True), "is_json": request.is_json, "mimetype": request.mimetype,
        "parameters": dict(request.mimetype_params), "type": request.content_type, "length": request.content_length, "agent": str(request.user_agent),
        "referrer": request.referrer, "host": request.host, "host_url": request.host_url, "base": request.base_url, "url": request.url, "scheme": request.scheme,
        "secure": request.is_secure, "remote": request.remote_addr, "route": list(request.access_route), "origin": request.origin,
        "test": request.headers.get("x-test"), "tests": request.headers.getlist("X-Test"), "has": "X-TEST" in request.headers, "missing": request.headers.get("nope", "no"),
        "current": current.path == flask.request.path, "script": request.script_root, "view": request.view_args,
    }


def authorization(request):
    found = request.authorization
    return [found.type, found.username, found.password, found.token] if found else []


def cookies(request):
    response = make_response("x")
    response.set_cookie("a", "b c;ü\"\\")
    response.set_cookie("b", "1", expires=datetime.datetime(2026, 3, 1), path="/p", domain="shop.example", secure=True, httponly=True, samesite="lax")
    response.set_cookie("c", "2", expires=0, partitioned=True)
    response.delete_cookie("old", path="/q")
    return response


def full(request):
    response = Response("x", 202, {"X-A": "1"}, mimetype="text/csv")
    response.headers["X-B"] = "2"
    response.headers.add("X-A", "3")
    response.headers.extend({"X-C": ["4", "5"]})
    response.headers.setdefault("X-B", "no")
    response.set_data("grün")
    return response


def stream(request):
    def chunks():
        yield "one "
        yield b"two\xff"

    return chunks()


def types(request):
    value = {"b": 1, "a": datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=1))), "d": datetime.date(2026, 3, 1), "n": decimal.Decimal("1.50"), "u": uuid.UUID(int=7), "ü": "ü"}
    return jsonify(value)


def raises(request):
    raise RuntimeError("secret")


def conflict(request):
    raise Conflict("it <is>\nnot so")


def total(request):
    data = request.get_data()
    return [len(data), hashlib.sha256(data).hexdigest(), request.content_length]


def lines(request):
    while line := request.stream.readline():
        yield line[::-1]


def cached(request):
    return Response("fresh?", headers={"ETag": '"v1"', "Last-Modified": "Sat, 01 Jan 2022 00:00:00 GMT"})


def stores(request):
    flask.g.value = 1
    return f"{flask.g.value}"


DOES = {
    "code": lambda request: ("body", int(request.args["code"]), {"X-Code": request.args["code"]}), "to": lambda request: redirect(request.args["to"], int(request.args["code"])),
    "large": lambda request: "grün" * (int(request.args["size"]) // 5), "large_bytes": lambda request: bytes(range(256)) * (int(request.args["size"]) // 256),
    "sum": total, "lines": lines, "many": lambda request: (f"{i}," for i in range(200)), "cached": cached,
    "latin": lambda request: ("x", {"X-Latin": "gr\xfcn"}),
    "echo_headers": lambda request: sorted([name.lower(), value] for name, value in request.headers.items() if name.lower() not in ("function-execution-id", "connection")),
    "repeated": lambda request: ("x", {"Vary": "Accept, Origin", "Cache-Control": ["no-cache", "no-store"]}), "nested": lambda request: (("x", 201), 202), "empty_tuple": lambda request: (),
    "set": lambda request: {1, 2}, "false": lambda request: False, "memory": lambda request: memoryview(b"x"), "json_none": lambda request: jsonify(None), "big_int": lambda request: {"n": 2**63},
    "see": see, "authorization": authorization, "cookies": cookies, "full": full, "stream": stream, "types": types, "raises": raises, "conflict": conflict, "stores": stores,
    "str": lambda request: "grün", "bytes": lambda request: b"\x00\xff", "bytearray": lambda request: bytearray(b"x"), "dict": lambda request: {"b": 1, "a": ["ü"]},
    "list": lambda request: [1, None], "empty": lambda request: "", "none": lambda request: None, "number": lambda request: 7, "tuple": lambda request: ("x", 201, {"X-A": "1"}),
    "status": lambda request: ("x", 418), "text_status": lambda request: ("x", "299 SO SO"), "headers": lambda request: ("x", {"Content-Type": "text/x", "X-A": ["1", "2"]}),
    "pairs": lambda request: ("x", [("X-A", "1"), ("X-A", "2")]), "json_tuple": lambda request: ({"a": 1}, 404), "response_tuple": lambda request: (Response("x", mimetype="text/plain"), 203),
    "four": lambda request: ("x", 200, {}, 4), "no_content": lambda request: ("", 204), "no_content_body": lambda request: ("lost", 204), "not_modified": lambda request: ("lost", 304, {"ETag": '"1"'}),
    "kwargs": lambda request: jsonify(a=1, b=2), "several": lambda request: jsonify(1, 2), "nothing": lambda request: jsonify(), "redirect": lambda request: redirect("/to?q=ü&x=<1>"),
    "moved": lambda request: redirect("https://shop.example/a b", 301), "location": lambda request: ("", 201, {"Location": "/ä"}),
    "abort": lambda request: flask.abort(int(request.args["code"])), "abort_text": lambda request: flask.abort(400, "wrong & bad"), "abort_keyword": lambda request: flask.abort(403, description="no"),
    "abort_response": lambda request: flask.abort(Response("own", 409)), "key": lambda request: request.args["absent"], "json": lambda request: request.get_json(),
    "json_property": lambda request: request.json, "forced": lambda request: request.get_json(force=True), "bad_header": lambda request: ("x", {"X-A": "a\nb"}),
    "xml": lambda request: Response("<x/>", mimetype="application/xml"), "svg": lambda request: Response("<x/>", mimetype="image/svg+xml"), "octets": lambda request: Response(b"x", content_type="application/octet-stream"),
    "default": lambda request: Response(status=404), "text_response": lambda request: Response("x", status="400 BAD"), "generator": lambda request: Response((c for c in ["a", "b"]), mimetype="text/plain"),
}


def handler(request):
    return DOES[request.args.get("do", "see")](request)
