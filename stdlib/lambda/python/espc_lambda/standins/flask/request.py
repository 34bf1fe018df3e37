"""The request that a function gets."""

import base64
import functools
import io
import json
from http.cookies import _unquote
from types import SimpleNamespace

from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from .address import Addressed
from .forms import parse_multipart, parse_pairs
from .media import parse_type
from .structures import Headers, MultiDict

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Request(Addressed):
    def __init__(self, environ):
        self.environ = environ
        self.method = environ["REQUEST_METHOD"]
        self.scheme = environ["wsgi.url_scheme"]
        self.remote_addr = environ["REMOTE_ADDR"] or None
        self.path = "/" + environ["PATH_INFO"].encode("latin1").decode("utf-8", "replace").lstrip("/")
        self.query_string = environ["QUERY_STRING"].encode("latin1")
        self.root_path = self.script_root = ""
        self.view_args, self.endpoint = {"path": self.path[1:]}, "run"
        self._body = environ["wsgi.input"].read()
        self._kept = False  # whether the body stays, though a form is parsed of it
        self.headers = Headers(_headers(environ))
        self.content_type = self.headers.get("Content-Type")
        self.content_length = self.headers.get("Content-Length", type=int)
        self.mimetype, self.mimetype_params = parse_type(self.content_type or "")
        self.is_json = self.mimetype == "application/json" or self.mimetype.startswith("application/") and self.mimetype.endswith("+json")
        self.is_secure = self.scheme == "https"
        self._is_form = self.mimetype == FORMS[0] or self.mimetype == FORMS[1] and bool(self.mimetype_params.get("boundary"))

    def __getattr__(self, name):
        raise AttributeError(f"flask.Request.{name} needs the real Flask: install it into the function's folder")

    @functools.cached_property
    def args(self):
        return MultiDict(parse_pairs(self.query_string.decode("utf-8", "surrogateescape")))

    @functools.cached_property
    def _fields(self):
        try:
            if self.mimetype == FORMS[0]:
                return parse_pairs(self._body.decode()), []
            return parse_multipart(self._body, self.mimetype_params["boundary"]) if self._is_form else ([], [])
        except ValueError:
            return [], []  # a form that is broken has no fields

    @functools.cached_property
    def form(self):
        return MultiDict(self._fields[0])

    @functools.cached_property
    def files(self):
        return MultiDict(self._fields[1])

    @functools.cached_property
    def values(self):
        pairs = [*self.args.items(multi=True)]
        return MultiDict([*pairs, *(self.form.items(multi=True) if self.method in ("POST", "PUT", "PATCH") else [])])

    @functools.cached_property
    def cookies(self):
        pairs = (part.partition("=") for part in self.headers.get("Cookie", "").split(";"))
        return MultiDict((name.strip(), _unquote(value.strip())) for name, _, value in pairs if name.strip())

    def get_data(self, cache=True, as_text=False, parse_form_data=False):
        """Return the body. Once a form was parsed of it, that is empty, unless it was asked for before."""
        if parse_form_data and not self._kept:
            self._fields
        parsed = self._is_form and "_fields" in self.__dict__ and not self._kept
        self._kept = self._kept or not parsed
        body = b"" if parsed else self._body
        return body.decode("utf-8", "replace") if as_text else body

    @property
    def data(self):
        return self.get_data(parse_form_data=True)

    @functools.cached_property
    def stream(self):
        return io.BytesIO(self._body)

    def get_json(self, force=False, silent=False, cache=True):
        if not (force or self.is_json):
            if silent:
                return None
            raise UnsupportedMediaType("Did not attempt to load JSON data because the request Content-Type was not 'application/json'.")
        try:
            return json.loads(self._body)
        except ValueError:
            if silent:
                return None
            raise BadRequest() from None

    @property
    def json(self):
        return self.get_json()

    @property
    def referrer(self):
        return self.headers.get("Referer")

    @property
    def origin(self):
        return self.headers.get("Origin")

    @property
    def user_agent(self):
        return UserAgent(string=self.headers.get("User-Agent", ""))

    @property
    def authorization(self):
        kind, _, rest = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                username, _, password = base64.b64decode(rest).decode().partition(":")
            except ValueError:
                return None
            return SimpleNamespace(type="basic", username=username, password=password, token=None)
        return SimpleNamespace(type=kind.lower(), username=None, password=None, token=rest.strip()) if kind else None


class UserAgent(SimpleNamespace):
    def __str__(self):
        return self.string


def _headers(environ):
    for key, value in environ.items():
        name = key.removeprefix("HTTP_")
        if name != key or key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            yield name.replace("_", "-").title(), value
