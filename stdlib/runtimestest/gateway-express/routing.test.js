'use strict';

const assert = require('node:assert');
const { test, before, after } = require('node:test');
const { service, gateway, call } = require('./harness');

let origin;
let edge;

const to = (serviceEndpoint, more = {}) => [{ proxy: [{ action: { serviceEndpoint, ...more } }] }];

before(async () => {
  origin = await service('origin');
  edge = await gateway({
    // Written from general to special, with a name that JavaScript would sort first: neither may matter.
    apiEndpoints: {
      rest: { host: '*', paths: ['/*'] },
      1: { host: '*', paths: ['/files/*'], methods: ['GET'] },
      car: { host: '*', paths: ['/cars/:id'] },
      cars: { host: '*', paths: ['/cars'], methods: ['GET', 'POST'] },
      new: { host: '*', paths: ['/cars/new'] },
      parts: [{ host: '*', paths: ['/cars/:id/parts', '/cars/:id/parts/*'] }],
      api: [{ host: 'api.example.com', paths: ['/cars'] }, { host: '*.example.org', paths: ['/cars'] }],
      cut: { host: '*', paths: ['/cut/:id/x', '/cutall', '/cutwild/*'] },
      base: { host: '*', paths: ['/base', '/base/*'] },
      post: { host: '*', paths: ['/only/post'], methods: ['POST'] },
      batch: { host: '*', paths: ['/v1/things:batch', '/caf%C3%A9'] },
      slow: { host: '*', paths: ['/slow'] },
      dead: { host: '*', paths: ['/dead'] },
    },
    serviceEndpoints: {
      origin: { url: origin.url },
      prefixed: { url: `${origin.url}/inner/` },
      dead: { url: 'http://127.0.0.1:1' },
    },
    policies: ['proxy'],
    pipelines: Object.fromEntries([
      ...['rest', '1', 'car', 'cars', 'new', 'parts', 'api', 'post', 'batch'].map((name) =>
        [name, { apiEndpoints: [name], policies: [{ 'request-transformer': [{ action: { headers: { add: { route: JSON.stringify(name) } } } }] }, ...to('origin')] }]),
      ['cut', { apiEndpoints: ['cut'], policies: to('origin', { stripPath: true, rewrite: '/api/v2' }) }],
      ['base', { apiEndpoints: ['base'], policies: to('prefixed') }],
      ['slow', { apiEndpoints: ['slow'], policies: to('origin', { proxyTimeout: 200 }) }],
      ['dead', { apiEndpoints: ['dead'], policies: to('dead') }],
    ]),
    policies: ['proxy', 'request-transformer'],
  });
});

after(async () => {
  origin.close();
  await edge.stop();
});

const route = async (method, url, options) => {
  const answer = await call(edge.port, method, url, options);
  return answer.json ? answer.json.headers.route : answer.status;
};

test('the most specific route wins whatever the order written', async () => {
  assert.equal(await route('GET', '/cars'), 'cars');
  assert.equal(await route('GET', '/cars/'), 'cars');
  assert.equal(await route('GET', '/cars?x=1'), 'cars');
  assert.equal(await route('GET', '/cars/new'), 'new');
  assert.equal(await route('GET', '/cars/7'), 'car');
  assert.equal(await route('GET', '/cars/7/'), 'car');
  assert.equal(await route('GET', '/cars/7/parts'), 'parts');
  assert.equal(await route('GET', '/cars/7/parts/3/4'), 'parts');
  assert.equal(await route('GET', '/cars/7/doors'), 'rest');
  assert.equal(await route('GET', '/cars//'), 'rest');
  assert.equal(await route('GET', '/'), 'rest');
});

test('paths are compared with their case and decoded', async () => {
  assert.equal(await route('GET', '/Cars'), 'rest');
  assert.equal(await route('GET', '/c%61rs'), 'cars');
  assert.equal(await route('GET', '/v1/things:batch'), 'batch');
  assert.equal(await route('GET', '/v1/thingsXbatch'), 'rest');
  assert.equal(await route('GET', '/caf%c3%a9'), 'batch');
  assert.equal(await route('GET', '/cars/a%2Fb'), 'car');
});

test('a wildcard matches below its folder and with a slash, not the folder itself', async () => {
  assert.equal(await route('GET', '/files/a'), '1');
  assert.equal(await route('GET', '/files/a/b?c'), '1');
  assert.equal(await route('GET', '/files/'), '1');
  assert.equal(await route('GET', '/files'), 'rest');
});

test('a path that a service could read as another is refused', async () => {
  for (const url of ['/files/../cars', '/files/%2e%2e/cars', '/files/..%2fcars', '/files/./a', '/files/%zz', '/files/a%5c..%5cb']) {
    assert.equal(await route('GET', url), 400, url);
  }
});

test('a host of its own goes before any host', async () => {
  assert.equal(await route('GET', '/cars', { host: 'API.example.com:8080' }), 'api');
  assert.equal(await route('GET', '/cars', { host: 'a.b.example.org' }), 'api');
  assert.equal(await route('GET', '/cars', { host: 'example.org' }), 'cars');
  assert.equal(await route('GET', '/cars/new', { host: 'api.example.com' }), 'new');
});

test('a method that a path does not have falls to a wider route, or is 405 with Allow', async () => {
  assert.equal(await route('PUT', '/cars'), 'rest');
  const only = await call(edge.port, 'GET', '/only/post');
  assert.equal(only.status, 200); // `/*` takes it
  assert.equal(await route('TRACE', '/cars'), 405);
  const trace = await call(edge.port, 'TRACE', '/only/post');
  assert.equal(trace.headers.allow, 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT');
});

test('strip and rewrite keep what stands from the first parameter or wildcard on', async () => {
  const url = async (path) => (await call(edge.port, 'GET', path)).json.url;
  assert.equal(await url('/cut/7/x?q=1'), '/api/v2/7/x?q=1');
  assert.equal(await url('/cutall'), '/api/v2');
  assert.equal(await url('/cutall?q=%20'), '/api/v2?q=%20');
  assert.equal(await url('/cutwild/a//b%2Fc'), '/api/v2/a//b%2Fc');
  assert.equal(await url('/cutwild/'), '/api/v2/');
  assert.equal(await url('/base'), '/inner/base');
  assert.equal(await url('/base/x?y'), '/inner/base/x?y');
  assert.equal(await url('/cars?u=http://x//y'), '/cars?u=http://x//y');
});

test('the service sees who asked, and the client cannot say it', async () => {
  const { json, headers } = await call(edge.port, 'POST', '/cars', {
    headers: { 'eg-consumer-id': 'admin', 'x-forwarded-for': '6.6.6.6', connection: 'x-hop', 'x-hop': '1' }, body: 'hello', host: 'shop.example',
  });
  assert.equal(json.body, 'hello');
  assert.equal(json.headers['eg-consumer-id'], undefined);
  assert.equal(json.headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(json.headers['x-forwarded-host'], 'shop.example');
  assert.equal(json.headers['x-forwarded-proto'], 'http');
  assert.equal(json.headers['x-hop'], undefined);
  assert.equal(json.headers.host, new URL(origin.url).host);
  assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
});

test('a slow service is 504, one that is away 502', async () => {
  assert.equal((await call(edge.port, 'GET', '/slow')).status, 504);
  assert.equal((await call(edge.port, 'GET', '/dead')).status, 502);
});
