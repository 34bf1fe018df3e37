"""Ends a call that takes too long."""

import contextlib
import math
import signal
import threading

# MARGIN is how many seconds are left to answer before Lambda ends the process: that would say nothing about which message of
# a batch was done.
MARGIN = 0.25


class FunctionTimeout(Exception):
    """Raised in the function's own code, as functions-framework does."""


def deadline(context, env):
    """Return how many seconds a call may take: FUNCTION_TIMEOUT_SECONDS, or less where Lambda ends it before."""
    own = float(env.get("FUNCTION_TIMEOUT_SECONDS") or 0) or math.inf
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    left = remaining() / 1000 - MARGIN if remaining else math.inf
    return max(min(own, left), 0.001)


@contextlib.contextmanager
def limit(seconds):
    """Raise FunctionTimeout in the body if it takes longer. Lambda calls in the main thread; in another there is no limit."""
    if seconds == math.inf or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(signum, frame):
        raise FunctionTimeout(f"the function took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
