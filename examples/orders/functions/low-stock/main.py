"""-> {"articles": [{"sku", "left", "missing", "supplier"}, ...]}, what is running out."""

import json

import espc

PAGE = 200


def handler(request):
    return {"articles": [low(item) for item in items() if item["left"] < item["enough"]]}


def low(item):
    return {
        "sku": item["sku"],
        "left": item["left"],
        "missing": item["enough"] - item["left"],
        "supplier": item.get("supplier") or "none",
    }


def items():
    """All articles, page by page: LoopBack's filters compare a field with a value, not with another field."""
    skip = 0
    while True:
        page_filter = json.dumps({"order": "sku", "limit": PAGE, "skip": skip})
        answer = espc.call("model.stock-item", query={"filter": page_filter})
        if not answer.ok:
            raise RuntimeError(f"the stock: {answer.status}")
        page = answer.json()
        yield from page
        if len(page) < PAGE:
            return
        skip += PAGE
