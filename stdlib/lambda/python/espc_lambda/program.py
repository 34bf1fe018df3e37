"""Runs a program for a time."""

import os
import signal
import subprocess

# GRACE is how many seconds a program that took too long has to end by itself.
GRACE = 3


def run(command, cwd, env, seconds):
    """Run a program in a folder and return how it failed, in words, or None. What it says goes to the log as it is. Whatever
    it started ends with it."""
    try:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        return f"did not start: {error.strerror or error}: {command[0]}"
    try:
        code = process.wait(max(seconds, 0) if seconds < 2**31 else None)
    except subprocess.TimeoutExpired:
        _end(process, signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            _end(process, signal.SIGKILL)
            process.wait()
        return f"took longer than {round(seconds)} s and was ended"
    finally:
        _end(process, signal.SIGKILL)
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}" if code else None


def _end(process, number):
    """Send a signal to a program and to what it started."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass  # all are gone
