'use strict';

// publish and call, the same for functions on Kubernetes and on AWS Lambda, and from the one to the other. Where things are, the variables that espc sets
// say: ESPC_EVENT_<NAME>_ROUTE, ESPC_EVENT_BUS_<NAME>_URL or _NAME, ESPC_<KIND>_<NAME>_URL, or _ARN and _PATH.
const crypto = require('node:crypto');
const aws = require('./aws');

// TIMEOUT_MS is how long a call takes at most unless its options say.
const TIMEOUT_MS = 30000;

// TRIES is how often an event is sent before publish gives up; the pause before the second is PAUSE_MS, then twice that.
const TRIES = 3;
const PAUSE_MS = 200;

// publish sends an event and returns its id. data is an object, an array or bytes; options are subject, id, time (a Date or
// its text), contentType and extensions. It rejects where the bus did not take the event.
async function publish(event, data = {}, options = {}) {
  const name = event.replace(/^event\./, '');
  const route = variable('EVENT', name, 'ROUTE');
  if (!route) throw new Error(`event.${name} is not among what this publishes: add it to publishes`);
  const { bus, type, source } = JSON.parse(route);
  const attributes = { id: options.id ?? crypto.randomUUID(), source, type, ...extra(options) };
  const content = encode(data, options.contentType);
  const url = variable('EVENT_BUS', bus, 'URL');
  if (url) await post(url, attributes, content);
  else await putEvent(variable('EVENT_BUS', bus, 'NAME'), attributes, content);
  return attributes.id;
}

// call sends a request to what the function's calls name, such as function.resize, and returns a Response as fetch does. A
// status is never an error. options are method, path, query, headers, body (text, bytes, or what becomes JSON) and
// timeout (milliseconds).
async function call(target, options = {}) {
  const [kind, name] = target.split('.');
  const arn = variable(kind, name, 'ARN');
  const url = variable(kind, name, 'URL');
  if (!arn && !url) throw new Error(`${target} is not among what this calls: add it to calls`);
  const request = requestOf(options);
  const signal = AbortSignal.timeout(options.timeout ?? TIMEOUT_MS);
  if (arn) return invoke(arn, name, { ...request, path: (variable(kind, name, 'PATH') ?? '') + request.path }, signal);
  const { method, query, headers, body } = request;
  const path = request.path || (kind === 'function' || kind === 'microservice' ? '/' : '');
  return fetch(url.replace(/\/$/, '') + path + (query && `?${query}`), { method, headers, body, signal, redirect: 'manual' });
}

function variable(kind, name, part) {
  return process.env[`ESPC_${kind}_${name}_${part}`.toUpperCase().replaceAll('-', '_')];
}

function extra({ subject, time, extensions }) {
  const moment = new Date(time ?? Date.now());
  if (Number.isNaN(moment.valueOf())) throw new TypeError(`${time} is no time`);
  const out = { time: moment.toISOString(), ...(subject !== undefined && { subject }) };
  for (const [name, value] of Object.entries(extensions ?? {})) {
    if (!/^[a-z0-9]{1,20}$/.test(name)) throw new TypeError(`${name}: an extension's name has lower-case letters and digits`);
    out[name] = value;
  }
  return out;
}

// encode returns { type, body, json }: json is the data where it is JSON. Text and numbers are refused, because functions-framework
// does not hand them to a cloudevent function.
function encode(data, contentType) {
  if (data instanceof Uint8Array) return { type: contentType ?? 'application/octet-stream', body: Buffer.from(data), explicit: true };
  if (typeof data !== 'object' || data === null) throw new TypeError("an event's data is an object, an array or bytes");
  return { type: contentType ?? 'application/json', body: JSON.stringify(data), json: data, explicit: contentType !== undefined };
}

