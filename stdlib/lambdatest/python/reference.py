"""Serves a function over HTTP: by functions-framework where it is installed, else by Flask with the framework's routes."""

import importlib.util
import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


def by_flask(target, source):
    import flask
    from werkzeug.routing import Rule

    name = os.path.splitext(os.path.basename(source))[0]
    spec = importlib.util.spec_from_file_location(name, source)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    sys.path.append(os.path.dirname(source))
    app = flask.Flask(target)
    with app.app_context():
        spec.loader.exec_module(module)
    function = getattr(module, target)
    app.register_error_handler(500, lambda error: (str(error), 500, {"X-Google-Status": "crash"}))
    app.after_request(whole)
    app.url_map.add(Rule("/", defaults={"path": ""}, endpoint="run"))
    app.url_map.add(Rule("/robots.txt", endpoint="error"))
    app.url_map.add(Rule("/favicon.ico", endpoint="error"))
    app.url_map.add(Rule("/<path:path>", endpoint="run"))
    app.view_functions["run"] = lambda path: function(flask.request._get_current_object())
    app.view_functions["error"] = lambda: flask.abort(404, description="Not Found")
    return app


def whole(response):
    """The framework reads a request to its end, unless the answer is a stream."""
    import flask

    if not response.is_streamed:
        flask.request.get_data()
    return response


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *args):
        pass

    # Production servers hand on only what was sent.
    def get_environ(self):
        environ = super().get_environ()
        for key, header in (("CONTENT_TYPE", "Content-Type"), ("CONTENT_LENGTH", "Content-Length")):
            if header not in self.headers:
                environ.pop(key, None)
        return environ


def main():
    source, target = os.environ["FUNCTION_SOURCE"], os.environ["FUNCTION_TARGET"]
    try:
        import functions_framework

        app, what = functions_framework.create_app(target, source, os.environ.get("FUNCTION_SIGNATURE_TYPE")), "functions-framework"
    except ImportError:
        app, what = by_flask(target, source), "flask"
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    print(server.server_port, what, flush=True)
    server.serve_forever()


main()
