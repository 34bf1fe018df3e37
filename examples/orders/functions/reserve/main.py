"""A line that was sold leaves the stock. An event may come twice: the second time its movement is there already. (A crash between
the two writes counts a line twice. Who can't have that writes both in one transaction, in a database of the function's own.)"""

import json
from urllib.parse import quote

import espc


def handler(event):
    order, sku, quantity = event.data["order"], event.data["sku"], event.data["quantity"]
    movement = f"{order}/{sku}"
    if exists("model.movement", movement):
        return
    take(sku, quantity)
    answer = espc.call("model.movement", body={"id": movement, "quantity": -quantity})
    if not answer.ok:
        raise RuntimeError(f"movement {movement}: {answer.status}")


def exists(model, key):
    answer = espc.call(model, path=f"/{quote(key, safe='')}/exists")
    if not answer.ok:
        raise RuntimeError(f"{model} {key}: {answer.status}")
    return answer.json()["exists"]


def take(sku, quantity):
    """Writes the new number only where the old one is still there, so that two sales at once both count."""
    for _ in range(5):
        answer = espc.call("model.stock-item", path=f"/{quote(sku, safe='')}")
        if not answer.ok:
            raise RuntimeError(f"the stock of {sku}: {answer.status}")
        left = answer.json()["left"]
        where = json.dumps({"sku": sku, "left": left})
        answer = espc.call("model.stock-item", path="/update", query={"where": where}, body={"left": left - quantity})
        if answer.ok and answer.json()["count"] == 1:
            return
    raise RuntimeError(f"the stock of {sku} changes all the time")
