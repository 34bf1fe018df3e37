"""Makes CloudEvents of what EventBridge, its scheduler, a failed call's destination and a plain invocation bring.

A message is a dict in the JSON format's terms, its data under "data": bytes where the format had data_base64.
"""

import base64
import datetime
import re

from .dead_letter import error_of, is_failure

# NOT_EXTENSIONS are the names in an event's `ce` that are no attributes, or that EventBridge has fields of its own for.
NOT_EXTENSIONS = {"specversion", "type", "source", "data", "data_base64", "id", "time"}

# ENVELOPE are the fields of every event that EventBridge delivers.
ENVELOPE = {"version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"}


def is_event_bridge(event):
    return isinstance(event, dict) and ENVELOPE <= event.keys()


def is_cloud_event(event):
    """Whether a payload is a CloudEvent in JSON format, as the input of a schedule is."""
    if not isinstance(event, dict) or not isinstance(event.get("specversion"), str):
        return False
    return bool(re.fullmatch(r"1\.\d+", event["specversion"])) and isinstance(event.get("type"), str) and isinstance(event.get("source"), str)


def is_event(event):
    """Whether a payload is an event in any of the forms that AWS brings one."""
    return is_event_bridge(event) or is_cloud_event(event) or is_failure(event)


def from_event(event, env, context):
    """Return the CloudEvent of a payload; one that is no event becomes the data of one about the call."""
    if is_event_bridge(event):
        return from_event_bridge(event)
    if is_cloud_event(event):
        return from_json(event)
    if is_failure(event):
        return {**from_event(event["requestPayload"], env, context), **error_of(event)}
    topology = env.get("ESPC_TOPOLOGY")
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "specversion": "1.0",
        "id": context.aws_request_id,
        "source": f"/{topology}" if topology else context.invoked_function_arn,
        "type": "com.amazonaws.lambda.invocation",
        "time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": event,
    }


def from_event_bridge(event):
    """The data is `detail` without `ce`, which holds what EventBridge has no field for, and data that is no object.

    An id in it is the publisher's, so it stays the same if a call of PutEvents is tried twice.
    """
    ce, rest = _split(event["detail"])
    message = {
        "specversion": "1.0",
        "id": ce.get("id") or _record_id(rest) or event["id"],
        "source": event["source"],
        "type": event["detail-type"],
        "time": ce.get("time") or event["time"],
        **_extensions(ce),
        **_platform(event),
    }
    message["data"] = _data(ce) if "data" in ce or "data_base64" in ce else _original(rest)
    return message


def from_json(event):
    """An id that is missing is made of type and time, so that all tries of one scheduled time have the same."""
    message = {name: value for name, value in event.items() if name not in ("data", "data_base64")}
    message.setdefault("id", f"{event['type']}/{event.get('time')}")
    message["data"] = _data(event) if "data" in event or "data_base64" in event else {}
    return message


def _split(detail):
    if not isinstance(detail, dict) or not isinstance(detail.get("ce"), dict):
        return {}, detail
    return detail["ce"], {name: value for name, value in detail.items() if name != "ce"}


def _extensions(ce):
    """The other attributes, as text: that is how they arrive over HTTP."""
    scalars = {name: value for name, value in ce.items() if name not in NOT_EXTENSIONS and isinstance(value, (str, bool, int, float))}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in scalars.items()}


def _record_id(detail):
    """The id of a table's change: its pipe may bring it twice, in events of different ids."""
    return detail.get("eventID") if isinstance(detail, dict) and detail.get("eventSource") == "aws:dynamodb" else None


def _platform(event):
    """What an event of AWS itself says beside its detail."""
    if not event["source"].startswith("aws."):
        return {}
    resources = {"awsresources": ",".join(event["resources"])} if event["resources"] else {}
    return {"awsaccount": event["account"], "awsregion": event["region"], **resources}


def _original(data):
    """A dead letter's data: the event that failed, as a CloudEvent in JSON format."""
    if is_event_bridge(data):
        return from_event_bridge(data)
    if is_failure(data) and is_event_bridge(data["requestPayload"]):
        return {**from_event_bridge(data["requestPayload"]), **error_of(data)}
    return data


def _data(holder):
    return base64.b64decode(holder["data_base64"]) if "data_base64" in holder else holder["data"]
