"""POST the event order-placed, in JSON -> {"score": 0 to 100, "reasons": [...]}. The more that is unusual, the higher."""

import json

import espc

MUCH = 200_000  # cents
MANY = 20


def handler(request):
    order = request.get_json()["data"]
    reasons = []
    score = 0
    if order["cents"] > MUCH:
        score += 40
        reasons.append("it is worth a lot")
    if any(line["quantity"] > MANY for line in order["lines"]):
        score += 30
        reasons.append("somebody wants many of one thing")
    if unpaid(order["customer"]) > 1:
        score += 50
        reasons.append("the last orders were not paid")
    return {"score": min(score, 100), "reasons": reasons}


def unpaid(customer):
    """How many orders of a customer were not paid."""
    where = json.dumps({"customer": customer, "status": "unpaid"})
    answer = espc.call("model.order", path="/count", query={"where": where})
    if not answer.ok:
        raise RuntimeError(f"the orders of {customer}: {answer.status}")
    return answer.json()["count"]
