'use strict';

// Routes to functions on AWS, against a fake of Lambda that checks signatures; the gateway's pod has a role as EKS Pod Identity
// gives it one.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test, before, after, beforeEach } = require('node:test');
const { aws, serviceAccountToken } = require('../../lambdatest/node/aws');
const { service, gateway, call } = require('./harness');

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-quote';
const DEAD = 'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-gone';

let fake;
let edge;
let origin;
let dir;
let answer; // what the function answers to an event
let seen; // the last event

before(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gateway-lambda-'));
  const token = path.join(dir, 'token');
  fs.writeFileSync(token, serviceAccountToken);
  origin = await service('origin');
  fake = await aws(async (arn, event) => {
    if (arn !== ARN) throw Object.assign(new Error(`Function not found: ${arn}`), { status: 404, code: 'ResourceNotFoundException' });
    seen = event;
    return answer(event);
  });
  const to = (more, arn = ARN) => [{ lambda: [{ action: { function: arn, ...more } }] }];
  const route = (name, policies) => [name, { apiEndpoints: [name], policies }];
  edge = await gateway({
    apiEndpoints: {
      all: { host: '*', paths: ['/*'] },
      item: { host: '*', paths: ['/items/:id/parts/:part'] },
      cut: { host: '*', paths: ['/cut/*', '/whole'] },
      slow: { host: '*', paths: ['/slow'] },
      gone: { host: '*', paths: ['/gone'] },
      set: { host: '*', paths: ['/set'] },
      cors: { host: '*', paths: ['/cors'] },
      near: { host: '*', paths: ['/near'] },
    },
    serviceEndpoints: { origin: { url: origin.url } },
    policies: ['cors', 'request-transformer', 'lambda', 'proxy'],
    pipelines: Object.fromEntries([
      route('all', to({})),
      route('item', to({})),
      route('cut', to({ stripPath: true, rewrite: '/v2' })),
      route('slow', to({ proxyTimeout: 200 })),
      route('gone', to({}, DEAD)),
      route('set', [{ 'request-transformer': [{ action: { headers: { add: { 'x-made': '"here"' }, remove: ['x-secret'] } } }] }, ...to({})]),
      route('cors', [{ cors: [{ action: { origin: ['https://a.example'] } }] }, ...to({})]),
      route('near', [{ proxy: [{ action: { serviceEndpoint: 'origin' } }] }]),
    ]),
  }, { env: fake.pod(token) });
});

after(async () => {
  fake.stop();
  origin.close();
  await edge.stop();
  fs.rmSync(dir, { recursive: true });
});

beforeEach(() => {
  answer = () => ({ statusCode: 200, body: 'ok' });
  seen = undefined;
});

