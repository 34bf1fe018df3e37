"""Deletes carts that nobody has touched for a while. A schedule wakes it."""

import json
import logging
import os
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

# The model beside it in the cluster; from outside of it a route that asks for a key (cloud.hcl).
CARTS = os.environ["ESPC_MODEL_CART_URL"]
KEY = os.environ.get("CARTS_KEY")
BATCH = 500


def handler(event):
    """Takes the CloudEvent of schedule.expire-carts; its data is the schedule's `input`."""
    age = timedelta(hours=event.data["older_than_hours"])
    before = datetime.now(timezone.utc) - age

    query = {
        "where": {"updatedAt": {"lt": before.isoformat()}},
        "fields": ["id"],
        "limit": BATCH,
    }
    carts = call("GET", CARTS + "?" + urllib.parse.urlencode({"filter": json.dumps(query)}))
    for cart in carts:
        call("DELETE", f"{CARTS}/{urllib.parse.quote(str(cart['id']), safe='')}")
    # What is over the batch waits for the next run, a quarter of an hour later.
    logging.info("deleted %d carts older than %s", len(carts), before.isoformat())


def call(method, url):
    request = urllib.request.Request(url, method=method)
    if KEY:
        request.add_header("Authorization", f"apikey {KEY}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
