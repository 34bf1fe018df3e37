"""Answers API Gateway when it asks a function who may pass: a 2xx answer lets the request through, as on every gateway.

Events and answers are those of REQUEST authorizers, of HTTP APIs with simple responses (format 2.0) and of REST APIs.
"""

from . import caller


def matches(event):
    """Whether API Gateway asks; it does so with the request, but without its body."""
    return isinstance(event, dict) and event.get("type") == "REQUEST" and isinstance(event.get("routeArn") or event.get("methodArn"), str)


def answer(event, given):
    allowed = 200 <= given.status < 300
    consumer = caller.consumer(given) if allowed else ""
    context = {"context": {"consumer": consumer}} if consumer else {}
    if isinstance(event.get("routeArn"), str):
        return {"isAuthorized": allowed, **context}
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow" if allowed else "Deny", "Resource": event["methodArn"]}
    return {**context, "principalId": "caller", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
