"""Writes cross-origin headers where nothing before the function does: a REST API answers preflights, and passes on what a
function answers as it is. ESPC_CORS has the rules by METHOD /resource: {origins, credentials}. As on every gateway, they
overrule what the function says."""

import json

OURS = ("access-control-allow-origin", "access-control-allow-credentials")


def apply(event, answer, env):
    """Return an answer with the headers that its route's rule asks for."""
    rule = json.loads(env.get("ESPC_CORS") or "{}").get(f"{event.get('httpMethod')} {event.get('resource')}")
    if not rule:
        return answer
    kept = [(name, value) for name, value in answer.headers if name.lower() not in OURS]
    anybody = "*" in rule["origins"]
    allowed = "*" if anybody else _origin(event)
    if allowed in rule["origins"]:
        kept.append((OURS[0], allowed))
    if rule.get("credentials"):
        kept.append((OURS[1], "true"))
    return answer._replace(headers=kept if anybody else _varying(kept))


def _origin(event):
    return next((value for name, value in (event.get("headers") or {}).items() if name.lower() == "origin"), None)


def _varying(headers):
    """Say that the answer is another one for another origin."""
    vary = [value for name, value in headers if name.lower() == "vary"]
    if any(word.strip().lower() in ("*", "origin") for value in vary for word in value.split(",")):
        return headers
    return [(name, value) for name, value in headers if name.lower() != "vary"] + [("vary", ", ".join(["Origin", *vary]))]
