"""The request that is being answered."""

import contextvars
import types

CURRENT = contextvars.ContextVar("request")
GLOBALS = contextvars.ContextVar("g")


class Proxy:
    """Stands for the current value of a variable."""

    def __init__(self, variable):
        object.__setattr__(self, "_variable", variable)

    def _get_current_object(self):
        try:
            return self._variable.get()
        except LookupError:
            raise RuntimeError("Working outside of request context.") from None

    def __getattr__(self, name):
        return getattr(self._get_current_object(), name)

    def __setattr__(self, name, value):
        setattr(self._get_current_object(), name, value)

    def __contains__(self, name):
        return name in vars(self._get_current_object())


def enter(new):
    CURRENT.set(new)
    GLOBALS.set(types.SimpleNamespace())


request = Proxy(CURRENT)
g = Proxy(GLOBALS)
