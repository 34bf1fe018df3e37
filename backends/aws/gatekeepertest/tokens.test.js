'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const { test, before, beforeEach, after } = require('node:test');
const { asking, clock, encode, http2, issuer, pair, rest, sign, vault, quietly } = require('./harness');

let id;
const first = pair('RS', 'one');
const second = pair('RS', 'two');

before(async () => { id = await issuer(); });
beforeEach(() => Object.assign(id, { keys: [first.jwk], document: undefined, status: 200, delay: 0 }).requests.splice(0));
after(() => id.close());

const policy = (auth) => ({
  auth: [{ type: 'jwt', in: 'header', name: 'Authorization', issuer: id.url, audience: ['other', 'shop'], ...auth }],
  routes: { 'GET /': { endpoint: 'root', auth: 0 }, 'GET /cars': { endpoint: 'cars', auth: 0, scopes: ['read', 'cars'] } },
});
const get = (token, path = '/') => rest('GET', path, { headers: { authorization: `Bearer ${token}` } });
const seconds = () => Math.floor(Date.now() / 1000);
const claims = (more) => ({ iss: id.url, aud: 'shop', sub: 'u1', exp: seconds() + 60, ...more });

test('a token of the issuer is let through, and its subject is who calls', async () => {
  const { status, answer } = await asking(policy()).whole(get(sign(first, claims())));
  assert.equal(status, 200);
  assert.equal(answer.principalId, 'u1');
  assert.equal('usageIdentifierKey' in answer, false);
});

test('each allowed algorithm is checked with a key of its kind', async () => {
  for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) {
    assert.equal(await asking(policy())(get(sign(first, claims(), { alg }))), 200, alg);
  }
  for (const alg of ['ES256', 'ES384', 'ES512']) {
    const key = pair(alg, alg);
    id.keys = [key.jwk];
    assert.equal(await asking(policy())(get(sign(key, claims(), { alg }))), 200, alg);
  }
});

test('no token can choose "none", a symmetric algorithm, or an algorithm that is not the key\'s', async () => {
  const ask = asking(policy());
  const unsigned = (alg) => `${encode({ alg, kid: 'one' })}.${encode(claims())}`;
  for (const alg of ['none', 'None', 'NONE', '', null, undefined, 'HS256', 'RS1', 'rs256', 'toString']) {
    assert.equal(await ask(get(`${unsigned(alg)}.`)), 401, String(alg));
    assert.equal(await ask(get(`${unsigned(alg)}.AAAA`)), 401, String(alg));
  }
  for (const secret of [first.pem, first.jwk.n, JSON.stringify(first.jwk)]) {
    const mac = crypto.createHmac('sha256', secret).update(unsigned('HS256')).digest('base64url');
    assert.equal(await ask(get(`${unsigned('HS256')}.${mac}`)), 401);
  }
  id.keys = [{ ...first.jwk, alg: 'RS512' }];
  assert.equal(await asking(policy())(get(sign(first, claims()))), 401); // the key is for another
  const curve = pair('ES256', 'one');
  assert.equal(await ask(get(sign(curve, claims(), { alg: 'ES256' }))), 401); // an RSA key checks no ES256
});

test('a token is refused that is expired, not valid yet, for another audience, or of another issuer', async () => {
  const ask = asking(policy());
  for (const [what, more, want] of [
    ['expired', { exp: seconds() - 60 }, 401], ['within the skew', { exp: seconds() - 10 }, 200], ['without an end', { exp: undefined }, 200],
    ['an end that is text', { exp: '9999999999' }, 401], ['an end that is no number', { exp: null }, 401],
    ['not yet', { nbf: seconds() + 60 }, 401], ['nearly', { nbf: seconds() + 10 }, 200],
    ['another audience', { aud: 'elsewhere' }, 401], ['several', { aud: ['x', 'other'] }, 200], ['none', { aud: undefined }, 401], ['empty', { aud: [] }, 401],
    ['a part of ours', { aud: 'sho' }, 401], ['another issuer', { iss: `${id.url}/` }, 401], ['no issuer', { iss: undefined }, 401],
    ['a list of issuers', { iss: [id.url] }, 401],
  ]) {
    assert.equal(await ask(get(sign(first, claims(more)))), want, what);
  }
});

