"""Shipping offers of every carrier, the cheapest first."""

import json
import logging
import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor

TIMEOUT_SECONDS = 4


def handler(request):
    """POST {"country": "DE", "grams": 1200} -> {"offers": [{"carrier", "cents", "days"}, ...]}"""
    parcel = request.get_json(silent=True)
    if not valid(parcel):
        return {"error": "country has to be two letters, grams a whole number above 0"}, 400

    carriers = os.environ["CARRIERS"].split(",")
    with ThreadPoolExecutor(max_workers=len(carriers)) as pool:
        asked = list(pool.map(lambda carrier: ask(carrier, parcel), carriers))
    offers = [offer for offer in asked if offer is not None]
    if not offers:
        return {"error": "no carrier answered"}, 503
    return {"offers": sorted(offers, key=lambda offer: offer["cents"])}


def valid(parcel):
    if not isinstance(parcel, dict):
        return False
    country, grams = parcel.get("country"), parcel.get("grams")
    return (
        isinstance(country, str)
        and len(country) == 2
        and country.isalpha()
        and type(grams) is int
        and grams > 0
    )


def ask(carrier, parcel):
    """The carrier's offer, or None: one that does not answer must not keep the others."""
    # Every callee's address is in the environment; carrier-nord is ..._CARRIER_NORD_URL.
    base = os.environ[f"ESPC_SERVICE_ENDPOINT_CARRIER_{carrier.upper()}_URL"]
    body = json.dumps({"country": parcel["country"].upper(), "grams": parcel["grams"]})
    call = urllib.request.Request(
        base.rstrip("/") + "/offers",
        data=body.encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(call, timeout=TIMEOUT_SECONDS) as answer:
            offer = json.load(answer)
        return {"carrier": carrier, "cents": int(offer["cents"]), "days": int(offer["days"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        logging.warning("%s: %s", carrier, error)
        return None
