"""Calls AWS: signs requests (Signature Version 4) with the credentials of a role.

It takes the place of an SDK, which the images of functions would need for two calls, so that a function calls in one way in
both worlds.
"""

import datetime
import hashlib
import hmac
import http.client
import json
import os
import select
import threading
import time as clock
import urllib.parse
import urllib.request

# TRIES is how often a request is sent that AWS could not take; the pause before the second is PAUSE seconds, then twice that.
TRIES = 3
PAUSE = 0.2

# TIMEOUT is how many seconds a request takes at most unless it says; credentials take CREDENTIALS_TIMEOUT, and are asked for
# anew EARLY seconds before they end.
TIMEOUT = 30
CREDENTIALS_TIMEOUT = 5
EARLY = 300

# SIGNED are the names by which services are signed for, where they are others than those of their endpoints' variables.
SIGNED = {"eventbridge": "events"}


class Refused(Exception):
    """A request that AWS did not take: code and status."""

    def __init__(self, service, status, code, message):
        super().__init__(f"{service}: {code}: {message}")
        self.status, self.code = status, code

    @property
    def busy(self):
        """Whether AWS may take the same request later."""
        return self.status == 429 or self.status >= 500 or "throttl" in self.code.lower()


def invoke(arn, event, timeout=TIMEOUT):
    """Call a function on Lambda with an event and return its payload and the kind of its own failure, if it failed."""
    path = f"/2015-03-31/functions/{urllib.parse.quote(arn, safe='')}/invocations"
    headers, body = _send("lambda", arn.split(":")[3], path, {}, event, timeout)
    return json.loads(body or b"null"), headers.get("x-amz-function-error")


def put_events(entries):
    """Send entries to EventBridge and return its answer."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise RuntimeError("AWS_REGION says no region")
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents"}
    body = json.dumps({"Entries": entries}, separators=(",", ":"), ensure_ascii=False).encode()
    return json.loads(_send("eventbridge", region, "/", headers, body, TIMEOUT)[1])


def _send(service, region, path, headers, body, timeout):
    """Post a request until AWS takes it, and return its headers and body."""
    url = urllib.parse.urlsplit(_endpoint(service, region) + path)
    for tries in range(1, TRIES + 1):
        signed = sign("POST", url, headers, body, SIGNED.get(service, service), region, _credentials(), datetime.datetime.now(datetime.timezone.utc))
        try:
            status, answered, content = _post(url, signed, body, timeout)
            if status < 300:
                return answered, content
            refused = _refused(service, status, answered, content)
            if tries == TRIES or not refused.busy:
                raise refused
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException):
            if tries == TRIES:
                raise
        clock.sleep(PAUSE * 2 ** (tries - 1))


_local = threading.local()


def _post(url, headers, body, timeout):
    """Send a request on the thread's own connection, which is kept."""
    kept = _local.__dict__.setdefault("connections", {})
    connection = kept.pop((url.scheme, url.netloc), None)
    if connection and (not connection.sock or select.select([connection.sock], [], [], 0)[0]):  # the other side has hung up
        connection.close()
        connection = None
    if not connection:
        connection = (http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection)(url.hostname, url.port)
    connection.timeout = timeout
    if connection.sock:
        connection.sock.settimeout(timeout)
    try:
        connection.request("POST", url.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except BaseException:
        connection.close()
        raise
    kept[url.scheme, url.netloc] = connection
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def _refused(service, status, headers, body):
    try:
        said = json.loads(body)
    except ValueError:  # a proxy may answer something else
        said = {}
    code = headers.get("x-amzn-errortype") or said.get("__type") or f"status {status}"
    code = code.split(":")[0].split("#")[-1]
    return Refused(service, status, code, said.get("message") or said.get("Message") or "no message")


def _endpoint(service, region):
    own = os.environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or os.environ.get("AWS_ENDPOINT_URL")
    suffix = ".cn" if region.startswith("cn-") else ""
    return own.rstrip("/") if own else f"https://{SIGNED.get(service, service)}.{region}.amazonaws.com{suffix}"


def sign(method, url, headers, body, service, region, credentials, date):
    """Return a request's headers with its signature. The URL (split) has no query.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
    """
    id, secret, token = credentials
    moment = date.strftime("%Y%m%dT%H%M%SZ")
    signed = {**headers, "host": url.netloc, "x-amz-date": moment, **({"x-amz-security-token": token} if token else {})}
    names = ";".join(sorted(signed))
    path = urllib.parse.quote(url.path, safe="/~")
    lines = [f"{name}:{signed[name].strip()}" for name in sorted(signed)]
    request = "\n".join([method, path, "", *lines, "", names, hashlib.sha256(body).hexdigest()])
    scope = [moment[:8], region, service, "aws4_request"]
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join(["AWS4-HMAC-SHA256", moment, "/".join(scope), hashlib.sha256(request.encode()).hexdigest()])
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    authorization = f"AWS4-HMAC-SHA256 Credential={id}/{'/'.join(scope)}, SignedHeaders={names}, Signature={signature}"
    return {**signed, "authorization": authorization}


_lock = threading.Lock()
_kept = None


def _credentials():
    """Return the role's id, secret and token.

    They are those of the environment (Lambda), or those that the platform's agent hands out (EKS Pod Identity, ECS), kept
    until shortly before they end.
    """
    global _kept
    id, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if id and secret:
        return id, secret, os.environ.get("AWS_SESSION_TOKEN")
    with _lock:
        if not _kept or _kept[1] <= clock.time():
            _kept = _ask()
        return _kept[0]


def _ask():
    full, relative = os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"), os.environ.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    if not full and not relative:
        raise RuntimeError("there are no credentials of AWS: the pod has no role (EKS Pod Identity), or was started before it got one")
    file, authorization = os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"), os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    if file:  # it is renewed
        with open(file, encoding="utf-8") as token:
            authorization = token.read().strip()
    request = urllib.request.Request(full or f"http://169.254.170.2{relative}", headers={"Authorization": authorization} if authorization else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for tries in range(1, TRIES + 1):
        try:
            with opener.open(request, timeout=CREDENTIALS_TIMEOUT) as answer:
                given = json.load(answer)
            ends = datetime.datetime.fromisoformat(given["Expiration"].replace("Z", "+00:00")).timestamp() if given.get("Expiration") else 0
            return (given["AccessKeyId"], given["SecretAccessKey"], given.get("Token")), ends - EARLY
        except OSError as error:
            if tries == TRIES:
                raise RuntimeError(f"there are no credentials of AWS: {error}") from error
        clock.sleep(PAUSE * 2 ** (tries - 1))
