"""Tells the kinds of a Lambda invocation apart and hands each to the function in the form of its signature."""

import json
import os

from . import authorizer, batch, cors, http_event, post, wsgi
from .cloudevent import from_event, is_event
from .deadline import deadline, limit
from .load import load


def start(env):
    """Load the function and return what Lambda calls."""
    root = env.get("LAMBDA_TASK_ROOT") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    runner = Runner(load(root, env), env)
    return runner.handle


class Runner:
    def __init__(self, function, env):
        self.function = function
        self.env = env

    def handle(self, event, context=None):
        if authorizer.matches(event):
            return authorizer.answer(event, self.exchange(http_event.request(event), context))
        if http_event.matches(event):
            answer = self.exchange(http_event.request(event), context)
            return http_event.answer(event, cors.apply(event, answer, self.env))
        if batch.matches(event):
            return batch.drain(event["Records"], self.env, context, lambda message: self.deliver(message, context))
        if self.function.signature == "cloudevent" or is_event(event):
            return self.deliver(from_event(event, self.env, context), context)
        return self.post(post.json_request(event), context)

    def deliver(self, message, context):
        """Call the function with one CloudEvent. An error is the delivery's, so that Lambda tries again; a result is nobody's."""
        if self.function.signature != "cloudevent":
            return self.post(post.binary_request(message), context)
        with limit(deadline(context, self.env)):
            self.function.receive(message)
        return None

    def post(self, request, context):
        """Send an http function a payload that is no request, and return the answer's body."""
        answer = self.exchange(request, context)
        if answer.status >= 400:
            raise RuntimeError(f"the function answered {answer.status}")
        text = answer.body.decode("utf-8", "replace")
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text

    def exchange(self, request, context):
        return wsgi.exchange(self.function.app, request, deadline(context, self.env))