test('an endpoint needs all of its scopes, from scope or scp', async () => {
  const ask = asking(policy());
  for (const [more, want] of [
    [{ scope: 'cars read write' }, 200], [{ scope: 'read' }, 403], [{}, 403], [{ scp: ['cars', 'read'] }, 200], [{ scp: 'read cars' }, 200],
    [{ scope: 'carsread' }, 403], [{ scope: 7 }, 403], [{ scope: { read: true, cars: true } }, 403],
  ]) {
    assert.equal(await ask(get(sign(first, claims(more)), '/cars')), want, JSON.stringify(more));
  }
});

test('malformed tokens are 401, and none of them makes us fetch keys', async () => {
  const ask = asking(policy());
  const good = sign(first, claims());
  const [header, body, signature] = good.split('.');
  for (const token of [
    '', '.', '..', 'a.b', 'a.b.c', `${header}.${body}`, `${header}.${body}.`, `${good}.x`, `${header}..${signature}`, `${encode('[]')}.${body}.${signature}`,
    `${encode('null')}.${body}.${signature}`, `${header}.${encode('"x"')}.${signature}`, `${header}.${encode('{')}.${signature}`, `${header}.${body}.a+b/`,
    `${encode({ alg: 'RS256', kid: 7 })}.${body}.${signature}`, `${encode({ alg: 'RS256', crit: ['b64'], b64: false })}.${body}.${signature}`, 'x'.repeat(20000),
  ]) {
    assert.equal(await ask(get(token)), 401, token.slice(0, 60));
  }
  assert.equal(id.fetched(), 0);
  const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
  assert.equal(await ask(get(`${header}.${body}.${flipped}`)), 401);
  assert.equal(await ask(get(`${header}.${encode(claims({ sub: 'root' }))}.${signature}`)), 401);
  assert.equal(await ask(rest('GET', '/')), 401);
  assert.equal(await ask(rest('GET', '/', { headers: { authorization: good } })), 401); // without the word Bearer
});

test('a token comes from the header or the query parameter that the endpoint names', async () => {
  const token = sign(first, claims());
  const header = asking(policy({ name: 'X-Token' }));
  assert.equal(await header(rest('GET', '/', { headers: { 'x-token': token } })), 200);
  assert.equal(await header(get(token)), 401);
  const query = asking(policy({ in: 'query', name: 't' }));
  assert.equal(await query(rest('GET', '/', { query: { t: token } })), 200);
  assert.equal(await query(http2('GET /', { rawQueryString: `t=${token}` })), 200);
  assert.equal(await query(rest('GET', '/', { query: { t: [token, token] } })), 401);
});

test('keys are found by the discovery document or at jwks_uri, fetched once, and kept for ten minutes', async () => {
  const now = clock();
  const ask = asking(policy(), { now });
  await Promise.all([1, 2, 3].map(async () => assert.equal(await ask(get(sign(first, claims()))), 200)));
  assert.deepEqual(id.requests, ['/.well-known/openid-configuration', '/keys']);
  now.forward(590_000);
  assert.equal(await ask(get(sign(first, claims({ exp: seconds() + 3600 })))), 200);
  assert.equal(id.fetched(), 1);
  now.forward(20_000);
  assert.equal(await ask(get(sign(first, claims({ exp: seconds() + 3600 })))), 200);
  assert.equal(id.fetched(), 2);
  id.requests.splice(0);
  assert.equal(await asking(policy({ jwksUri: `${id.url}/keys` }))(get(sign(first, claims()))), 200);
  assert.deepEqual(id.requests, ['/keys']);
});

