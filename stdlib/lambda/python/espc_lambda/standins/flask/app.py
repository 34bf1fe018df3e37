"""Answers requests with a function's view, as Flask does under functions-framework."""

import sys
import traceback
import urllib.parse

from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from .answers import make_response
from .context import enter
from .request import Request
from .response import Response

# IGNORED are files that browsers ask for by themselves, which functions-framework keeps from an http function.
IGNORED = ("/robots.txt", "/favicon.ico")


class StandInApp:
    """A WSGI application around one view. methods are those that it takes, None for all."""

    def __init__(self, view, methods):
        self.view, self.methods = view, methods

    def __call__(self, environ, start_response):
        response = self._answer(environ)
        chunks, headers = _finish(response, environ["REQUEST_METHOD"])
        start_response(response.status, headers)
        return chunks

    def _answer(self, environ):
        try:
            request = Request(environ)
            enter(request)
            return make_response(self._route(request))
        except HTTPException as error:
            return _page(error)
        except Exception:
            print(f"Exception on {environ['PATH_INFO']} [{environ['REQUEST_METHOD']}]", file=sys.stderr)
            traceback.print_exc()
            return Response(str(InternalServerError()), 500)

    def _route(self, request):
        if self.methods is not None and request.method not in self.methods:
            error = MethodNotAllowed()
            error.allow = ", ".join(self.methods)
            raise error
        if self.methods is None and request.path in IGNORED:
            raise NotFound("Not Found")
        # Flask serves a folder of this name, which a function has not.
        if request.path.startswith("/static/") and request.path != "/static/" and request.method in ("GET", "HEAD"):
            raise NotFound()
        return self.view()


def _page(error):
    """The answer of an error. Of one that says 500 itself, functions-framework says its text."""
    if error.response is not None:
        return make_response(error.response)
    if error.code == 500:
        return Response(str(error), 500)
    response = Response(error.page(), error.code)
    if getattr(error, "allow", None):
        response.headers["Allow"] = error.allow
    return response


def _finish(response, method):
    """Return the chunks and the headers that go out."""
    headers, status = response.headers, response.status_code
    for name in ("Location", "Content-Location"):
        if name in headers:
            headers[name] = _url(headers[name])
    empty = 100 <= status < 200 or status in (204, 304)
    if empty:
        headers.remove("Content-Length")
    elif response.is_sequence and "Content-Length" not in headers:
        headers["Content-Length"] = sum(len(chunk) for chunk in response.iter_encoded())
    if status == 304:
        for name in ("Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Range", "Content-Type", "Last-Modified", "Allow"):
            headers.remove(name)
    return ([] if empty or method == "HEAD" else list(response.iter_encoded())), headers.items()


def _url(location):
    parts = urllib.parse.urlsplit(location)
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return urllib.parse.urlunsplit((
        parts.scheme,
        netloc,
        urllib.parse.quote(parts.path, safe="%!$&'()*+,/:;=@"),
        urllib.parse.quote(parts.query, safe="%!$&'()*+,/:;=?@"),
        urllib.parse.quote(parts.fragment, safe="%!#$&'()*+,/:;=?@"),
    ))
