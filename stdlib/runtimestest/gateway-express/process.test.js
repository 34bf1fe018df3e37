'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { service, gateway, redisServer, call, freePort, until } = require('./harness');

const config = (url, policies = [], more = {}) => ({
  apiEndpoints: { all: { host: '*', paths: ['/*'] } },
  serviceEndpoints: { origin: { url } },
  policies: ['proxy', ...policies.map((policy) => Object.keys(policy)[0])],
  pipelines: { all: { apiEndpoints: ['all'], policies: [...policies, { proxy: [{ action: { serviceEndpoint: 'origin' } }] }] } },
  ...more,
});

test('SIGTERM lets an open request end and the process go', async () => {
  const origin = await service('origin');
  const edge = await gateway(config(origin.url));
  const open = call(edge.port, 'GET', '/slow');
  await until(() => new Promise((resolve) => origin.server.getConnections((_, count) => resolve(count > 0))));
  edge.child.kill('SIGTERM');
  assert.equal((await open).status, 200);
  assert.deepEqual(await edge.ended, { code: 0, signal: null });
  origin.close();
});

test('a client that leaves takes its request at the service along', async () => {
  const origin = await service('origin');
  const edge = await gateway(config(origin.url));
  let closed = false;
  origin.server.on('request', (req, res) => res.on('close', () => { closed = !res.writableFinished; }));
  const req = require('node:http').get({ port: edge.port, path: '/slow', agent: false });
  req.on('error', () => {});
  await until(() => new Promise((resolve) => origin.server.getConnections((_, count) => resolve(count > 0))));
  req.destroy();
  await until(() => closed);
  await edge.stop();
  origin.close();
});

test('a wrong config ends the process with the reason', async () => {
  const cases = [
    [config('http://127.0.0.1:1', [{ nothing: [] }]), /POLICY_NOT_FOUND/],
    [config('http://127.0.0.1:1', [{ jwt: [{ action: { secretOrPublicKeyFile: '/none' } }] }]), /ENOENT/],
    [config('http://127.0.0.1:1', [{ 'request-transformer': [{ action: { headers: { add: { x: { env: 'UNSET' } } } } }] }]), /no variable UNSET/],
    [config('ftp://127.0.0.1'), /neither http nor https/],
    [config('http://127.0.0.1:1', [], { apiEndpoints: { all: { pathRegex: '.*' } } }), /plugin espc is not loaded/],
  ];
  for (const [wrong, reason] of cases) {
    const edge = await gateway(wrong);
    assert.deepEqual(await edge.ended, { code: 1, signal: null });
    assert.match(edge.log(), reason);
  }
});

test('only the ranges that are allowed come in, by the address that a trusted proxy tells', async () => {
  const origin = await service('origin');
  const edge = await gateway(config(origin.url), { plugin: { trustedHops: 1, allowFrom: ['10.0.0.0/8', '2001:db8::/32'] } });
  const from = async (address) => (await call(edge.port, 'GET', '/', { headers: address ? { 'x-forwarded-for': address } : {} }));
  assert.equal((await from('10.1.2.3')).status, 200);
  assert.equal((await from('2001:db8::1')).status, 200);
  assert.equal((await from('11.1.2.3')).status, 403);
  assert.equal((await from('10.1.2.3, 11.1.2.3')).status, 403);
  assert.equal((await from()).status, 403);
  assert.equal((await from('10.1.2.3')).json.headers['x-forwarded-for'], '10.1.2.3, 127.0.0.1');
  await edge.stop();
  origin.close();
});

test('a limit without Redis counts in the process', async () => {
  const origin = await service('origin');
  const edge = await gateway(config(origin.url, [{ 'rate-limit': [{ action: { max: 2, windowMs: 3600000 } }] }]));
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await call(edge.port, 'GET', '/')).status);
  assert.deepEqual(statuses, [200, 200, 429]);
  await edge.stop();
  origin.close();
});

test('without its Redis a limit lets pass and a key is refused', async () => {
  const origin = await service('origin');
  const redis = await redisServer();
  const limited = config(origin.url, [{ 'rate-limit': [{ action: { max: 1, windowMs: 3600000 } }] }]);
  limited.apiEndpoints.keyed = { host: '*', paths: ['/keyed'] };
  limited.policies.push('key-auth');
  limited.pipelines.keyed = { apiEndpoints: ['keyed'], policies: [{ 'key-auth': [{ action: {} }] }, ...limited.pipelines.all.policies.slice(-1)] };
  const edge = await gateway(limited, { redis: redis.port });
  assert.equal((await call(edge.port, 'GET', '/')).status, 200);
  assert.equal((await call(edge.port, 'GET', '/')).status, 429);
  await redis.stop();
  assert.equal((await call(edge.port, 'GET', '/')).status, 200);
  const keyed = await call(edge.port, 'GET', '/keyed', { headers: { authorization: 'apiKey a:b' } });
  assert.ok([401, 500].includes(keyed.status), String(keyed.status));
  await edge.stop();
  origin.close();
});

test('a gateway can end TLS itself', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tls-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${dir}/tls.key`, '-out', `${dir}/tls.crt`, '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });
  const origin = await service('origin');
  const port = await freePort();
  const edge = await gateway(config(origin.url, [], { https: { port, tls: { default: { key: `${dir}/tls.key`, cert: `${dir}/tls.crt` } } } }));
  await until(() => edge.log().includes('https server listening'));
  const status = await new Promise((resolve, reject) => {
    https.get({ port, rejectUnauthorized: false, agent: false }, (res) => { res.resume(); resolve(res.statusCode); }).on('error', reject);
  });
  assert.equal(status, 200);
  await edge.stop();
  origin.close();
  fs.rmSync(dir, { recursive: true });
});