// post sends an event to a broker: in binary mode, or in structured mode where a header cannot carry an attribute as it is.
async function post(url, attributes, content) {
  const all = Object.entries({ specversion: '1.0', ...attributes });
  const binary = all.every(([, value]) => /^[\x21\x23\x24\x26-\x7e]+$/.test(String(value)));
  const headers = binary ? Object.fromEntries(all.map(([name, value]) => [`ce-${name}`, String(value)])) : {};
  headers['content-type'] = binary ? content.type : 'application/cloudevents+json; charset=utf-8';
  const body = binary ? content.body : JSON.stringify({ ...Object.fromEntries(all), datacontenttype: content.type, ...dataOf(content) });
  for (let tries = 1; ; tries++) {
    const failure = await send(url, headers, body);
    if (!failure) return;
    if (tries === TRIES || !failure.again) throw new Error(`${attributes.type} was not published: ${failure.why}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (tries - 1)));
  }
}

// send returns why an event was not taken, and whether it may be taken later: its id stays, so that a receiver can tell.
async function send(url, headers, body) {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok ? undefined : { why: `the broker answered ${answer.status}`, again: answer.status === 429 || answer.status >= 500 };
  } catch (error) {
    return { why: error.cause?.message ?? error.message, again: true };
  }
}

function dataOf({ json, body }) {
  return json === undefined ? { data_base64: body.toString('base64') } : { data: json };
}

// putEvent sends an event to EventBridge. What that has no field for goes to `ce`, and so does data that is no object, or one
// with a field of that name.
async function putEvent(bus, { source, type, time, ...rest }, content) {
  const ce = { ...rest, time, ...(content.explicit && { datacontenttype: content.type }) };
  const plain = content.json !== undefined && !Array.isArray(content.json) && !('ce' in content.json);
  const detail = plain ? { ...content.json, ce } : { ce: { ...ce, ...dataOf(content) } };
  const entry = { EventBusName: bus, Source: source, DetailType: type, Time: Date.parse(time) / 1000, Detail: JSON.stringify(detail) };
  const { Entries: [{ ErrorCode: code, ErrorMessage: message } = {}] = [] } = await aws.putEvents([entry]);
  if (code) throw new Error(`${type} was not published: ${code}: ${message}`);
}

function requestOf({ method, path = '', query, headers = {}, body }) {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  let content = body;
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
    content = JSON.stringify(body);
    all['content-type'] ??= 'application/json';
  } else if (body !== undefined) all['content-type'] ??= typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return {
    method: (method ?? (body === undefined ? 'GET' : 'POST')).toUpperCase(),
    path: path && pathOf(path),
    query: new URLSearchParams(pairs).toString(), headers: all, body: content,
  };
}

// pathOf returns a path as a URL has it, the same for a function and for a server: what would end it is a part of it.
function pathOf(path) {
  const whole = path.replace(/%(?![0-9A-Fa-f]{2})/g, '%25').replace(/[?#\\]/g, encodeURIComponent);
  return new URL(`http://host/${whole.replace(/^\//, '')}`).pathname;
}

// invoke calls a function on Lambda as a gateway would, by an event of payload format 2.0.
async function invoke(arn, name, { method, path, query, headers, body }, signal) {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const event = {
    version: '2.0', routeKey: '$default', rawPath: path || '/', rawQueryString: query,
    headers: { host: name, ...headers, ...(bytes && { 'content-length': String(bytes.length) }) },
    requestContext: { domainName: name, stage: '$default', routeKey: '$default', http: { method, path: path || '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' } },
    ...(bytes && { body: bytes.toString('base64') }), isBase64Encoded: bytes !== undefined,
  };
  const { payload, failed } = await aws.invoke(arn, JSON.stringify(event), { signal });
  if (!failed) return responseOf(payload);
  console.error(`function.${name} failed: ${payload?.errorType ?? failed}`);
  const late = /timed out/i.test(payload?.errorMessage ?? '');
  return new Response(null, { status: late ? 504 : 500 });
}

// responseOf reads an answer of payload format 2.0. One without a status is a body.
function responseOf(payload) {
  if (payload?.statusCode === undefined) return Response.json(payload);
  const { statusCode: status, headers = {}, cookies = [], body = '', isBase64Encoded } = payload;
  const empty = [101, 204, 205, 304].includes(status);
  const response = new Response(empty ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), { status });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

module.exports = { publish, call };
