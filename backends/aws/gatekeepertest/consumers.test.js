'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { asking, clock, http2, quietly, rest, vault } = require('./harness');

const KEY = { type: 'key', in: 'header', name: 'Authorization' };

const policy = (auth = KEY) => ({
  auth: [auth],
  routes: {
    'GET /prices/{id}': { endpoint: 'prices', auth: 0, scopes: ['read', 'list'] },
    'ANY /open/{proxy+}': { endpoint: 'open', auth: 0 },
  },
  consumers: [
    { name: 'acme', usage: 'acme-1bcb6a20', key: { id: 'acme' }, basic: { id: 'login', property: 'acme' }, scopes: ['list', 'read'] },
    { name: 'free', key: { id: 'keys', property: 'free' }, scopes: ['read'] },
    { name: 'globex', key: { id: 'keys', property: 'globex' }, scopes: ['read', 'list'], endpoints: ['open'] },
  ],
});
const TEXTS = { acme: 'ak:as\n', keys: JSON.stringify({ free: 'fk:fs', globex: 'gk:gs' }), login: JSON.stringify({ acme: 'anna:p:w' }) };
const prices = (authorization) => rest('GET', '/prices/{id}', { path: '/prices/7', headers: { Authorization: authorization } });
const open = (authorization) => rest('POST', '/open/{proxy+}', { path: '/open/a/b', headers: { authorization } });

test('a key is let through where the consumer has all scopes and the endpoint admits it', async () => {
  const ask = asking(policy(), { read: vault(TEXTS) });
  assert.equal(await ask(prices('apikey ak:as')), 200);
  assert.equal(await ask(prices('APIKey ak:as')), 200);
  assert.equal(await ask(prices('apikey fk:fs')), 403); // lacks a scope
  assert.equal(await ask(prices('apikey gk:gs')), 403); // may not call this endpoint
  assert.equal(await ask(open('apikey fk:fs')), 200);
  assert.equal(await ask(open('apikey gk:gs')), 200);
});

test('a wrong key, a foreign scheme and no key at all are 401', async () => {
  const ask = asking(policy(), { read: vault(TEXTS) });
  for (const authorization of ['apikey ak:wrong', 'apikey ak', 'apikey :', 'ak:as', 'Bearer ak:as', 'Basic ak:as', 'apikey', ' ', '', 'apikey ak:as fk:fs x', 'apikey __proto__:x']) {
    assert.equal(await ask(open(authorization)), 401, authorization);
  }
  assert.equal(await ask(rest('POST', '/open/{proxy+}')), 401);
  assert.equal(await ask(open(['apikey ak:as', 'apikey ak:as'])), 401); // two credentials are none
});

test('a key comes from the header or the query parameter that the endpoint names, and nowhere else', async () => {
  const header = asking(policy({ type: 'key', in: 'header', name: 'X-API-Key' }), { read: vault(TEXTS) });
  assert.equal(await header(rest('GET', '/open/{proxy+}', { headers: { 'x-api-key': 'ak:as' } })), 200);
  assert.equal(await header(open('apikey ak:as')), 401);
  const query = asking(policy({ type: 'key', in: 'query', name: 'k' }), { read: vault(TEXTS) });
  assert.equal(await query(rest('GET', '/open/{proxy+}', { query: { k: 'ak:as' } })), 200);
  assert.equal(await query(rest('GET', '/open/{proxy+}', { query: { k: ['ak:as', 'x'] } })), 401);
  assert.equal(await query(rest('GET', '/open/{proxy+}', { query: { K: 'ak:as' } })), 401);
  assert.equal(await query(http2('ANY /open/{proxy+}', { rawQueryString: 'a=1&k=ak%3Aas' })), 200);
  assert.equal(await query(http2('ANY /open/{proxy+}', { rawQueryString: 'k=ak:as&k=ak:as' })), 403);
});

test('user and password are checked as they are in the secret', async () => {
  const ask = asking(policy({ type: 'basic', in: 'header', name: 'Authorization' }), { read: vault(TEXTS) });
  const basic = (text) => open(`Basic ${Buffer.from(text).toString('base64')}`);
  assert.equal(await ask(basic('anna:p:w')), 200);
  assert.equal(await ask(basic('anna:p')), 401);
  assert.equal(await ask(basic('anna')), 401);
  assert.equal(await ask(basic('ak:as')), 401); // a key is no login
  assert.equal(await ask(open('Basic !!')), 401);
  assert.equal(await ask(open('apikey anna:p:w')), 401);
});

