"""Requests made of payloads that are none, for http functions that something else than a gateway invokes."""

import json
import urllib.parse

from .http_event import Request

# PLAIN are the characters that a header carries as they are (CloudEvents HTTP binding 1.0, 3.1.3.2).
PLAIN = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"%')


def binary_request(message):
    """Return a CloudEvent as a request in binary mode."""
    headers = [(f"ce-{name}", urllib.parse.quote(str(value), safe=PLAIN)) for name, value in message.items() if name not in ("data", "datacontenttype")]
    data, kind = message["data"], message.get("datacontenttype")
    if isinstance(data, bytes):
        return _post(data, kind or "application/octet-stream", headers)
    if isinstance(data, str):
        return _post(data.encode(), kind or "text/plain; charset=utf-8", headers)
    return _post(_json(data), kind or "application/json", headers)


def json_request(payload):
    """Return a payload as the body of a request."""
    return _post(_json({} if payload is None else payload), "application/json", [])


def _json(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _post(body, kind, headers):
    fixed = [("host", "localhost"), ("content-type", kind), ("content-length", str(len(body)))]
    return Request("POST", "/", "", [*fixed, *headers], body, "127.0.0.1")
