"""Serves a function with Flask where functions-framework is not to be had: the framework's routes, its answers to errors, and its events."""

import importlib.util
import json
import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import flask
from werkzeug.exceptions import BadRequest

from espc_events import Events


class Event:
    """What a cloudevent function gets: attributes by their names, and data."""

    def __init__(self, attributes, data):
        self.attributes, self.data = attributes, data

    def __getitem__(self, name):
        return self.attributes[name]

    def get(self, name, default=None):
        return self.attributes.get(name, default)


def event_of(request):
    if (request.mimetype or "") == "application/cloudevents+json":
        attributes = request.get_json()
        return Event(attributes, attributes.pop("data", None))
    attributes = {name[3:].lower(): value for name, value in request.headers.items() if name.lower().startswith("ce-")}
    if not {"id", "source", "type", "specversion"} <= attributes.keys():
        raise BadRequest("no CloudEvent")
    return Event(attributes, json.loads(request.get_data()) if request.get_data() else None)


def main():
    source, target = os.environ["FUNCTION_SOURCE"], os.environ["FUNCTION_TARGET"]
    name = os.path.splitext(os.path.basename(source))[0]
    spec = importlib.util.spec_from_file_location(name, source)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    sys.path.append(os.path.dirname(source))
    spec.loader.exec_module(module)
    function, events = getattr(module, target), os.environ.get("FUNCTION_SIGNATURE_TYPE") == "cloudevent"
    app = flask.Flask(target)

    def run(path):
        if not events:
            return function(flask.request._get_current_object())
        function(event_of(flask.request))
        return "OK"

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    app.add_url_rule("/", "root", run, defaults={"path": ""}, methods=["POST"] if events else methods)
    app.add_url_rule("/<path:path>", "run", run, methods=["POST"] if events else methods)
    if events:
        app.wsgi_app = Events(app.wsgi_app, os.environ.get("ESPC_FILTERS"))
    make_server("127.0.0.1", int(os.environ["PORT"]), app, handler_class=WSGIRequestHandler).serve_forever()


main()
