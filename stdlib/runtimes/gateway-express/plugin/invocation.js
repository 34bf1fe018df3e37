'use strict';

const { isUtf8 } = require('node:buffer');
const forward = require('./forward');

// MAX_EVENT is how long an event may be, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
const MAX_EVENT = 6 * 1024 * 1024;

class TooLarge extends Error {}

// eventOf turns a request into an event of payload format 2.0, as a gateway of AWS does. It rejects with TooLarge.
async function eventOf(req, path, params) {
  const body = await bodyOf(req);
  const [rawPath, rawQueryString] = split(path);
  const { cookie, ...headers } = forward.requestHeaders(req, { host: req.headers.host ?? '', headers: [] });
  const now = new Date();
  const binary = body.length > 0 && !isUtf8(body);
  const event = JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie && { cookies: cookie.split(/; */) }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(rawQueryString && { queryStringParameters: queryOf(rawQueryString) }),
    ...(Object.keys(params).length > 0 && { pathParameters: params }),
    requestContext: {
      accountId: 'anonymous',
      domainName: hostOf(req),
      http: { method: req.method, path: rawPath, protocol: `HTTP/${req.httpVersion}`, sourceIp: (req.ip ?? '').replace(/^::ffff:/, ''), userAgent: req.headers['user-agent'] ?? '' },
      requestId: req.egContext.requestID,
      routeKey: '$default',
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(binary ? 'base64' : 'utf8') }),
    isBase64Encoded: binary,
  });
  if (Buffer.byteLength(event) > MAX_EVENT) throw new TooLarge();
  return event;
}

async function bodyOf(req) {
  const chunks = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > MAX_EVENT) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function split(path) {
  const at = path.indexOf('?');
  return at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}

// queryOf joins the values of a name that comes more than once with commas, as the format does.
function queryOf(text) {
  const out = {};
  for (const [name, value] of new URLSearchParams(text)) out[name] = name in out ? `${out[name]},${value}` : value;
  return out;
}

// logTime writes a time as access logs do: 01/Mar/2026:12:00:00 +0000.
function logTime(date) {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function hostOf(req) {
  return (req.headers.host ?? '').replace(/:\d+$/, '');
}

// answerOf reads what a function answered: { status, headers, body }, header values as lists. What has no status is the body.
function answerOf(payload) {
  if (payload === null || typeof payload !== 'object' || payload.statusCode === undefined) {
    return { status: 200, headers: [['content-type', ['application/json']]], body: Buffer.from(payload === undefined ? '' : JSON.stringify(payload)) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = payload;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new Error(`the status ${statusCode} is none`);
  const all = new Map();
  for (const [name, value] of Object.entries(headers)) all.set(name.toLowerCase(), [].concat(value).map(String));
  if (cookies.length > 0) all.set('set-cookie', [...(all.get('set-cookie') ?? []), ...cookies]);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: [...all], body: Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8') };
}

module.exports = { eventOf, answerOf, TooLarge };
