'use strict';

// Makes CloudEvents of what EventBridge, its scheduler, a failed call's destination and a plain invocation bring.
const { errorOf, isFailure } = require('./dead-letter');

// NOT_EXTENSIONS are the names in an event's `ce` that are no attributes, or that EventBridge has fields of its own for.
const NOT_EXTENSIONS = new Set(['specversion', 'type', 'source', 'data', 'data_base64']);

// ENVELOPE are the fields of every event that EventBridge delivers.
const ENVELOPE = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'];

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// isEventBridge reports whether a payload is an event as EventBridge delivers it.
function isEventBridge(event) {
  return isObject(event) && ENVELOPE.every((name) => name in event);
}

// isCloudEvent reports whether a payload is a CloudEvent in JSON format, as the input of a schedule is.
function isCloudEvent(event) {
  return isObject(event) && /^1\.\d+$/.test(event.specversion) && typeof event.type === 'string' && typeof event.source === 'string';
}

// isEvent reports whether a payload is an event in any of the forms that AWS brings one.
function isEvent(event) {
  return isEventBridge(event) || isCloudEvent(event) || isFailure(event);
}

// fromEvent returns the CloudEvent of a payload; one that is no event becomes the data of one about the call.
function fromEvent(event, { env, context }) {
  if (isEventBridge(event)) return fromEventBridge(event);
  if (isCloudEvent(event)) return fromJSON(event);
  if (isFailure(event)) return { ...fromEvent(event.requestPayload, { env, context }), ...errorOf(event) };
  return {
    specversion: '1.0',
    id: context.awsRequestId,
    source: env.ESPC_TOPOLOGY ? `/${env.ESPC_TOPOLOGY}` : context.invokedFunctionArn,
    type: 'com.amazonaws.lambda.invocation',
    time: new Date().toISOString(),
    data: event,
  };
}

// fromEventBridge: the data is `detail` without `ce`, which holds what EventBridge has no field for, and data that is no
// object. An id in it is the publisher's, so it stays the same if a call of PutEvents is tried twice.
function fromEventBridge(event) {
  const { ce, rest } = split(event.detail);
  const message = {
    specversion: '1.0',
    id: ce.id ?? recordId(rest) ?? event.id,
    source: event.source,
    type: event['detail-type'],
    time: ce.time ?? event.time,
    ...extensions(ce),
    ...platform(event),
  };
  message.data = 'data' in ce || 'data_base64' in ce ? dataOf(ce) : original(rest);
  return message;
}

function split(detail) {
  if (!isObject(detail) || !isObject(detail.ce)) return { ce: {}, rest: detail };
  const { ce, ...rest } = detail;
  return { ce, rest };
}

// extensions returns the other attributes, as text: that is how they arrive over HTTP.
function extensions(ce) {
  const scalar = (value) => value !== null && typeof value !== 'object';
  return Object.fromEntries(Object.entries(ce).filter(([name, value]) => !NOT_EXTENSIONS.has(name) && scalar(value)).map(([name, value]) => [name, String(value)]));
}

// recordId is the id of a table's change: its pipe may bring it twice, in events of different ids.
function recordId(detail) {
  return detail?.eventSource === 'aws:dynamodb' ? detail.eventID : undefined;
}

// platform returns what an event of AWS itself says beside its detail.
function platform({ source, account, region, resources }) {
  if (!source.startsWith('aws.')) return {};
  return { awsaccount: account, awsregion: region, ...(resources.length > 0 && { awsresources: resources.join(',') }) };
}

// original returns a dead letter's data: the event that failed, as a CloudEvent in JSON format.
function original(data) {
  if (isEventBridge(data)) return fromEventBridge(data);
  if (isFailure(data) && isEventBridge(data.requestPayload)) return { ...fromEventBridge(data.requestPayload), ...errorOf(data) };
  return data;
}

// fromJSON reads the JSON format. An id that is missing is made of type and time, so that all tries of one scheduled
// time have the same.
function fromJSON({ data, data_base64: base64, ...attributes }) {
  const message = { ...attributes, id: attributes.id ?? `${attributes.type}/${attributes.time}` };
  const given = { ...(data !== undefined && { data }), ...(base64 !== undefined && { data_base64: base64 }) };
  message.data = 'data' in given || 'data_base64' in given ? dataOf(given) : {};
  return message;
}

function dataOf({ data, data_base64: base64 }) {
  return base64 === undefined ? data : Buffer.from(base64, 'base64');
}

module.exports = { fromEvent, isEvent, isObject };
