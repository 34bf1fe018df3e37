"""Starts functions in processes of their own: behind the adapter, and behind the framework that it stands in for."""

import base64
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import parse_qs

HERE = pathlib.Path(__file__).resolve().parent
# ADAPTER_DIR is another adapter than the real one, for those who test the tests.
ADAPTER = pathlib.Path(os.environ.get("ADAPTER_DIR", HERE.parent.parent / "lambda" / "python"))
EVENTS = HERE.parent / "events"


class Lambda:
    """A function behind the adapter. bare hides what is installed, as on Lambda: there the stand-ins are what is imported."""

    def __init__(self, files, bare=True, **env):
        self.dir = tempfile.mkdtemp(prefix="espc-function-")
        shutil.copytree(ADAPTER, self.dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        for name, text in files.items():
            path = pathlib.Path(self.dir, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        answers, there = os.pipe()
        self.log_file = tempfile.TemporaryFile("w+")
        base = {"LAMBDA_TASK_ROOT": self.dir, "_HANDLER": "espc_lambda.index.handler", "FUNCTION_SOURCE": "main.py", "FUNCTION_TARGET": "handler"}
        base.update({"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"})
        if not bare and "PYTHONPATH" in os.environ:
            base["PYTHONPATH"] = os.environ["PYTHONPATH"]
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-B", *(["-I", "-S"] if bare else []), str(HERE / "lambda_process.py"), str(there)],
            cwd=self.dir, env={**base, **env}, stdin=subprocess.PIPE, stdout=self.log_file, stderr=self.log_file, pass_fds=(there,), text=True,
        )
        os.close(there)
        self.answers = os.fdopen(answers)
        self.ready = bool(self.answers.readline())

    def invoke(self, event, remaining=30000):
        print(json.dumps({"event": event, "remaining": remaining}), file=self.process.stdin, flush=True)
        answer = json.loads(self.answers.readline() or '{"error": "process ended"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def log(self):
        self.log_file.seek(0)
        return self.log_file.read()

    def stop(self):
        self.process.kill()
        self.process.communicate()
        self.answers.close()
        self.log_file.close()
        shutil.rmtree(self.dir)


class Reference:
    """A function behind functions-framework where it is installed, else behind Flask with the framework's routes, over HTTP."""

    def __init__(self, files, **env):
        self.dir = tempfile.mkdtemp(prefix="espc-function-")
        for name, text in files.items():
            pathlib.Path(self.dir, name).write_text(text)
        base = {**os.environ, "FUNCTION_SOURCE": os.path.join(self.dir, "main.py"), "FUNCTION_TARGET": "handler", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen([sys.executable, str(HERE / "reference.py")], env={**base, **env}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port, self.what = self.process.stdout.readline().split()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.dir)


def over(port, method="GET", target="/", headers=(), body=None):
    """Send a request with the headers that a gateway adds."""
    return send(port, method, target, wire(headers, body), body)


def send(port, method, target, headers, body):
    """Send a request over HTTP as it is, and return status, headers (lists by lower-case name) and body."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port))
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    out = {}
    for name, value in answer.getheaders():
        out.setdefault(name.lower(), []).append(value)
    content = answer.read()
    connection.close()
    return answer.status, out, content


def wire(headers, body):
    """The headers as they arrive behind a gateway."""
    length = [("Content-Length", str(len(body)))] if body is not None else []
    return [("Host", "shop.example"), ("X-Forwarded-For", "203.0.113.7"), *headers, *length]


def encoded(body):
    return {"isBase64Encoded": False} if body is None else {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def v2(method="GET", target="/", headers=(), body=None):
    """What an HTTP API sends of a request."""
    path, _, query = target.partition("?")
    many, cookies = {}, []
    for name, value in wire(headers, body):
        if name.lower() == "cookie":
            cookies += value.split("; ")
        else:
            many.setdefault(name.lower(), []).append(value)
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""}
    context = {"domainName": "a1b2c3.execute-api.eu-west-1.amazonaws.com", "http": http, "stage": "$default"}
    out = {"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "requestContext": context, **encoded(body)}
    return {**out, "headers": {name: ",".join(values) for name, values in many.items()}, **({"cookies": cookies} if cookies else {})}


def v1(method="GET", target="/", headers=(), body=None):
    """What a REST API sends of a request."""
    path, _, query = target.partition("?")
    many = {}
    for name, value in wire(headers, body):
        many.setdefault(name, []).append(value)
    context = {"domainName": "d4e5f6.execute-api.eu-west-1.amazonaws.com", "identity": {"sourceIp": "127.0.0.1"}, "stage": "live", "path": f"/live{path}"}
    parameters = parse_qs(query, keep_blank_values=True) or None
    return {
        "resource": "/{proxy+}", "path": path, "httpMethod": method, "requestContext": context, "multiValueHeaders": many,
        "headers": {name: values[-1] for name, values in many.items()}, "multiValueQueryStringParameters": parameters,
        "queryStringParameters": parameters and {name: values[-1] for name, values in parameters.items()}, "body": None, **encoded(body),
    }


def answered(answer):
    """Read what Lambda gives back, as the gateway does."""
    headers = {name.lower(): values for name, values in answer.get("multiValueHeaders", {}).items()}
    headers.update({name.lower(): [value] for name, value in answer.get("headers", {}).items()})
    if "cookies" in answer:
        headers["set-cookie"] = answer["cookies"]
    body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    return answer["statusCode"], headers, body
