"""Takes events for a function.

The event mesh does not see an event's data, so the events of a subscription that filters it come under a path of its own,
that ESPC_FILTERS has a filter for. What does not match is answered 204, as if the function had been called; what does is
handed on.

What the framework answers a function's success with, "OK", is no event, and the mesh takes that for a failure: it
becomes 204 with nothing.
"""

import io
import json
import re

PATH = "/_espc/on/"


class Events:
    """A WSGI application in front of the one that takes events."""

    def __init__(self, application, filters=""):
        self.application = application
        self.filters = {label: Filter(conditions) for label, conditions in json.loads(filters or "{}").items()}

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith(PATH):
            subscription = self.filters.get(path[len(PATH):])
            if subscription is None:  # an older revision: the event comes again
                return _answer(start_response, "404 Not Found", f"no subscription is called {path[len(PATH):]}")
            body = _read(environ)
            environ = {
                **environ, "PATH_INFO": "/", "REQUEST_URI": "/", "RAW_URI": "/",
                "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True,
            }
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            try:
                data = _data(environ.get("CONTENT_TYPE", ""), body)
                if not subscription.meets(data):
                    return _answer(start_response, "204 No Content")
            except (json.JSONDecodeError, UnicodeDecodeError):  # it is not what it says: the framework answers that
                pass
            except RecursionError as error:  # lists in lists without end; sent again it would be the same
                return _answer(start_response, "400 Bad Request", str(error))
        return self._call(environ, start_response)

    def _call(self, environ, start_response):
        answers = []

        def start(status, headers, exc_info=None):
            answers.append((status, headers, exc_info))
            return lambda _: None

        body = self.application(environ, start)
        try:
            content = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers, exc_info = answers[-1]
        if status.startswith("2"):
            return _answer(start_response, "204 No Content")
        start_response(status, headers, exc_info)
        return [content]


def _answer(start_response, status, text=""):
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text.encode())))] if text else [])
    return [text.encode()] if text else []


def _read(environ):
    if environ.get("wsgi.input_terminated") or not environ.get("CONTENT_LENGTH"):
        return environ["wsgi.input"].read()
    return environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))


def _data(content_type, body):
    """Return an event's data where that is an object, else one without fields: a filter looks at fields."""
    kind = content_type.split(";")[0].strip().lower()
    data = None
    if kind == "application/cloudevents+json":
        event = json.loads(body)
        data = event.get("data") if isinstance(event, dict) else None
    elif body and (kind == "" or re.fullmatch(r"(application|text)/(.*\+)?json", kind)):
        data = json.loads(body)
    return data if isinstance(data, dict) else {}


class Filter:
    """What fields must be, as deep as their paths go, and the paths that must not be there.

    Conditions that meet in one list of the data have to be met by one of its members.
    """

    def __init__(self, conditions):
        self.tree, self.absent = _Node(), []
        for attribute, condition in conditions.items():
            path = attribute.split(".")[1:]  # after "data"
            if isinstance(condition, dict) and condition.get("exists") is False:
                self.absent.append(path)
                continue
            at = self.tree
            for name in path:
                at = at.fields.setdefault(name, _Node())
            at.conditions.append(condition)

    def meets(self, data):
        return self.tree.matches(data) and not any(_has(data, path) for path in self.absent)


class _Node:
    def __init__(self):
        self.conditions, self.fields = [], {}

    def matches(self, value):
        """Whether a value meets the conditions; a list does where a member does. Only scalars are compared."""
        if isinstance(value, list):
            return any(self.matches(member) for member in value)
        if self.conditions and (isinstance(value, dict) or not all(_holds(condition, value) for condition in self.conditions)):
            return False
        return all(isinstance(value, dict) and name in value and below.matches(value[name]) for name, below in self.fields.items())


def _has(value, path):
    """Whether there is a scalar at a path, in whichever member of lists on the way."""
    if isinstance(value, list):
        return any(_has(member, path) for member in value)
    if not path:
        return not isinstance(value, dict)
    return isinstance(value, dict) and path[0] in value and _has(value[path[0]], path[1:])


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(value, wanted):
    if _number(value) and _number(wanted):
        return value == wanted
    return type(value) is type(wanted) and value == wanted


def _holds(condition, value):
    """Whether a scalar is a value, one of several, or all of { prefix, suffix, not, gt, lt }."""
    if isinstance(condition, list):
        return any(_same(value, wanted) for wanted in condition)
    if not isinstance(condition, dict):
        return _same(value, condition)
    for name, wanted in condition.items():
        if name == "prefix":
            met = isinstance(value, str) and value.startswith(wanted)
        elif name == "suffix":
            met = isinstance(value, str) and value.endswith(wanted)
        elif name == "not":
            met = not any(_same(value, one) for one in (wanted if isinstance(wanted, list) else [wanted]))
        elif name == "gt":
            met = _number(value) and value > wanted
        elif name == "lt":
            met = _number(value) and value < wanted
        elif name == "exists":  # it is there: False is among the absent
            met = True
        else:
            raise ValueError(f"a filter has no condition {name}")
        if not met:
            return False
    return True
