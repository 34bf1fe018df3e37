"""Tells a function who calls, as every gateway does: in a header that no client can set."""

import urllib.parse

HEADER = "eg-consumer-id"


def told(headers, context):
    """Return a request's headers with who calls, as the authorizer of API Gateway says: a consumer, or a token's subject.

    What comes from elsewhere, another function's call for one, keeps the header that it has.
    """
    if not context.get("apiId"):
        return headers
    out = [(name, value) for name, value in headers if name.lower() != HEADER]
    identity = _named(context.get("authorizer") or {})
    return out + [(HEADER, identity)] if identity else out


def _named(authorizer):
    identity = (authorizer.get("lambda") or {}).get("consumer", authorizer.get("consumer"))
    if isinstance(identity, str):
        return identity
    subject = ((authorizer.get("jwt") or {}).get("claims") or {}).get("sub")
    return urllib.parse.quote(subject, safe="!'()*-._~", errors="replace") if isinstance(subject, str) else ""


def consumer(given):
    """Return who calls by the answer of a function that decides, for API Gateway to hand on."""
    return next((value for name, value in given.headers if name.lower() == HEADER), "")
