import json


def handler(event):
    if event.data.get("broken"):
        raise ValueError("it is broken")
    print("GOT", event["id"], event["type"], json.dumps(event.data, sort_keys=True), flush=True)
