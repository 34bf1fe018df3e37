"""Starts functions-framework on gunicorn for one function.

FUNCTION_TIMEOUT_SECONDS ends a call with a 500; FUNCTION_CONCURRENCY is how many run at a time; of events those that match
ESPC_FILTERS come through. The framework's own
command would also read DEBUG and HOST, which are the function's to use.
"""

import os

os.environ.setdefault("THREADS", os.environ.get("FUNCTION_CONCURRENCY", "80"))
os.environ.setdefault("CLOUD_RUN_TIMEOUT_SECONDS", os.environ.get("FUNCTION_TIMEOUT_SECONDS", "0"))
os.environ.setdefault("THREADED_TIMEOUT_ENABLED", "true")

from functions_framework import create_app  # noqa: E402
from functions_framework._http import create_server  # noqa: E402

from espc_events import Events  # noqa: E402


def main():
    app = create_app(
        os.environ["FUNCTION_TARGET"],
        os.environ.get("FUNCTION_SOURCE", "/app/function/main.py"),
        os.environ.get("FUNCTION_SIGNATURE_TYPE", "http"),
    )
    if os.environ.get("FUNCTION_SIGNATURE_TYPE") == "cloudevent":
        app.wsgi_app = Events(app.wsgi_app, os.environ.get("ESPC_FILTERS"))
    # Open calls may end: each takes at most its timeout, else less than the 30 s that a Kubernetes pod has by default.
    server = create_server(app, False, graceful_timeout=max(25, int(os.environ.get("FUNCTION_TIMEOUT_SECONDS", "0"))))
    server.run("0.0.0.0", int(os.environ.get("PORT", "8080")))


if __name__ == "__main__":
    main()
