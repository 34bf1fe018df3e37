"""The function of the exchanges: it tells what it got, or does what the query parameter `do` says. Node's twin is exchanges.fixture.js."""

import gzip

from flask import Response

# OWN are headers that a gateway, a server or functions-framework has for itself.
OWN = {"connection", "function-execution-id"}


def echo(request):
    return {
        "method": request.method, "path": request.path, "full": request.full_path, "args": request.args.to_dict(flat=False), "cookies": request.cookies.to_dict(),
        "headers": sorted((name.lower(), value) for name, value in request.headers.items() if name.lower() not in OWN), "raw": request.get_data().hex(),
        "json": request.get_json(silent=True), "form": request.form.to_dict(flat=False), "length": request.content_length, "type": request.mimetype, "host": request.host,
    }


def cors(request):
    return "", 204, {
        "Access-Control-Allow-Origin": request.headers["Origin"], "Access-Control-Allow-Methods": "GET, PUT",
        "Access-Control-Allow-Headers": request.headers["Access-Control-Request-Headers"], "Vary": "Origin",
    }


def cookies(request):
    response = Response("x", headers={"Expires": "0"})
    response.set_cookie("a", "1")
    response.set_cookie("b", "x y", expires=0, httponly=True, secure=True)
    return response


def throws(request):
    raise ValueError("secret")


DOES = {
    "echo": echo, "text": lambda request: "grüße", "cors": cors, "bytes": lambda request: Response(b"\x89PNG\x00\xff", mimetype="image/png"), "cookies": cookies, "throws": throws,
    "made": lambda request: ({"id": 7}, 201, {"Location": "/orders/7"}),
    "gzip": lambda request: Response(gzip.compress(b"small", mtime=0), headers={"Content-Encoding": "gzip"}, mimetype="text/plain"),
}


def handler(request):
    return DOES[request.args.get("do", "echo")](request)
