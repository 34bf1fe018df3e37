"""Runs one request through a WSGI application (PEP 3333)."""

import io
import sys
import traceback
import urllib.parse

from .deadline import limit
from .http_event import Answer


def exchange(app, request, seconds):
    """Return the application's answer. One that broke off is a 500: the function's own errors the application answers itself."""
    started = []

    def start_response(status, headers, exc_info=None):
        started[:] = [int(status.split(" ", 1)[0]), headers]

    try:
        with limit(seconds):
            chunks = app(_environ(request), start_response)
            try:
                body = b"".join(chunks)
            finally:
                getattr(chunks, "close", lambda: None)()
            for _, value in started[1]:
                value.encode("latin1")  # a server cannot send another
    except Exception:
        traceback.print_exc()
        return Answer(500, [], b"")
    return Answer(started[0], started[1], body)


def _environ(request):
    headers = _joined(request.headers)
    scheme = "https" if headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https" else "http"
    host, _, port = headers.get("host", "localhost").partition(":")
    target = request.path + (f"?{request.query}" if request.query else "")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": urllib.parse.unquote(request.path, "latin1"),
        "QUERY_STRING": request.query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_NAME": host,
        "SERVER_PORT": port or ("443" if scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.remote_address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value.encode().decode("latin1")
    return environ


def _joined(headers):
    out = {}
    for name, value in headers:
        key = name.lower()
        glue = "; " if key == "cookie" else ","
        out[key] = f"{out[key]}{glue}{value}" if key in out else value
    return out
