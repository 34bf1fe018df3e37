"""Plays Lambda's Python runtime for one function: imports the handler by its name as that does, and calls it for each line of
standard input, {"event", "remaining"}. It answers on the descriptor named to it, a line each: {"result"} or {"error"}.
"""

import importlib
import json
import os
import sys
import time

ANSWERS = os.fdopen(int(sys.argv[1]), "w")


class Context:
    aws_request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    function_name = "shop-prod-fn"
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-fn"

    def __init__(self, remaining):
        self.end = time.monotonic() + remaining / 1000

    def get_remaining_time_in_millis(self):
        return int((self.end - time.monotonic()) * 1000)


def say(line):
    print(json.dumps(line), file=ANSWERS, flush=True)


def main():
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    module, name = os.environ["_HANDLER"].rsplit(".", 1)
    handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    say({"ready": True})
    for line in sys.stdin:
        call = json.loads(line)
        try:
            say({"result": handler(call["event"], Context(call.get("remaining", 30000)))})
        except Exception as error:
            say({"error": str(error), "type": type(error).__name__})


main()
