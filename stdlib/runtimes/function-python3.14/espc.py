"""publish and call, the same for functions on Kubernetes and on AWS Lambda, and from the one to the other.

Where things are, the variables that espc sets say: ESPC_EVENT_<NAME>_ROUTE, ESPC_EVENT_BUS_<NAME>_URL or _NAME,
ESPC_<KIND>_<NAME>_URL, or _ARN and _PATH.
"""

import base64
import datetime
import http.client
import json
import os
import re
import time as clock
import urllib.parse
import uuid

import espc_aws

# TIMEOUT is how many seconds a call takes at most unless it says.
TIMEOUT = 30

# TRIES is how often an event is sent before publish gives up; the pause before the second is PAUSE seconds, then twice that.
TRIES = 3
PAUSE = 0.2


class Response:
    """An answer: status, headers (values by lower-case name; several are joined), cookies (each Set-Cookie) and body (bytes)."""

    def __init__(self, status, headers, cookies, body):
        self.status, self.headers, self.cookies, self.body = status, headers, cookies, body

    @property
    def ok(self):
        return 200 <= self.status < 300

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.body)


def publish(event, data=None, *, subject=None, id=None, time=None, content_type=None, extensions=None):
    """Send an event and return its id. data is a dict, a list or bytes; time a datetime or its text.

    The error says that the bus did not take the event.
    """
    name = event.removeprefix("event.")
    route = _variable("EVENT", name, "ROUTE")
    if not route:
        raise LookupError(f"event.{name} is not among what this publishes: add it to publishes")
    route = json.loads(route)
    attributes = {"id": id or str(uuid.uuid4()), "source": route["source"], "type": route["type"], "time": _timestamp(time)}
    if subject is not None:
        attributes["subject"] = subject
    for extension, value in (extensions or {}).items():
        if not re.fullmatch(r"[a-z0-9]{1,20}", extension):
            raise ValueError(f"{extension}: an extension's name has lower-case letters and digits")
        attributes[extension] = value
    data = {} if data is None else data
    if not isinstance(data, (dict, list, bytes)):
        raise TypeError("an event's data is a dict, a list or bytes")
    url = _variable("EVENT_BUS", route["bus"], "URL")
    if url:
        _post(url, attributes, data, content_type)
    else:
        _put_event(_variable("EVENT_BUS", route["bus"], "NAME"), attributes, data, content_type)
    return attributes["id"]


def call(target, *, method=None, path="", query=None, headers=None, body=None, timeout=TIMEOUT):
    """Send a request to what the function's calls name, such as function.resize, and return a Response.

    A status is never an error. A body is text, bytes, or what becomes JSON; timeout is in seconds.
    """
    kind, _, name = target.partition(".")
    arn, url = _variable(kind, name, "ARN"), _variable(kind, name, "URL")
    if not arn and not url:
        raise LookupError(f"{target} is not among what this calls: add it to calls")
    method = (method or ("GET" if body is None else "POST")).upper()
    headers = {key.lower(): str(value) for key, value in (headers or {}).items()}
    content = body.encode() if isinstance(body, str) else body
    if body is not None and not isinstance(body, bytes):
        headers.setdefault("content-type", "text/plain; charset=utf-8" if isinstance(body, str) else "application/json")
        content = content if isinstance(body, str) else _json(body)
    elif body is not None:
        headers.setdefault("content-type", "application/octet-stream")
    path = path and _path(path)
    parameters = urllib.parse.urlencode(query or {}, doseq=True)
    if arn:
        path = (_variable(kind, name, "PATH") or "") + path
        return _invoke(arn, name, method, path or "/", parameters, headers, content, timeout)
    if path == "" and kind in ("function", "microservice"):
        path = "/"
    return _send(url.rstrip("/") + path + (f"?{parameters}" if parameters else ""), method, headers, content, timeout)


def _variable(kind, name, part):
    return os.environ.get(f"ESPC_{kind}_{name}_{part}".upper().replace("-", "_"))


def _json(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _path(path):
    """A path as a URL has it, the same for a function and for a server: what would end it is a part of it."""
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path if path.startswith("/") else f"/{path}")
    return urllib.parse.quote(whole, safe="%!$&'()*+,/:;=@")


