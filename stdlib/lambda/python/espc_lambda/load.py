"""Finds the function by the variables of functions-framework: FUNCTION_SOURCE, FUNCTION_TARGET, FUNCTION_SIGNATURE_TYPE.

functions-framework, Flask and cloudevents are the function's own where its folder has them. Else the modules in standins
take their places: on a runtime image all three are there, so a function may import them.
"""

import importlib.util
import os
import sys
import types
from typing import Callable, NamedTuple

STANDINS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "standins")


class Function(NamedTuple):
    signature: str  # http or cloudevent
    app: Callable  # a WSGI application
    receive: Callable  # called with a message, of a cloudevent function


def load(root, env):
    """Return the Function. The error says what is missing, and ends the environment's start."""
    source = os.path.join(root, env.get("FUNCTION_SOURCE") or "main.py")
    sys.path += [os.path.dirname(os.path.realpath(source)), STANDINS]  # the stand-ins last
    target = env.get("FUNCTION_TARGET") or "handler"
    signature = env.get("FUNCTION_SIGNATURE_TYPE") or "http"
    if signature not in ("http", "cloudevent"):
        raise ValueError(f"FUNCTION_SIGNATURE_TYPE is {signature}; it is http or cloudevent")
    import functions_framework

    if hasattr(functions_framework, "create_app"):
        app = functions_framework.create_app(target, source, signature)
        registry = functions_framework._function_registry
        function = getattr(sys.modules[_module_name(source)], target)
        return Function(registry.get_func_signature_type(target, signature), app, _receiver(function))
    function = _function(source, target)
    signature = functions_framework.REGISTERED.get(target, signature)
    from .application import application

    return Function(signature, application(function, signature, target, source), _receiver(function))


def _module_name(source):
    return os.path.splitext(os.path.basename(os.path.realpath(source)))[0]


def _function(source, target):
    """Load the file as functions-framework does: modules beside it can be imported."""
    path = os.path.realpath(source)
    if not os.path.exists(path):
        raise FileNotFoundError(f"{source}, which is to define the function, is not there")
    name = _module_name(source)
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[os.path.dirname(path)])
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if not isinstance(getattr(module, target, None), types.FunctionType):
        raise AttributeError(f"{os.path.basename(path)} has no function called {target}")
    return getattr(module, target)


def _receiver(function):
    from cloudevents.http import CloudEvent

    from .message import attributes, data

    def receive(message):
        function(CloudEvent(attributes(message), data(message)))

    return receive
