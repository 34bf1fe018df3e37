"""A fake of two calls of AWS: PutEvents records its entries, Invoke runs `invoked`. A request without a right signature is refused."""

import datetime
import hashlib
import hmac
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


ID, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-west-1"

# SERVICE_ACCOUNT_TOKEN is what the agent of EKS Pod Identity asks for.
SERVICE_ACCOUNT_TOKEN = "service-account-token"


class Aws:
    """busy are statuses that it answers first, in turn; token is set where a pod's role calls, whose credentials live so many seconds."""

    def __init__(self, invoked):
        self.invoked, self.entries, self.refuse = invoked, [], None
        self.busy, self.calls, self.asked, self.lifetime, self.token = [], 0, 0, 21600, None
        self.server = serve(self.answer)
        url = f"http://127.0.0.1:{self.server.server_port}"
        self.env = {"AWS_ENDPOINT_URL": url, "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SECRET}

    def pod(self, file):
        """The environment of a pod with EKS Pod Identity, whose service account's token is in a file."""
        self.token, url = "the/session+token==", self.env["AWS_ENDPOINT_URL"]
        return {"AWS_ENDPOINT_URL": url, "AWS_REGION": REGION, "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/v1/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file}

    def agent(self, headers):
        self.asked += 1
        if headers.get("Authorization") != SERVICE_ACCOUNT_TOKEN:
            return 401, {}, "who are you?"
        ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.lifetime)
        return 200, {}, {"AccessKeyId": ID, "SecretAccessKey": SECRET, "Token": self.token, "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def answer(self, path, headers, body):
        if path == "/v1/credentials":
            return self.agent(headers)
        self.calls += 1
        service = "events" if headers.get("X-Amz-Target") else "lambda"
        why = wrong("POST", path, headers, body, ID, SECRET, self.token, REGION, service)
        if why:
            return 403, {"X-Amzn-ErrorType": "InvalidSignatureException"}, {"message": why}
        if self.busy:
            return self.busy.pop(0), {"X-Amzn-ErrorType": "ServiceException:http://internal.amazon.com/"}, {"message": "not now"}
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


def wrong(method, path, headers, body, id, secret, token, region, service):
    """Check a signature as AWS does, from what arrived; return why it is refused."""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})", headers.get("Authorization") or "")
    if not found:
        return f"no signature: {headers.get('Authorization')}"
    by, day, where, what, names, signature = found.groups()
    if (by, where, what) != (id, region, service):
        return f"signed by {by} for {what} in {where}"
    date = headers.get("X-Amz-Date") or ""
    if not date.startswith(day) or headers.get("X-Amz-Security-Token") != token:
        return "another day, or another session"
    if not {"host", "x-amz-date", *(["x-amz-security-token"] if token else [])} <= set(names.split(";")):
        return f"only {names} are signed"
    encoded = urllib.parse.quote(path, safe="/")
    lines = "".join(f"{name}:{headers.get(name)}\n" for name in names.split(";"))
    canonical = f"{method}\n{encoded}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    key = b"AWS4" + secret.encode()
    for part in (day, where, what, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{date}\n{day}/{where}/{what}/aws4_request\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    right = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return None if signature == right else f"the signature is {signature}, right is {right}"


def serve(answer):
    """Serve POSTs and GETs on loopback: answer(path, headers, body) returns a status, headers and what becomes JSON."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.do_POST()

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
