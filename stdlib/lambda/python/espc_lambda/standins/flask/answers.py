"""Makes a response of what a function returns."""

import collections.abc
import dataclasses
import datetime
import decimal
import email.utils
import html
import json
import uuid

from .response import Response
from .structures import Headers


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
