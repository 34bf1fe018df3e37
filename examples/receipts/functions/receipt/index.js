'use strict';

const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb'); // Lambda's runtime has it

const db = new DynamoDBClient({});

// One receipt for each payment; the event's id makes a delivery that comes twice the same receipt.
exports.handler = async (event) => {
  const { order, amount } = event.data;
  await db.send(new PutItemCommand({
    TableName: process.env.ESPC_TABLE_RECEIPTS_NAME,
    Item: { order: { S: order }, issued: { S: event.time }, amount: { N: String(amount) }, payment: { S: event.id } },
  }));
};
