"""Errors that are answers. Their texts are Werkzeug's, which clients may know."""

import html
from http import HTTPStatus

DESCRIPTIONS = {
    400: "The browser (or proxy) sent a request that this server could not understand.",
    401: "The server could not verify that you are authorized to access the URL requested. You either supplied the wrong credentials"
    " (e.g. a bad password), or your browser doesn't understand how to supply the credentials required.",
    403: "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server.",
    404: "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
    405: "The method is not allowed for the requested URL.",
    406: "The resource identified by the request is only capable of generating response entities which have content characteristics"
    " not acceptable according to the accept headers sent in the request.",
    409: "A conflict happened while processing the request. The resource might have been modified while the request was being processed.",
    410: "The requested URL is no longer available on this server and there is no forwarding address. If you followed a link from a"
    " foreign page, please contact the author of this page.",
    413: "The data value transmitted exceeds the capacity limit.",
    415: "The server does not support the media type transmitted in the request.",
    418: "This server is a teapot, not a coffee machine",
    422: "The request was well-formed but was unable to be followed due to semantic errors.",
    429: "This user has exceeded an allotted request count. Try again later.",
    500: "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or"
    " there is an error in the application.",
    501: "The server does not support the action requested by the browser.",
    502: "The proxy server received an invalid response from an upstream server.",
    503: "The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later.",
    504: "The connection to an upstream server timed out.",
}

# NAMES are those that Python's versions do not agree on.
NAMES = {413: "Request Entity Too Large", 418: "I'm a teapot", 422: "Unprocessable Entity"}


class HTTPException(Exception):
    """An error with the status `code`, answered with a page that says `description`."""

    code = None

    def __init__(self, description=None, response=None):
        super().__init__()
        self.description = DESCRIPTIONS.get(self.code) if description is None else description
        self.response = response

    @property
    def name(self):
        return NAMES.get(self.code) or _name(self.code)

    def page(self):
        text = "" if self.description is None else _escape(str(self.description)).replace("\n", "<br>")
        name = _escape(self.name)
        return f"<!doctype html>\n<html lang=en>\n<title>{self.code} {name}</title>\n<h1>{name}</h1>\n<p>{text}</p>\n"

    def __str__(self):
        return f"{self.code} {self.name}: {self.description}"


def _name(code):
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown Error"


def _escape(text):
    return html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def _class(name, code):
    return type(name, (HTTPException,), {"code": code})


BadRequest = _class("BadRequest", 400)
Unauthorized = _class("Unauthorized", 401)
Forbidden = _class("Forbidden", 403)
NotFound = _class("NotFound", 404)
MethodNotAllowed = _class("MethodNotAllowed", 405)
NotAcceptable = _class("NotAcceptable", 406)
Conflict = _class("Conflict", 409)
Gone = _class("Gone", 410)
RequestEntityTooLarge = _class("RequestEntityTooLarge", 413)
UnsupportedMediaType = _class("UnsupportedMediaType", 415)
ImATeapot = _class("ImATeapot", 418)
UnprocessableEntity = _class("UnprocessableEntity", 422)
TooManyRequests = _class("TooManyRequests", 429)
InternalServerError = _class("InternalServerError", 500)
NotImplemented = _class("NotImplemented", 501)
BadGateway = _class("BadGateway", 502)
ServiceUnavailable = _class("ServiceUnavailable", 503)
GatewayTimeout = _class("GatewayTimeout", 504)

BY_CODE = {made.code: made for made in HTTPException.__subclasses__()}


class BadRequestKeyError(BadRequest, KeyError):
    """A field that is not there was asked for."""


def abort(status, description=None, response=None):
    """Raise the error of a status. A response is answered as it is."""
    if not isinstance(status, int):
        raise HTTPException(response=status)
    if int(status) not in BY_CODE:
        raise LookupError(f"no exception for {status}")
    raise BY_CODE[int(status)](description, response)
