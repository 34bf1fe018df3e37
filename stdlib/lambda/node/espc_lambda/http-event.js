'use strict';

// Reads the requests of API Gateway (payload formats 1.0 and 2.0) and of function URLs (2.0), and writes their answers.
const { isUtf8 } = require('node:buffer');
const caller = require('./caller');

// HOP_BY_HOP are the headers of one connection (RFC 9110, 7.6.1); the gateway has its own.
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

function isV2(event) {
  return event?.version === '2.0' && typeof event.requestContext?.http?.method === 'string';
}

// matches reports whether an invocation is a request.
function matches(event) {
  return isV2(event) || (typeof event?.httpMethod === 'string' && Boolean(event.requestContext));
}

// request returns { method, url, headers, body, remoteAddress }: headers as pairs, body undefined where there is none.
function request(event) {
  const read = isV2(event) ? v2(event) : v1(event);
  const body = bodyOf(event);
  const headers = caller.told(read.headers, event.requestContext);
  return { ...read, body, headers: complete(headers, body, event.requestContext) };
}

function v2(event) {
  const { http, stage, domainName } = event.requestContext;
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  // The list has all cookies; local gateways leave the header there as well.
  const listed = event.cookies?.length > 0;
  const headers = Object.entries(event.headers ?? {}).filter(([name]) => !listed || name.toLowerCase() !== 'cookie');
  if (listed) headers.push(['cookie', event.cookies.join('; ')]);
  return { method: http.method, url: escapePath(withoutStage(event.rawPath, stage, domainName)) + query, headers, remoteAddress: http.sourceIp };
}

function v1(event) {
  const pairs = (many, one) => Object.entries(many ?? {}).flatMap(([name, values]) => values.map((value) => [name, value]))
    .concat(many ? [] : Object.entries(one ?? {}));
  const query = pairs(event.multiValueQueryStringParameters, event.queryStringParameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return {
    method: event.httpMethod,
    url: escapePath(event.path) + (query && `?${query}`),
    headers: pairs(event.multiValueHeaders, event.headers),
    remoteAddress: event.requestContext.identity?.sourceIp,
  };
}

// withoutStage removes the stage that format 2.0 puts before the path of an API's own address.
function withoutStage(path, stage, domain = '') {
  if (!stage || stage === '$default' || !domain.includes('.execute-api.')) return path;
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

// escapePath escapes what no path may have: an HTTP API decodes it, others leave it as it was sent.
function escapePath(path) {
  return (path || '/').replace(/%(?![0-9A-Fa-f]{2})/g, '%25').replace(/[^!$%&'()*+,\-./0-9:;=@A-Z[\]_a-z|~]+/g, (run) => encodeURIComponent(run.toWellFormed()));
}

function bodyOf(event) {
  if (event.body === undefined || event.body === null || event.body === '') return undefined;
  return Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
}

// complete adds the headers without which nothing reads a body: a REST API leaves its length out.
function complete(headers, body, context) {
  const has = (wanted) => headers.some(([name]) => name.toLowerCase() === wanted);
  const out = headers.filter(([name]) => !body || !['content-length', 'transfer-encoding'].includes(name.toLowerCase()));
  if (body) out.push(['content-length', String(body.length)]);
  if (!has('host') && context.domainName) out.push(['host', context.domainName]);
  return out;
}

// answer returns what the gateway expects for { status, headers, body }. A body that is no UTF-8 goes out in base64.
function answer(event, { status, headers, body }) {
  const kept = headers.filter(([name]) => !HOP_BY_HOP.has(name));
  const text = isUtf8(body);
  const content = { statusCode: status, body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
  if (!isV2(event)) return { ...content, multiValueHeaders: Object.fromEntries(kept.map(([name, values]) => [name, values])) };
  const cookies = kept.filter(([name]) => name === 'set-cookie').flatMap(([, values]) => values);
  const single = kept.filter(([name]) => name !== 'set-cookie').map(([name, values]) => [name, values.join(', ')]);
  return { ...content, headers: Object.fromEntries(single), ...(cookies.length > 0 && { cookies }) };
}

module.exports = { matches, request, answer };