test('a REST API gets a policy for the route, and the key that usage is counted by', async () => {
  const { answer } = await asking(policy(), { read: vault(TEXTS), usage: '0123-uuid' }).whole(prices('apikey ak:as'));
  assert.deepEqual(answer, {
    principalId: 'acme', context: { consumer: 'acme' }, usageIdentifierKey: 'acme-1bcb6a20-0123-uuid',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow', Action: 'execute-api:Invoke',
        Resource: ['/prices/*', '/prices/*/'].map((path) => `arn:aws:execute-api:eu-west-1:123456789012:abc/live/GET${path}`),
      }],
    },
  });
  const without = await asking(policy(), { read: vault(TEXTS) }).whole(prices('apikey ak:as'));
  assert.equal('usageIdentifierKey' in without.answer, false);
});

test('an answer that API Gateway keeps for a credential and a route is right for every path of the route', async () => {
  const ask = asking(policy(), { read: vault(TEXTS) });
  const seven = await ask.whole(prices('apikey ak:as'));
  const eight = await ask.whole(rest('GET', '/prices/{id}', { path: '/prices/8', headers: { Authorization: 'apikey ak:as' } }));
  assert.deepEqual(seven.answer, eight.answer);
});

test('an HTTP API gets a word, and who calls', async () => {
  const ask = asking(policy(), { read: vault(TEXTS) });
  const { answer } = await ask.whole(http2('GET /prices/{id}', { headers: { authorization: 'apikey ak:as' } }));
  assert.deepEqual(answer, { isAuthorized: true, context: { consumer: 'acme' } });
  assert.equal(await ask(http2('GET /prices/{id}', { headers: { authorization: 'apikey fk:fs' } })), 403);
  assert.equal(await ask(http2('GET /prices/{id}', { headers: { authorization: 'apikey no:no' } })), 403);
});

test('a route that the policy does not have is closed', async () => {
  const ask = asking(policy(), { read: vault(TEXTS) });
  assert.equal(await ask(rest('GET', '/other', { headers: { authorization: 'apikey ak:as' } })), 403);
  assert.equal(await ask(rest('DELETE', '/prices/{id}', { headers: { authorization: 'apikey ak:as' } })), 403);
  assert.equal(await ask(http2('$default', { headers: { authorization: 'apikey ak:as' } })), 403);
});

test('secrets are read once in five minutes; a new key works at once and an old one ends in time', async () => {
  const [read, now] = [vault({ ...TEXTS }), clock()];
  const ask = asking(policy(), { read, now });
  assert.equal(await ask(open('apikey ak:as')), 200);
  const once = read.count;
  assert.equal(once, 2); // two secrets for three consumers
  now.forward(60_000);
  assert.equal(await ask(open('apikey ak:as')), 200);
  assert.equal(read.count, once);
  read.texts.acme = 'ak:new';
  assert.equal(await ask(open('apikey ak:new')), 200);
  assert.equal(await ask(open('apikey ak:as')), 401);
  const twice = read.count;
  for (let i = 0; i < 20; i++) assert.equal(await ask(open(`apikey guess:${i}`)), 401);
  assert.equal(read.count, twice); // guessing does not make us ask
  read.texts.keys = '{}';
  now.forward(301_000);
  await quietly(async () => assert.equal(await ask(open('apikey gk:gs')), 401));
});

test('while Secrets Manager does not answer, what was read holds for an hour, and nobody unknown gets in', async () => {
  const [read, now] = [vault({ ...TEXTS }), clock()];
  const ask = asking(policy(), { read, now });
  assert.equal(await ask(open('apikey ak:as')), 200);
  read.failure = new Error('down');
  now.forward(30 * 60_000);
  assert.equal(await ask(open('apikey ak:as')), 200);
  assert.equal(await ask(open('apikey no:no')), 401);
  now.forward(31 * 60_000);
  assert.equal(await ask(open('apikey ak:as')), 500);
  read.failure = undefined;
  now.forward(2_000);
  assert.equal(await ask(open('apikey ak:as')), 200);
});

test('a secret that is missing or of another form keeps its consumer out, and no other', async () => {
  for (const text of [undefined, 'noColon', ':x', 'x:', 'a:b:c', '']) {
    const texts = { ...TEXTS };
    if (text === undefined) delete texts.acme;
    else texts.acme = text;
    const ask = asking(policy(), { read: vault(texts) });
    const log = await quietly(async () => {
      assert.equal(await ask(open('apikey fk:fs')), 200);
      assert.equal(await ask(open(`apikey ${text}`)), 401);
    });
    assert.ok(log.length > 0);
    if (text) assert.ok(!log.join().includes(text), 'the log shows the value');
  }
});
