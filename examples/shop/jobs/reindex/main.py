"""Copies the catalog into the search index, page by page."""

import json
import os
import sys
import urllib.parse
import urllib.request

PRODUCTS = urllib.parse.urljoin(os.environ["ESPC_MODEL_PRODUCT_URL"], "/api/products")
INDEX = urllib.parse.urljoin(
    os.environ["ESPC_MICROSERVICE_SEARCH_INDEX_URL"],
    "/indexes/products/documents?primaryKey=sku",
)
PAGE = 500


def main():
    total = 0
    for products in pages():
        put(products)
        total += len(products)
    print(f"sent {total} products to the index")


def pages():
    """Pages by key rather than by offset: a product added meanwhile moves nothing."""
    last = ""
    while True:
        query = {"where": {"sku": {"gt": last}}, "order": "sku ASC", "limit": PAGE}
        url = PRODUCTS + "?" + urllib.parse.urlencode({"filter": json.dumps(query)})
        with urllib.request.urlopen(url, timeout=30) as answer:
            products = json.load(answer)
        if not products:
            return
        yield products
        last = products[-1]["sku"]


def put(products):
    request = urllib.request.Request(
        INDEX,
        data=json.dumps(products).encode(),
        method="PUT",
        headers={
            "Authorization": "Bearer " + os.environ["SEARCH_KEY"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30):
        pass  # 202: the index works through it on its own


if __name__ == "__main__":
    sys.exit(main())
