"""What is running out is ordered from its supplier, once for each event."""

import espc


def handler(event):
    stock = event.data
    answer = espc.call(
        "service_endpoint.suppliers",
        path=f"/{stock['supplier']}/orders",
        headers={"Idempotency-Key": event["id"]},
        body={"sku": stock["sku"], "quantity": stock["missing"]},
    )
    if not answer.ok:
        raise RuntimeError(f"{stock['missing']} of {stock['sku']}: {answer.status}")
    print(f"{stock['missing']} of {stock['sku']} are ordered from {stock['supplier']}")