test('a request becomes an event of payload format 2.0', async () => {
  await call(edge.port, 'POST', '/a%20b/c?x=1&x=2&y=%C3%BC', {
    host: 'shop.example.com:8080', body: '{"n":1}', headers: { 'Content-Type': 'application/json', Cookie: 'a=1; b=2', 'X-Two': ['p', 'q'], 'User-Agent': 'test/1', 'EG-Consumer-Id': 'forged' },
  });
  const { headers, requestContext, ...rest } = seen;
  assert.deepEqual(rest, {
    version: '2.0', routeKey: '$default', rawPath: '/a%20b/c', rawQueryString: 'x=1&x=2&y=%C3%BC', cookies: ['a=1', 'b=2'],
    queryStringParameters: { x: '1,2', y: 'ü' }, body: '{"n":1}', isBase64Encoded: false,
  });
  assert.deepEqual([headers.host, headers['content-type'], headers['x-two'], headers['x-forwarded-proto'], headers['eg-consumer-id'], headers.cookie, headers.connection],
    ['shop.example.com:8080', 'application/json', 'p, q', 'http', undefined, undefined, undefined]);
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  const { http, requestId, time, timeEpoch, ...context } = requestContext;
  assert.deepEqual(context, { accountId: 'anonymous', domainName: 'shop.example.com', routeKey: '$default', stage: '$default' });
  assert.deepEqual(http, { method: 'POST', path: '/a%20b/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test/1' });
  assert.match(time, /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  assert.ok(Math.abs(timeEpoch - Date.now()) < 60000 && requestId);
});

test('bytes go in Base64, text as it is, and nothing as nothing', async () => {
  await call(edge.port, 'PUT', '/x', { body: Buffer.from([0, 255, 1]) });
  assert.deepEqual([seen.body, seen.isBase64Encoded], ['AP8B', true]);
  await call(edge.port, 'PUT', '/x', { body: 'grün' });
  assert.deepEqual([seen.body, seen.isBase64Encoded], ['grün', false]);
  await call(edge.port, 'GET', '/x');
  assert.deepEqual([seen.body, seen.isBase64Encoded, seen.cookies, seen.queryStringParameters], [undefined, false, undefined, undefined]);
});

test('parameters, strip_path, rewrite and headers are those of other routes', async () => {
  await call(edge.port, 'GET', '/items/a%2Fb/parts/7?q');
  assert.deepEqual([seen.pathParameters, seen.rawPath, seen.rawQueryString], [{ id: 'a/b', part: '7' }, '/items/a%2Fb/parts/7', 'q']);
  await call(edge.port, 'GET', '/cut/x/y?z=1');
  assert.deepEqual([seen.rawPath, seen.requestContext.http.path, seen.rawQueryString], ['/v2/x/y', '/v2/x/y', 'z=1']);
  await call(edge.port, 'GET', '/whole');
  assert.equal(seen.rawPath, '/v2');
  await call(edge.port, 'GET', '/set', { headers: { 'X-Secret': 's' } });
  assert.deepEqual([seen.headers['x-made'], seen.headers['x-secret']], ['here', undefined]);
});

test('the answer comes back: status, headers, cookies, text and bytes', async () => {
  answer = () => ({
    statusCode: 201, headers: { 'Content-Type': 'image/png', 'X-Made': 'here', 'Content-Length': '999', Connection: 'close' }, cookies: ['a=1; Path=/', 'b=2'],
    body: Buffer.from('bytes').toString('base64'), isBase64Encoded: true,
  });
  const made = await call(edge.port, 'GET', '/x');
  assert.deepEqual([made.status, made.body, made.headers['content-type'], made.headers['x-made'], made.headers['content-length']], [201, 'bytes', 'image/png', 'here', '5']);
  assert.deepEqual(made.headers['set-cookie'], ['a=1; Path=/', 'b=2']);
  answer = () => ({ statusCode: 204 });
  assert.deepEqual((({ status, body }) => [status, body])(await call(edge.port, 'DELETE', '/x')), [204, '']);
  answer = () => ({ statusCode: 404, headers: { 'Content-Length': '12' }, body: 'no such item' });
  const head = await call(edge.port, 'HEAD', '/x');
  assert.deepEqual([head.status, head.body, head.headers['content-length']], [404, '', '12']);
});

test('what has no status is the body, as JSON', async () => {
  answer = () => ({ offers: [1] });
  const made = await call(edge.port, 'GET', '/x');
  assert.deepEqual([made.status, made.json, made.headers['content-type']], [200, { offers: [1] }, 'application/json']);
});

test('cross-origin rules are those of the gateway', async () => {
  answer = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*', Vary: 'Accept' }, body: '' });
  const made = await call(edge.port, 'GET', '/cors', { headers: { origin: 'https://a.example' } });
  assert.equal(made.headers['access-control-allow-origin'], 'https://a.example');
  assert.equal(made.headers.vary, 'Origin, Accept');
});

test('a function that fails is 502, one that is late 504, one that has too many calls 503', async () => {
  answer = () => { throw new Error('secret'); };
  const failed = await call(edge.port, 'GET', '/x');
  assert.deepEqual([failed.status, failed.body], [502, 'Bad Gateway']);
  answer = () => { throw new Error('2026-03-01T12:00:00.000Z 1 Task timed out after 3.00 seconds'); };
  assert.equal((await call(edge.port, 'GET', '/x')).status, 504);
  answer = () => new Promise((resolve) => setTimeout(resolve, 1500, { statusCode: 200 }));
  assert.equal((await call(edge.port, 'GET', '/slow')).status, 504);
  answer = () => { throw Object.assign(new Error('Rate exceeded'), { status: 429, code: 'TooManyRequestsException' }); };
  const calls = fake.calls;
  assert.equal((await call(edge.port, 'GET', '/x')).status, 503);
  assert.equal(fake.calls, calls + 1); // a client may try again, the gateway does not
  assert.equal((await call(edge.port, 'GET', '/gone')).status, 502);
  answer = () => ({ statusCode: 'none' });
  assert.equal((await call(edge.port, 'GET', '/x')).status, 502);
});

test('a request that is too large for an event is 413', async () => {
  assert.equal((await call(edge.port, 'POST', '/x', { body: Buffer.alloc(5 * 1024 * 1024, 255) })).status, 413); // 5 MB, and a third more in Base64
  assert.equal(seen, undefined);
  assert.equal((await call(edge.port, 'POST', '/x', { body: Buffer.alloc(4 * 1024 * 1024, 255) })).status, 200);
});

test('routes to services are as they were', async () => {
  const made = await call(edge.port, 'GET', '/near');
  assert.deepEqual([made.status, made.json.name], [200, 'origin']);
});

test('every request is signed by the role that the agent hands out once', () => {
  assert.equal(fake.asked, 1);
});
