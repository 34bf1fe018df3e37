"""The WSGI application of a function: on Flask as functions-framework has it, or on Flask's stand-in."""

import os
import sys
import traceback

import flask


def application(function, signature, target, source):
    view = _http_view(function) if signature == "http" else _cloudevent_view(function)
    methods = None if signature == "http" else ["POST"]
    if hasattr(flask, "StandInApp"):
        return flask.StandInApp(view, methods)
    return _flask_application(view, methods, target, source)


def _http_view(function):
    # A function gets the request itself, not Flask's stand-in for whichever request is current.
    return lambda: function(flask.request._get_current_object())


def _cloudevent_view(function):
    from cloudevents.http import from_http

    def view():
        try:
            event = from_http(flask.request.headers, flask.request.get_data())
        except Exception:
            traceback.print_exc(file=sys.stderr)
            flask.abort(400, description="Function was defined with FUNCTION_SIGNATURE_TYPE=cloudevent but parsing CloudEvent failed")
        function(event)
        return "OK"

    return view


def _flask_application(view, methods, target, source):
    """Browsers ask for two files by themselves, which functions-framework keeps from an http function."""
    from werkzeug.routing import Rule

    app = flask.Flask(target, template_folder=os.path.join(os.path.dirname(source), "templates"))
    app.register_error_handler(500, lambda error: (str(error), 500))
    app.url_map.add(Rule("/", defaults={"path": ""}, endpoint="run", methods=methods))
    app.url_map.add(Rule("/<path:path>", endpoint="run", methods=methods))
    app.view_functions["run"] = lambda path: view()
    if methods is None:
        for path in ("/robots.txt", "/favicon.ico"):
            app.url_map.add(Rule(path, endpoint="error"))
        app.view_functions["error"] = lambda: flask.abort(404, description="Not Found")
    return app
