import os

import boto3  # Lambda's runtime has it

table = boto3.resource("dynamodb").Table(os.environ["ESPC_TABLE_RECEIPTS_NAME"])


def handler(event):
    """Adds up what was paid, once a month."""
    total, start = 0, {}
    while start is not None:
        page = table.scan(ProjectionExpression="amount", **start)
        total += sum(int(item["amount"]) for item in page["Items"])
        last = page.get("LastEvaluatedKey")
        start = {"ExclusiveStartKey": last} if last else None
    print(f"{total / 100:.2f} in receipts until {event['time']}")