def _timestamp(time):
    moment = time or datetime.datetime.now(datetime.timezone.utc)
    if isinstance(moment, str):
        try:
            moment = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
        except ValueError:
            raise ValueError(f"{time} is no time") from None
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _send(url, method, headers, body, timeout):
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = connection.getresponse()
        return _response(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def _response(status, pairs, body):
    headers, cookies = {}, []
    for name, value in pairs:
        key = name.lower()
        if key == "set-cookie":
            cookies.append(value)
        else:
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return Response(status, headers, cookies, body)


def _post(url, attributes, data, content_type):
    """Send an event to a broker: in binary mode, or in structured mode where a header cannot carry an attribute as it is.

    A broker that is busy is asked again, with the same id, so that a receiver can tell.
    """
    attributes = {"specversion": "1.0", **attributes}
    kind = content_type or ("application/octet-stream" if isinstance(data, bytes) else "application/json")
    if all(re.fullmatch(r"[\x21\x23\x24\x26-\x7e]+", _text(value)) for value in attributes.values()):
        headers = {**{f"ce-{name}": _text(value) for name, value in attributes.items()}, "content-type": kind}
        body = data if isinstance(data, bytes) else _json(data)
    else:
        headers = {"content-type": "application/cloudevents+json; charset=utf-8"}
        body = _json({**attributes, "datacontenttype": kind, **_data(data)})
    for tries in range(1, TRIES + 1):
        try:
            status = _send(url, "POST", headers, body, TIMEOUT).status
            why, again = f"the broker answered {status}", status == 429 or status >= 500
            if 200 <= status < 300:
                return
        except (OSError, http.client.HTTPException) as error:
            why, again = str(error), True
        if tries == TRIES or not again:
            raise RuntimeError(f"{attributes['type']} was not published: {why}")
        clock.sleep(PAUSE * 2 ** (tries - 1))


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _data(data):
    return {"data_base64": base64.b64encode(data).decode()} if isinstance(data, bytes) else {"data": data}


def _put_event(bus, attributes, data, content_type):
    """Send an event to EventBridge.

    What that has no field for goes to `ce`, and so does data that is no object, or one with a field of that name.
    """
    ce = {name: value for name, value in attributes.items() if name not in ("source", "type")}
    if content_type or isinstance(data, bytes):
        ce["datacontenttype"] = content_type or "application/octet-stream"
    plain = isinstance(data, dict) and "ce" not in data
    detail = {**data, "ce": ce} if plain else {"ce": {**ce, **_data(data)}}
    moment = datetime.datetime.fromisoformat(attributes["time"].replace("Z", "+00:00"))
    entry = {"EventBusName": bus, "Source": attributes["source"], "DetailType": attributes["type"], "Time": moment.timestamp(), "Detail": _json(detail).decode()}
    [answer] = espc_aws.put_events([entry])["Entries"]
    if answer.get("ErrorCode"):
        raise RuntimeError(f"{attributes['type']} was not published: {answer['ErrorCode']}: {answer.get('ErrorMessage')}")


def _invoke(arn, name, method, path, query, headers, body, timeout):
    """Call a function on Lambda as a gateway would, by an event of payload format 2.0."""
    length = {} if body is None else {"content-length": str(len(body))}
    described = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": name, **headers, **length},
        "requestContext": {"domainName": name, "stage": "$default", "routeKey": "$default", "http": described},
        "isBase64Encoded": body is not None,
    }
    if body is not None:
        event["body"] = base64.b64encode(body).decode()
    payload, failed = espc_aws.invoke(arn, _json(event), timeout)
    if failed:
        said = payload if isinstance(payload, dict) else {}
        print(f"function.{name} failed: {said.get('errorType', failed)}")
        late = "timed out" in str(said.get("errorMessage", "")).lower()
        return _response(504 if late else 500, [], b"")
    if not isinstance(payload, dict) or "statusCode" not in payload:
        return _response(200, [("content-type", "application/json")], _json(payload))
    pairs = [*(payload.get("headers") or {}).items(), *(("set-cookie", cookie) for cookie in payload.get("cookies") or [])]
    text = payload.get("body") or ""
    return _response(payload["statusCode"], pairs, base64.b64decode(text) if payload.get("isBase64Encoded") else text.encode())
