"""Stands in for the part of Flask that functions use, on AWS Lambda.

Where it lacks a name the import says so: the real Flask in the function's folder takes its place.
"""

import json

from werkzeug.exceptions import abort

from .answers import jsonify, make_response, redirect
from .app import StandInApp
from .context import g, request
from .request import Request
from .response import Response
from . import typing

__all__ = ["Request", "Response", "StandInApp", "abort", "g", "json", "jsonify", "make_response", "redirect", "request", "typing"]


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise ImportError(f"flask.{name} needs the real Flask: install it into the function's folder")
