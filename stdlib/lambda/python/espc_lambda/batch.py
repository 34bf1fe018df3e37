"""Hands the messages of an SQS batch to the function one by one, and tells SQS which of them failed."""

import datetime
import json
import re
import sys
import traceback

from .cloudevent import from_event, is_event
from .dead_letter import error_of_message


def matches(event):
    records = event.get("Records") if isinstance(event, dict) else None
    return isinstance(records, list) and bool(records) and all(isinstance(r, dict) and r.get("eventSource") == "aws:sqs" for r in records)


def drain(records, env, context, deliver):
    """Return the partial batch response.

    In a fifo queue the messages of a group that come after a failed one wait with it, or they would overtake it.
    """
    failed, stopped = [], set()
    for record in records:
        fifo = record["eventSourceARN"].endswith(".fifo")
        group = (record.get("attributes") or {}).get("MessageGroupId")
        if fifo and group in stopped:
            failed.append(record["messageId"])
            continue
        try:
            deliver(_message(record, env, context))
        except Exception:
            print(f"message {record['messageId']} failed:\n{traceback.format_exc()}", file=sys.stderr)
            failed.append(record["messageId"])
            if fifo:
                stopped.add(group)
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def _message(record, env, context):
    """A message's CloudEvent: the one that its body holds, or one about the message."""
    body = _parse(record["body"])
    if is_event(body):
        return {**from_event(body, env, context), **error_of_message(record.get("messageAttributes") or {})}
    attributes = record.get("attributes") or {}
    message = {"specversion": "1.0", "id": record["messageId"], **_name(record["eventSourceARN"], env)}
    if attributes.get("SentTimestamp"):
        sent = datetime.datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, datetime.timezone.utc)
        message["time"] = sent.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if attributes.get("MessageGroupId"):
        message["partitionkey"] = attributes["MessageGroupId"]
    message["data"] = record["body"] if body is None else body
    return message


def _parse(body):
    """Read a JSON object or array. Another text is data as it is."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, (dict, list)) else None


def _name(arn, env):
    """Type and source of a queue's messages: by its name in the topology where a variable says it."""
    account, name = arn.split(":")[4:6]
    topology = env.get("ESPC_TOPOLOGY")
    for variable, value in env.items():
        found = re.fullmatch(r"ESPC_QUEUE_(.+)_URL", variable)
        if topology and found and value.endswith(f"/{account}/{name}"):
            return {"source": f"/{topology}", "type": f"{topology}.queue.{found[1].lower().replace('_', '-')}"}
    return {"source": arn, "type": "com.amazonaws.sqs.message"}
