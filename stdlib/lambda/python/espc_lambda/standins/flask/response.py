"""The response that a function returns."""

import json
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
