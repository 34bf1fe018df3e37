"""A fake of two calls of AWS, which the real SDK makes over HTTP: PutEvents records its entries, Invoke runs `invoked`."""

import datetime
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Aws:
    def __init__(self, invoked):
        self.invoked, self.entries, self.refuse = invoked, [], None
        self.server = serve(self.answer)
        url = f"http://127.0.0.1:{self.server.server_port}"
        self.env = {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}

    def answer(self, path, headers, body):
        found = re.fullmatch(r"/2015-03-31/functions/([^/]+)/invocations", path)
        if not found:
            entries = json.loads(body)["Entries"]
            self.entries += entries
            return 200, {}, {"FailedEntryCount": int(bool(self.refuse)), "Entries": [self.refuse or {"EventId": "e1"} for _ in entries]}
        try:
            return 200, {}, self.invoked(urllib.parse.unquote(found[1]), json.loads(body))
        except Exception as error:
            return 200, {"X-Amz-Function-Error": "Unhandled"}, {"errorType": "Error", "errorMessage": str(error)}

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def serve(answer):
    """Serve POSTs on loopback: answer(path, headers, body) returns a status, headers and what becomes JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            status, headers, value = answer(self.path, self.headers, self.rfile.read(int(self.headers.get("Content-Length", 0))))
            content = json.dumps(value).encode()
            self.send_response(status)
            for name, text in {**headers, "Content-Type": "application/json", "Content-Length": str(len(content))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def delivered(entry):
    """The event that EventBridge makes of an entry."""
    time = datetime.datetime.fromtimestamp(int(entry["Time"]), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "version": "0", "id": "event-bridge", "detail-type": entry["DetailType"], "source": entry["Source"], "account": "123456789012", "region": "eu-west-1",
        "resources": [], "time": time, "detail": json.loads(entry["Detail"]),
    }
