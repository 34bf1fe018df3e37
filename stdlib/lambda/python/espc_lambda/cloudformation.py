"""The requests of a custom resource: CloudFormation waits until somebody answers at the address it gives.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

import json
import os
import sys
import time
import urllib.request

# An answer may take 4096 bytes in all, and a character six of them.
MOST_REASON = 400

# TRIES is how often an answer is sent; the pause in seconds before the second is PAUSE, then twice that.
TRIES = 4
PAUSE = 0.2
TIMEOUT = 2


def matches(event):
    return isinstance(event, dict) and isinstance(event.get("ResponseURL"), str) and isinstance(event.get("RequestType"), str)


def handle(event, work):
    """Do the work that a request asks for and answer it, whatever comes of the work. A resource that goes, and one whose Run
    is what it was, ask for none."""
    kind, reason = event["RequestType"], None
    same = kind == "Update" and _run(event, "ResourceProperties") == _run(event, "OldResourceProperties")
    if kind != "Delete" and not same:
        try:
            work()
        except Exception as error:
            group, stream = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME"), os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
            reason = f"{error}. The log is in {group}, stream {stream}"
    _answer(event, reason)
    return {"answered": reason is None}


def _run(event, properties):
    return (event.get(properties) or {}).get("Run")


def _answer(event, reason):
    answer = {"Status": "SUCCESS" if reason is None else "FAILED"}
    if reason is not None:
        answer["Reason"] = reason[:MOST_REASON]
    # One id for as long as the resource lives: another would be another resource.
    answer["PhysicalResourceId"] = event.get("PhysicalResourceId") or event["LogicalResourceId"]
    answer.update({name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")})
    body = json.dumps(answer).encode()
    for tries in range(1, TRIES + 1):
        try:
            # The address is signed for a request without a media type.
            request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})
            urllib.request.urlopen(request, timeout=TIMEOUT).close()
            return
        except OSError as error:
            print(f"CloudFormation was not told: {error}", file=sys.stderr, flush=True)
            if tries == TRIES:
                raise
            time.sleep(PAUSE * 2 ** (tries - 1))
