"""What Lambda starts for a job: it runs the job's program, again where that fails, and tells who asked for it: CloudFormation
by its own address, anybody else by a result or an error. ESPC_JOB_COMMAND is the program with its arguments (a list in JSON),
ESPC_JOB_RETRIES how often it is tried again, ESPC_JOB_TIMEOUT_SECONDS how long one run may take.
"""

import json
import math
import os
import sys
import time

from . import cloudformation
from .program import run

# MARGIN is how many seconds are left of Lambda's time to end a program and to answer.
MARGIN = 15

# The pause in seconds before the second run, then twice that, and so on, up to the most.
PAUSE = 1
MOST_PAUSE = 30


class JobFailed(Exception):
    """Says how the last run ended."""


def handler(event, context):
    def job():
        return runs(os.environ, context)

    return cloudformation.handle(event, job) if cloudformation.matches(event) else job()


def runs(env, context):
    """Return how many runs the job took."""
    end = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - MARGIN
    command = json.loads(env["ESPC_JOB_COMMAND"])
    most = int(env.get("ESPC_JOB_RETRIES") or 0) + 1
    limit = float(env.get("ESPC_JOB_TIMEOUT_SECONDS") or 0) or math.inf
    root = env.get("LAMBDA_TASK_ROOT") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    n = 0
    while True:
        n += 1
        failure = run(command, root, environment(env), min(limit, end - time.monotonic()))
        if failure is None:
            return {"runs": n}
        ended = f"run {n} of {most} {failure}"
        print(ended, file=sys.stderr, flush=True)
        if n == most:
            raise JobFailed(ended)
        pause = min(PAUSE * 2 ** (n - 1), MOST_PAUSE)
        if time.monotonic() + pause >= end:
            raise JobFailed(f"{ended}, and Lambda has no time for another")
        time.sleep(pause)


def environment(env):
    """Return what the program finds: all that is set but what is Lambda's and the adapter's own."""
    own = ("_HANDLER", "AWS_LAMBDA_RUNTIME_API")
    return {name: value for name, value in env.items() if name not in own and not name.startswith("ESPC_JOB_")}
