"""The response that a function returns, or that is made of what it returns."""

import collections.abc
import dataclasses
import datetime
import decimal
import email.utils
import html
import json
import uuid
from http import HTTPStatus

from .cookies import dump_cookie
from .media import parse_type, with_charset
from .structures import Headers


class Response:
    default_mimetype = "text/html"

    def __init__(self, response=None, status=None, headers=None, mimetype=None, content_type=None, direct_passthrough=False):
        self.headers = Headers(headers)
        if content_type is None and (mimetype is not None or "Content-Type" not in self.headers):
            content_type = with_charset(mimetype or self.default_mimetype)
        if content_type is not None:
            self.headers["Content-Type"] = content_type
        self.status_code = 200
        if status is not None:
            self.status = status
        self.response = [] if response is None else response

    @property
    def status(self):
        return f"{self.status_code} {_phrase(self.status_code)}"

    @status.setter
    def status(self, value):
        self.status_code = int(value) if isinstance(value, int) else int(value.split(None, 1)[0])

    @property
    def response(self):
        return self._chunks

    @response.setter
    def response(self, value):
        self._chunks = [value] if isinstance(value, (str, bytes, bytearray)) else value

    @property
    def is_sequence(self):
        return isinstance(self._chunks, (list, tuple))

    def get_data(self, as_text=False):
        if not self.is_sequence:
            self._chunks = list(self.iter_encoded())
        data = b"".join(self.iter_encoded())
        return data.decode() if as_text else data

    def set_data(self, value):
        self._chunks = [value.encode() if isinstance(value, str) else bytes(value)]
        self.headers["Content-Length"] = len(self._chunks[0])

    data = property(get_data, set_data)

    def iter_encoded(self):
        return (chunk.encode() if isinstance(chunk, str) else bytes(chunk) for chunk in self._chunks)

    @property
    def content_type(self):
        return self.headers.get("Content-Type")

    @content_type.setter
    def content_type(self, value):
        self.headers["Content-Type"] = value

    @property
    def mimetype(self):
        return parse_type(self.content_type or "")[0]

    @mimetype.setter
    def mimetype(self, value):
        self.headers["Content-Type"] = with_charset(value)

    @property
    def location(self):
        return self.headers.get("Location")

    @location.setter
    def location(self, value):
        self.headers["Location"] = value

    def get_json(self, force=False, silent=False):
        return json.loads(self.get_data())

    json = property(get_json)

    def set_cookie(self, key, value="", max_age=None, expires=None, path="/", domain=None, secure=False, httponly=False, samesite=None, partitioned=False):
        self.headers.add("Set-Cookie", dump_cookie(key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned))

    def delete_cookie(self, key, path="/", domain=None, secure=False, httponly=False, samesite=None, partitioned=False):
        self.set_cookie(key, "", 0, 0, path, domain, secure, httponly, samesite, partitioned)


def _phrase(code):
    try:
        return HTTPStatus(code).phrase.upper()
    except ValueError:
        return "UNKNOWN"


def make_response(*given):
    """Make a response of what a function may return: a body, or a tuple of a body, a status and headers."""
    value = given[0] if len(given) == 1 else given or ""
    status = headers = None
    if isinstance(value, tuple):
        if len(value) == 3:
            value, status, headers = value
        elif len(value) == 2:
            value, second = value
            status, headers = (None, second) if isinstance(second, (Headers, dict, tuple, list)) else (second, None)
        else:
            raise TypeError("The view function did not return a valid response tuple.")
    response = _response(value)
    if status is not None:
        response.status = status.decode() if isinstance(status, bytes) else status
    if headers:
        response.headers.update(headers)
    return response


def _response(value):
    if isinstance(value, Response):
        return value
    if isinstance(value, (str, bytes, bytearray, collections.abc.Iterator)):
        return Response(value)
    if isinstance(value, (dict, list)):
        return jsonify(value)
    raise TypeError(f"The view function did not return a valid response: it was a {type(value).__name__}.")


def jsonify(*args, **kwargs):
    if args and kwargs:
        raise TypeError("app.json.response() takes either args or kwargs, not both")
    value = kwargs or (args[0] if len(args) == 1 else args or None)
    return Response(json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":")) + "\n", mimetype="application/json")


def _plain(value):
    if isinstance(value, datetime.date):
        return http_date(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value):
        return dataclasses.asdict(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def http_date(value):
    """A date as headers have it. A time without a zone is one of UTC."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    zoned = value.replace(tzinfo=datetime.timezone.utc) if value.tzinfo is None else value.astimezone(datetime.timezone.utc)
    return email.utils.format_datetime(zoned, usegmt=True)


def redirect(location, code=302, Response=Response):
    link = html.escape(location).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    page = (
        "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
        f'<p>You should be redirected automatically to the target URL: <a href="{link}">{link}</a>. If not, click the link.\n'
    )
    response = Response(page, code, mimetype="text/html")
    response.headers["Location"] = location
    return response
