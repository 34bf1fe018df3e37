"""Stands in for functions-framework on AWS Lambda: what a function declares, the adapter finds."""

# REGISTERED are the signatures that functions declare, by their names.
REGISTERED = {}


def http(function):
    REGISTERED[function.__name__] = "http"
    return function


def cloud_event(function):
    REGISTERED[function.__name__] = "cloudevent"
    return function


def __getattr__(name):
    if name.startswith("__") or name == "create_app":
        raise AttributeError(name)
    raise ImportError(f"functions_framework.{name} needs the real functions-framework: install it into the function's folder")
