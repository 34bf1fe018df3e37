'use strict';

// Hands the messages of an SQS batch to the function one by one, and tells SQS which of them failed.
const { fromEvent, isEvent, isObject } = require('./cloudevent');
const { errorOfMessage } = require('./dead-letter');

function isQueue(event) {
  return Array.isArray(event?.Records) && event.Records.length > 0 && event.Records.every((record) => record?.eventSource === 'aws:sqs');
}

// drain returns the partial batch response. In a fifo queue the messages of a group that come after a failed one wait
// with it, or they would overtake it.
async function drain(records, about, deliver) {
  const failed = [];
  const stopped = new Set();
  for (const record of records) {
    const group = record.attributes?.MessageGroupId;
    const fifo = record.eventSourceARN.endsWith('.fifo');
    if (fifo && stopped.has(group)) {
      failed.push(record.messageId);
      continue;
    }
    try {
      await deliver(fromRecord(record, about));
    } catch (error) {
      console.error(`message ${record.messageId} failed: ${error?.stack || error}`);
      failed.push(record.messageId);
      if (fifo) stopped.add(group);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

// fromRecord returns a message's CloudEvent: the one that its body holds, or one about the message.
function fromRecord(record, about) {
  const body = parse(record.body);
  if (isEvent(body)) {
    return { ...fromEvent(body, about), ...errorOfMessage(record.messageAttributes ?? {}) };
  }
  const message = { specversion: '1.0', id: record.messageId, ...nameOf(record.eventSourceARN, about.env) };
  if (record.attributes?.SentTimestamp) message.time = new Date(Number(record.attributes.SentTimestamp)).toISOString();
  if (record.attributes?.MessageGroupId) message.partitionkey = record.attributes.MessageGroupId;
  message.data = body ?? record.body;
  return message;
}

// parse reads a JSON object or array. Another text is data as it is.
function parse(body) {
  try {
    const value = JSON.parse(body);
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// nameOf returns type and source of a queue's messages: by its name in the topology where a variable says it.
function nameOf(arn, env) {
  const [, , , , account, name] = arn.split(':');
  for (const [variable, value] of Object.entries(env)) {
    const [, entity] = /^ESPC_QUEUE_(.+)_URL$/.exec(variable) || [];
    if (entity && env.ESPC_TOPOLOGY && value.endsWith(`/${account}/${name}`)) {
      const queue = entity.toLowerCase().replaceAll('_', '-');
      return { source: `/${env.ESPC_TOPOLOGY}`, type: `${env.ESPC_TOPOLOGY}.queue.${queue}` };
    }
  }
  return { source: arn, type: 'com.amazonaws.sqs.message' };
}

module.exports = { isQueue, drain };
