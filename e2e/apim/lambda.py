"""Runs a function as Lambda does, as lambda.cjs does in Node: python3 lambda.py FOLDER HANDLER."""

import importlib
import json
import sys
import types

folder, handler = sys.argv[1:]
sys.path.insert(0, folder)
out, sys.stdout = sys.stdout, sys.stderr  # what functions print is no answer
module, name = handler.rsplit(".", 1)
run = getattr(importlib.import_module(module.replace("/", ".")), name)
context = types.SimpleNamespace(aws_request_id="request", function_name="function", get_remaining_time_in_millis=lambda: 30000)
for line in sys.stdin:
    try:
        answer = {"value": run(json.loads(line), context)}
    except Exception as error:  # pylint: disable=broad-except
        answer = {"error": str(error)}
    out.write(json.dumps(answer) + "\n")
    out.flush()
