'use strict';

// Sends one request over HTTP, and makes the events of it that API Gateway would send to Lambda.
const http = require('node:http');

// over sends { method, target, headers: [[name, value]], body } with the headers that a gateway adds.
exports.over = (port, request) => send(port, { ...request, headers: wire(request.headers ?? [], request.body) });

// send sends a request as it is, and returns { status, headers, body } with all header values in lists.
const send = exports.send = (port, { method = 'GET', target = '/', headers, body }) => new Promise((resolve, reject) => {
  const sent = http.request({ port, host: '127.0.0.1', method, path: target, setHost: false, headers: headers.flat() }, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () => {
      const all = Object.fromEntries(Object.entries(answer.headersDistinct));
      resolve({ status: answer.statusCode, headers: all, body: Buffer.concat(chunks) });
    });
  });
  sent.on('error', reject);
  sent.end(body);
});

// wire are the headers as they arrive behind a gateway.
function wire(headers, body) {
  const fixed = [['Host', 'shop.example'], ['X-Forwarded-For', '203.0.113.7'], ['X-Forwarded-Proto', 'https']];
  const length = body === undefined || headers.some(([name]) => /^content-length$/i.test(name)) ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
  return [...fixed, ...headers, ...length];
}

function content(body) {
  return body === undefined ? { isBase64Encoded: false } : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

// v2 is what an HTTP API sends: it joins repeated headers, lists cookies and decodes the path.
exports.v2 = ({ method = 'GET', target = '/', headers = [], body }) => {
  const [path, ...query] = target.split('?');
  const all = {};
  const cookies = [];
  for (const [name, value] of wire(headers, body)) {
    const key = name.toLowerCase();
    if (key === 'cookie') cookies.push(...value.split('; '));
    else all[key] = key in all ? `${all[key]},${value}` : value;
  }
  const decoded = decode(path);
  return {
    version: '2.0', routeKey: 'ANY /{proxy+}', rawPath: decoded, rawQueryString: query.join('?'), headers: all, ...(cookies.length > 0 && { cookies }),
    requestContext: {
      accountId: '123456789012', apiId: 'a1b2c3', domainName: 'a1b2c3.execute-api.eu-west-1.amazonaws.com', domainPrefix: 'a1b2c3',
      http: { method, path: decoded, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: '' },
      requestId: 'JKJaXmPLvHcESHA=', routeKey: 'ANY /{proxy+}', stage: '$default', time: '01/Mar/2026:12:00:00 +0000', timeEpoch: 1772366400000,
    },
    ...content(body),
  };
};

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// v1 is what a REST API sends: every value of every header and query parameter, the latter decoded, the path as it came.
exports.v1 = ({ method = 'GET', target = '/', headers = [], body }) => {
  const [path, ...query] = target.split('?');
  const many = {};
  for (const [name, value] of wire(headers, body)) (many[name] ??= []).push(value);
  const parameters = {};
  for (const [name, value] of new URLSearchParams(query.join('?'))) (parameters[name] ??= []).push(value);
  const last = (lists) => (Object.keys(lists).length === 0 ? null : Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1)])));
  return {
    resource: '/{proxy+}', path, httpMethod: method, headers: last(many), multiValueHeaders: many,
    queryStringParameters: last(parameters), multiValueQueryStringParameters: query.length > 0 ? parameters : null,
    pathParameters: { proxy: path.slice(1) }, stageVariables: null,
    requestContext: {
      accountId: '123456789012', apiId: 'd4e5f6', domainName: 'd4e5f6.execute-api.eu-west-1.amazonaws.com', httpMethod: method,
      identity: { sourceIp: '203.0.113.7', userAgent: null }, path: `/live${path}`, protocol: 'HTTP/1.1', requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      resourceId: 'xyz123', resourcePath: '/{proxy+}', stage: 'live',
    },
    ...(body === undefined ? { body: null, isBase64Encoded: false } : content(body)),
  };
};

// answered reads what Lambda gives back, as the gateway does.
exports.answered = (event, { statusCode, headers = {}, multiValueHeaders = {}, cookies = [], body = '', isBase64Encoded }) => {
  const all = Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name.toLowerCase(), values]));
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = [value];
  if (cookies.length > 0) all['set-cookie'] = cookies;
  return { status: statusCode, headers: all, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
};
