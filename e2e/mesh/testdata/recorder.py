"""A function of Python as its runtime hands it events, behind Python's own server: tells what reached it, in a line of JSON."""

import json
import os
from wsgiref.simple_server import WSGIRequestHandler, make_server

from espc_events import Events


def application(environ, start_response):
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    print("GOT", json.dumps({"id": environ["HTTP_CE_ID"], "type": environ["HTTP_CE_TYPE"]}), flush=True)
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"OK"]  # as functions-framework answers


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = make_server("127.0.0.1", int(os.environ["PORT"]), Events(application, os.environ.get("ESPC_FILTERS")), handler_class=Quiet)
print("function listens on", server.server_port, flush=True)
server.serve_forever()
