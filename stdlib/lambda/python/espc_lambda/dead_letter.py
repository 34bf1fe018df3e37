"""Reads what AWS says beside an event that could not be delivered, into the attributes that Knative has for it."""


def is_failure(event):
    """Whether a payload is what Lambda says of an asynchronous call that failed for good: it has the event that was the call's."""
    return isinstance(event, dict) and "requestPayload" in event and "condition" in (event.get("requestContext") or {})


def error_of(event):
    context, response = event["requestContext"], event.get("responsePayload")
    message = response.get("errorMessage") if isinstance(response, dict) else None
    return {"knativeerrordest": context["functionArn"], "knativeerrorcode": "500", "knativeerrordata": message or context["condition"]}


def error_of_message(attributes):
    """The same for a message that EventBridge put into a rule's dead-letter queue."""

    def text(name):
        return attributes.get(name, {}).get("stringValue")

    if not text("ERROR_CODE"):
        return {}
    return {"knativeerrordest": text("TARGET_ARN") or "", "knativeerrorcode": "500", "knativeerrordata": text("ERROR_MESSAGE") or text("ERROR_CODE")}
