"""A message in the form that cloudevents' CloudEvent has after functions-framework read it from a request in binary mode."""

import json


def attributes(message):
    kind = "application/octet-stream" if isinstance(message["data"], bytes) else "text/plain" if isinstance(message["data"], str) else "application/json"
    named = {name: value for name, value in message.items() if name != "data"}
    return {**named, "datacontenttype": message.get("datacontenttype", kind)}


def data(message):
    """Bytes and text become what they mean in JSON, where they are any; an empty body is no data."""
    value = message["data"]
    if not isinstance(value, (bytes, str)):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        return value
