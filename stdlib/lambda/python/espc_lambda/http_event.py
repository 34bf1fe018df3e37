"""Reads the requests of API Gateway (payload formats 1.0 and 2.0) and of function URLs (2.0), and writes their answers."""

import base64
import re
import urllib.parse
from typing import NamedTuple

from . import caller

# HOP_BY_HOP are the headers of one connection (RFC 9110, 7.6.1); the gateway has its own.
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}


class Request(NamedTuple):
    method: str
    path: str  # escaped
    query: str  # escaped, without the question mark
    headers: list  # pairs
    body: bytes
    remote_address: str


class Answer(NamedTuple):
    status: int
    headers: list  # pairs
    body: bytes


def _is_v2(event):
    context = event.get("requestContext") if isinstance(event, dict) else None
    return isinstance(context, dict) and event.get("version") == "2.0" and isinstance((context.get("http") or {}).get("method"), str)


def matches(event):
    """Whether an invocation is a request."""
    return _is_v2(event) or isinstance(event, dict) and isinstance(event.get("httpMethod"), str) and bool(event.get("requestContext"))


def request(event):
    read = _v2(event) if _is_v2(event) else _v1(event)
    body = _body(event)
    headers = caller.told(read.headers, event["requestContext"])
    return read._replace(body=body, headers=_complete(headers, body, event["requestContext"]))


def _v2(event):
    context = event["requestContext"]
    # The list has all cookies; local gateways leave the header there as well.
    listed = event.get("cookies")
    headers = [(name, value) for name, value in (event.get("headers") or {}).items() if not listed or name.lower() != "cookie"]
    if listed:
        headers.append(("cookie", "; ".join(event["cookies"])))
    path = _without_stage(event["rawPath"], context.get("stage"), context.get("domainName") or "")
    return Request(context["http"]["method"], _escape(path), event.get("rawQueryString") or "", headers, b"", context["http"].get("sourceIp") or "")


def _v1(event):
    def pairs(many, one):
        if event.get(many) is not None:
            return [(name, value) for name, values in event[many].items() for value in values]
        return list((event.get(one) or {}).items())

    query = urllib.parse.urlencode(pairs("multiValueQueryStringParameters", "queryStringParameters"), quote_via=urllib.parse.quote)
    address = (event["requestContext"].get("identity") or {}).get("sourceIp") or ""
    return Request(event["httpMethod"], _escape(event["path"]), query, pairs("multiValueHeaders", "headers"), b"", address)


def _without_stage(path, stage, domain):
    """Remove the stage that format 2.0 puts before the path of an API's own address."""
    if not stage or stage == "$default" or ".execute-api." not in domain:
        return path
    if path == f"/{stage}":
        return "/"
    return path[len(stage) + 1 :] if path.startswith(f"/{stage}/") else path


def _escape(path):
    """Escape what no path may have: an HTTP API decodes it, others leave it as it was sent."""
    bare = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path or "/")
    return urllib.parse.quote(bare, safe="!$%&'()*+,/:;=@[]|~", errors="replace")


def _body(event):
    text = event.get("body") or ""
    return base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()


def _complete(headers, body, context):
    """Add the headers without which nothing reads a body: a REST API leaves its length out."""
    out = [(name, value) for name, value in headers if not body or name.lower() not in ("content-length", "transfer-encoding")]
    if body:
        out.append(("content-length", str(len(body))))
    if context.get("domainName") and not any(name.lower() == "host" for name, _ in headers):
        out.append(("host", context["domainName"]))
    return out


def answer(event, given):
    """Return what the gateway expects. A body that is no UTF-8 goes out in base64."""
    many = {}
    for name, value in given.headers:
        if name.lower() not in HOP_BY_HOP:
            many.setdefault(name.lower(), []).append(value)
    out = {"statusCode": given.status, **_content(given.body)}
    if not _is_v2(event):
        return {**out, "multiValueHeaders": many}
    cookies = many.pop("set-cookie", None)
    out["headers"] = {name: ", ".join(values) for name, values in many.items()}
    return {**out, "cookies": cookies} if cookies else out


def _content(body):
    try:
        return {"body": body.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