test('a key that the issuer rotated in works after half a minute, one that it took away ends, and unknown ones do not make us ask', async () => {
  const now = clock();
  const ask = asking(policy(), { now });
  const later = { exp: seconds() + 3600 };
  assert.equal(await ask(get(sign(first, claims(later)))), 200);
  id.keys = [second.jwk];
  assert.equal(await ask(get(sign(second, claims(later)))), 401);
  now.forward(31_000);
  assert.equal(await ask(get(sign(second, claims(later)))), 200);
  assert.equal(await ask(get(sign(first, claims(later)))), 401);
  const asked = id.fetched();
  for (let i = 0; i < 20; i++) assert.equal(await ask(get(sign({ ...first, kid: `k${i}` }, claims(later)))), 401);
  assert.equal(id.fetched(), asked);
});

test('a token without a kid is checked with each key of its kind', async () => {
  id.keys = [pair('ES256', 'curve').jwk, first.jwk, second.jwk];
  assert.equal(await asking(policy())(get(sign({ ...second, kid: undefined }, claims()))), 200);
});

test('keys for encryption, short ones and foreign ones are not used', async () => {
  const short = pair('short', 'short');
  for (const [key, jwk] of [
    [first, { ...first.jwk, use: 'enc' }], [first, { ...first.jwk, key_ops: ['encrypt'] }], [short, short.jwk],
    [first, { kty: 'oct', k: 'AAAA', kid: 'one' }], [first, { kty: 'RSA', kid: 'one' }], [first, null],
  ]) {
    id.keys = [jwk];
    await quietly(async () => assert.equal(await asking(policy())(get(sign(key, claims()))), 401, JSON.stringify(jwk)));
  }
});

test('an issuer that does not answer, answers something else, or speaks of another is an error, and kept keys go on for an hour', async () => {
  for (const wrong of [{ status: 500 }, { status: 302 }, { keys: 'x' }, { document: { issuer: 'https://evil.example', jwks_uri: `${id.url}/keys` } },
    { document: { issuer: id.url } }, { document: { issuer: id.url, jwks_uri: 'file:///etc/passwd' } }, { document: [] }]) {
    Object.assign(id, { status: 200, keys: [first.jwk], document: undefined }, wrong);
    assert.equal(await asking(policy())(get(sign(first, claims()))), 500, JSON.stringify(wrong));
  }
  Object.assign(id, { status: 200, keys: [first.jwk], document: undefined });
  const now = clock();
  const ask = asking(policy(), { now });
  const later = { exp: seconds() + 36000 };
  assert.equal(await ask(get(sign(first, claims(later)))), 200);
  id.status = 503;
  now.forward(59 * 60_000);
  assert.equal(await ask(get(sign(first, claims(later)))), 200);
  assert.equal(await ask(get(sign(second, claims(later)))), 401);
  now.forward(2 * 60_000);
  assert.equal(await ask(get(sign(first, claims(later)))), 500);
});

test('a slow issuer is given three seconds', async () => {
  id.delay = 10_000;
  const start = Date.now();
  assert.equal(await asking(policy())(get(sign(first, claims()))), 500);
  assert.ok(Date.now() - start < 6000);
});

test('a public key from a secret is enough, and nothing is fetched', async () => {
  const now = clock();
  const read = vault({ key: first.pem });
  const ask = asking(policy({ publicKey: { id: 'key' } }), { read, now });
  assert.equal(await ask(get(sign({ ...first, kid: undefined }, claims({ exp: undefined })))), 200);
  assert.equal(await ask(get(sign({ ...first, kid: 'any' }, claims({ exp: undefined })))), 200);
  assert.equal(await ask(get(sign(second, claims({ exp: undefined })))), 401);
  const mac = (input) => crypto.createHmac('sha256', first.pem).update(input).digest('base64url');
  const forged = `${encode({ alg: 'HS256' })}.${encode(claims())}`;
  assert.equal(await ask(get(`${forged}.${mac(forged)}`)), 401);
  read.texts.key = second.pem;
  now.forward(301_000);
  assert.equal(await ask(get(sign(second, claims({ exp: undefined })))), 200);
  assert.equal(id.requests.length, 0);
  read.texts.key = 'no key';
  now.forward(301_000);
  assert.equal(await ask(get(sign(second, claims({ exp: undefined })))), 500);
});
