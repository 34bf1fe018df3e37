'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const net = require('node:net');
const http = require('node:http');
const { test, before, after } = require('node:test');
const { service, gateway, redisServer, call, bootstrap } = require('./harness');

const jsonwebtoken = require(require.resolve('jsonwebtoken', { paths: [path.join(process.env.RUNTIME_DIR, 'plugin')] }));

let one;
let two;
let authorizer;
let redis;
let edge;
let folder;
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });

const CONSUMERS = [
  { name: 'mobile', plan: 'gold', scopes: ['cars:read', 'endpoint:keyed'], keyEnv: 'MOBILE_KEY', basicEnv: 'MOBILE_BASIC' },
  { name: 'guest', plan: 'free', scopes: ['endpoint:keyed'], keyEnv: 'GUEST_KEY' },
];
const SECRETS = { MOBILE_KEY: 'mk:ms', MOBILE_BASIC: 'anna:p:w\n', GUEST_KEY: 'gk:gs' };

function token(claims, options = {}) {
  return jsonwebtoken.sign(claims, rsa.privateKey, { algorithm: 'RS256', issuer: 'iss', audience: 'shop', subject: 'u1', ...options });
}

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keys-'));
  fs.writeFileSync(path.join(folder, 'key.pem'), pem);
  [one, two, redis] = await Promise.all([service('one'), service('two'), redisServer()]);
  const server = http.createServer((req, res) => {
    const known = req.headers['x-user'];
    if (known === 'broken') return req.destroy();
    if (known) res.setHeader('eg-consumer-id', known).setHeader('eg-scopes', 'a b');
    res.statusCode = known ? 204 : 401;
    res.end();
  });
  await new Promise((resolve) => server.listen(0, resolve));
  authorizer = server;
  const done = bootstrap(redis.port, CONSUMERS, SECRETS);
  assert.equal(done.code, 0, done.output);
  edge = await gateway(CONFIG(), { redis: redis.port, env: { UPSTREAM: 'user:pa"ss\nword', PLAIN: "o'k" } });
  assert.equal(edge.child.exitCode, null, edge.log());
});

after(async () => {
  one.close();
  two.close();
  authorizer.close();
  await edge.stop();
  await redis.stop();
  fs.rmSync(folder, { recursive: true });
});

// The text that a compiler writes, `${…}` and quotes included.
const CONFIG = () => `
http:
  port: PORT
admin:
  host: 127.0.0.1
  port: 0
apiEndpoints:
  cors: { host: "*", paths: ["/cors"], methods: [GET] }
  keyed: { host: "*", paths: ["/keyed"], scopes: ["cars:read", "endpoint:keyed"] }
  header: { host: "*", paths: ["/header"] }
  query: { host: "*", paths: ["/query"] }
  basic: { host: "*", paths: ["/basic"], scopes: ["cars:read"] }
  basicmore: { host: "*", paths: ["/basicmore"], scopes: ["cars:write"] }
  jwt: { host: "*", paths: ["/jwt"], scopes: [read] }
  jwtq: { host: "*", paths: ["/jwtq"] }
  fn: { host: "*", paths: ["/fn"], scopes: [a] }
  headers: { host: "*", paths: ["/headers", "/headers/*"] }
  ip: { host: "*", paths: ["/ip"] }
  ip2: { host: "*", paths: ["/ip2"] }
  plans: { host: "*", paths: ["/plans"] }
  split: { host: "*", paths: ["/split"] }
  robin: { host: "*", paths: ["/robin"] }
  ws: { host: "*", paths: ["/ws/*"], methods: [GET] }
  wskey: { host: "*", paths: ["/wskey"] }
serviceEndpoints:
  one: { url: "${one.url}" }
  two: { url: "${two.url}" }
  both: { urls: ["${one.url}", "${two.url}"] }
  authed: { url: "${one.url}", headers: { authorization: { env: UPSTREAM, prefix: "Basic ", encode: base64 }, X-Plain: { env: PLAIN } } }
  authorizer: { url: "http://127.0.0.1:${authorizer.address().port}" }
policies: [cors, rate-limit, quota, key-auth, basic-auth, jwt, authorizer, request-transformer, response-transformer, proxy]
pipelines:
  cors:
    apiEndpoints: [cors]
    policies:
      - cors: [{ action: { origin: ["https://shop.example"], methods: [GET], allowedHeaders: [x-a], credentials: true, maxAge: 600 } }]
      - key-auth: [{ action: { disableQueryParam: true } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  keyed:
    apiEndpoints: [keyed]
    policies:
      - key-auth: [{ action: { disableQueryParam: true } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  header:
    apiEndpoints: [header]
    policies:
      - key-auth: [{ action: { apiKeyHeader: X-API-Key, disableHeadersScheme: true, disableQueryParam: true } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  query:
    apiEndpoints: [query]
    policies:
      - key-auth: [{ action: { disableHeaders: true, apiKeyField: k } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  basic:
    apiEndpoints: [basic, basicmore]
    policies:
      - basic-auth: [{ action: {} }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  jwt:
    apiEndpoints: [jwt]
    policies:
      - jwt: [{ action: { secretOrPublicKeyFile: ${folder}/key.pem, issuer: iss, audience: [other, shop] } }]
      - rate-limit: [{ action: { max: 2, windowMs: 3600000, rateLimitBy: "jwt:\${consumer.id}" } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  jwtq:
    apiEndpoints: [jwtq]
    policies:
      - jwt: [{ action: { secretOrPublicKeyFile: ${folder}/key.pem, jwtExtractor: query, jwtExtractorField: t } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  fn:
    apiEndpoints: [fn]
    policies:
      - authorizer: [{ action: { serviceEndpoint: authorizer } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  headers:
    apiEndpoints: [headers]
    policies:
      - request-transformer: [{ action: { headers: { add: { X-Quote: '"it''s \\"so\\" \\u0024{PLAIN} \`x\`"', x-secret: { env: PLAIN }, x-path: "req.url" }, remove: [X-Gone] } } }]
      - response-transformer: [{ action: { headers: { add: { X-Frame: '"DENY"' }, remove: [server, Set-Cookie] } } }]
      - proxy: [{ action: { serviceEndpoint: authed } }]
  ip:
    apiEndpoints: [ip]
    policies:
      - rate-limit: [{ action: { max: 2, windowMs: 3600000, burst: 3, rateLimitBy: "ip:\${req.ip}" } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  ip2:
    apiEndpoints: [ip2]
    policies:
      - rate-limit: [{ action: { max: 1, windowMs: 3600000, rateLimitBy: "ip2:\${req.ip}" } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  plans:
    apiEndpoints: [plans]
    policies:
      - key-auth: [{ action: {} }]
      - rate-limit:
          - { condition: { name: plan, plan: gold }, action: { max: 3, windowMs: 3600000, rateLimitBy: "plan:gold:\${consumer.id}" } }
          - { condition: { name: plan, plan: free }, action: { max: 1, windowMs: 3600000, rateLimitBy: "plan:free:\${consumer.id}" } }
      - quota: [{ condition: { name: plan, plan: gold }, action: { max: 2, period: month, quotaBy: "plan:gold:\${consumer.id}" } }]
      - proxy: [{ action: { serviceEndpoint: one } }]
  split:
    apiEndpoints: [split]
    policies:
      - proxy: [{ action: { split: [{ serviceEndpoint: one, weight: 3 }, { serviceEndpoint: two, weight: 1 }] } }]
  robin:
    apiEndpoints: [robin]
    policies:
      - proxy: [{ action: { serviceEndpoint: both } }]
  ws:
    apiEndpoints: [ws]
    policies:
      - proxy: [{ action: { serviceEndpoint: one, websocket: true, stripPath: true } }]
  wskey:
    apiEndpoints: [wskey]
    policies:
      - key-auth: [{ action: {} }]
      - proxy: [{ action: { serviceEndpoint: one, websocket: true } }]
`;

const get = (url, headers, more) => call(edge.port, 'GET', url, { headers, ...more });
const status = async (...args) => (await get(...args)).status;
const basic = (text) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const bearer = (text) => ({ authorization: `Bearer ${text}` });

test('cors answers a preflight before auth, though OPTIONS is no method of the endpoint', async () => {
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'GET' };
  const answer = await call(edge.port, 'OPTIONS', '/cors', { headers });
  assert.equal(answer.status, 204);
  assert.equal(answer.headers['access-control-allow-origin'], 'https://shop.example');
  assert.equal(answer.headers['access-control-max-age'], '600');
  assert.equal(answer.headers['access-control-allow-credentials'], 'true');
  const denied = await get('/cors', { origin: 'https://shop.example' });
  assert.equal(denied.status, 401);
  assert.equal(denied.headers['access-control-allow-origin'], 'https://shop.example');
  const foreign = await call(edge.port, 'OPTIONS', '/cors', { headers: { ...headers, origin: 'https://evil.example' } });
  assert.equal(foreign.headers['access-control-allow-origin'], undefined);
  assert.equal((await call(edge.port, 'OPTIONS', '/cors')).status, 405);
});

test('the gateway\'s cors overrules that of the service, where it has one', async () => {
  const key = { authorization: 'apiKey gk:gs', origin: 'https://shop.example' };
  const own = await get('/cors', key);
  assert.equal(own.headers['access-control-allow-origin'], 'https://shop.example');
  assert.equal(own.headers.vary, 'Origin, Accept');
  assert.equal((await get('/header', { 'x-api-key': 'gk:gs' })).headers['access-control-allow-origin'], 'https://service.example');
});

test('keys are taken from where the endpoint says, and scopes are 403', async () => {
  assert.equal(await status('/keyed'), 401);
  assert.equal(await status('/keyed', { authorization: 'apiKey mk:wrong' }), 401);
  const { status: ok, json } = await get('/keyed', { authorization: 'apiKey mk:ms' });
  assert.equal(ok, 200);
  assert.equal(json.headers['eg-consumer-id'], 'mobile');
  assert.equal(await status('/keyed', { authorization: 'apiKey gk:gs' }), 403);
  assert.equal(await status('/header', { 'x-api-key': 'gk:gs' }), 200);
  assert.equal(await status('/header', { authorization: 'apiKey gk:gs' }), 401);
  assert.equal(await status('/query?k=gk:gs'), 200);
  assert.equal(await status('/query?k=gk:gs&k=x'), 401);
  assert.equal(await status('/query', { authorization: 'apiKey gk:gs' }), 401);
});

test('basic authentication asks for a login, and scopes are 403', async () => {
  const asked = await get('/basic');
  assert.equal(asked.status, 401);
  assert.match(asked.headers['www-authenticate'], /^Basic /);
  assert.equal(await status('/basic', basic('anna:p:w')), 200);
  assert.equal(await status('/basic', basic('anna:nope')), 401);
  assert.equal(await status('/basicmore', basic('anna:p:w')), 403);
});

test('a token must be signed by the key, for us, in time, and hold the scopes', async () => {
  assert.equal(await status('/jwt'), 401);
  assert.equal(await status('/jwt', bearer(token({ scope: 'read write' }))), 200);
  assert.equal(await status('/jwt', bearer(token({ scope: 'write' }))), 403);
  assert.equal(await status('/jwt', bearer(token({ scope: 'read' }, { audience: 'else' }))), 401);
  assert.equal(await status('/jwt', bearer(token({ scope: 'read' }, { issuer: 'else' }))), 401);
  assert.equal(await status('/jwt', bearer(token({ scope: 'read' }, { expiresIn: -1 }))), 401);
  const forged = jsonwebtoken.sign({ scope: 'read' }, Buffer.from(pem).toString('hex'), { algorithm: 'HS256', issuer: 'iss', audience: 'shop' });
  assert.equal(await status('/jwt', bearer(forged)), 401);
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"scope":"read"}').toString('base64url')}.`;
  assert.equal(await status('/jwt', bearer(none)), 401);
  assert.equal(await status(`/jwtq?t=${token({})}`), 200);
});

test('a limit per consumer counts subjects apart', async () => {
  const as = (subject) => status('/jwt', bearer(token({ scope: 'read' }, { subject })));
  assert.deepEqual([await as('x'), await as('x'), await as('x'), await as('y')], [200, 200, 429, 200]);
});

test('an authorizer decides, names the consumer and its scopes, and is closed when in doubt', async () => {
  assert.equal(await status('/fn'), 401);
  const { status: ok, json } = await get('/fn?q', { 'x-user': 'eve' });
  assert.equal(ok, 200);
  assert.equal(json.headers['eg-consumer-id'], 'eve');
  assert.equal(await status('/fn', { 'x-user': 'broken' }), 403);
});

test('headers are set literally or from secrets, and removed, both ways', async () => {
  const { json, headers } = await get('/headers', { 'x-gone': '1', 'x-quote': 'mine' });
  assert.equal(json.headers['x-quote'], 'it\'s "so" ${PLAIN} `x`');
  assert.equal(json.headers['x-secret'], "o'k");
  assert.equal(json.headers['x-path'], '/headers');
  assert.equal(json.headers['x-gone'], undefined);
  assert.equal(json.headers['x-plain'], "o'k");
  assert.equal(Buffer.from(json.headers.authorization.slice(6), 'base64').toString(), 'user:pa"ss\nword');
  assert.equal(headers['x-frame'], 'DENY');
  assert.equal(headers.server, undefined);
  assert.equal(headers['set-cookie'], undefined);
  const missing = await get('/headers/status/418');
  assert.equal(missing.status, 418);
  assert.equal(missing.headers['x-frame'], 'DENY');
});

test('a limit per address holds its burst, says when to come back, and is the endpoint\'s own', async () => {
  assert.deepEqual([await status('/ip'), await status('/ip'), await status('/ip')], [200, 200, 200]);
  const over = await get('/ip');
  assert.equal(over.status, 429);
  assert.ok(Number(over.headers['retry-after']) > 60);
  assert.equal(await status('/ip2'), 200);
});

test('a plan limits its consumers alone, and its quota counts besides', async () => {
  const as = (key) => status('/plans', { authorization: `apiKey ${key}` });
  assert.deepEqual([await as('gk:gs'), await as('gk:gs')], [200, 429]);
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(await get('/plans', { authorization: 'apiKey mk:ms' }));
  assert.deepEqual(answers.map((answer) => answer.status), [200, 200, 429]);
  assert.match(answers[2].body, /quota of this month/);
});

test('a split keeps its weights, several URLs take turns', async () => {
  const names = async (url, times) => {
    const list = [];
    for (let i = 0; i < times; i++) list.push((await get(url)).json.name);
    return list.join(' ');
  };
  assert.equal(await names('/split', 8), 'one one two one one one two one');
  assert.equal(await names('/robin', 4), 'one two one two');
});

test('websockets pass where they are allowed, through the policies', async () => {
  const open = (path, extra = '') => new Promise((resolve, reject) => {
    const socket = net.connect(edge.port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n${extra}\r\nping`);
    });
    let text = '';
    socket.on('data', (data) => {
      text += data;
      if (text.endsWith('ping')) socket.end();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
  const passed = await open('/ws/room?x=1');
  assert.match(passed, /^HTTP\/1\.1 101 /);
  assert.match(passed, /\/room\?x=1\|ping$/);
  assert.match(await open('/wskey'), /^HTTP\/1\.1 401 /);
  assert.match(await open('/wskey', 'Authorization: apiKey gk:gs\r\n'), /^HTTP\/1\.1 101 /);
  assert.match(await open('/robin'), /^HTTP\/1\.1 200 /);
});

test('bringing in consumers again changes nothing, and drops what is gone', async () => {
  const again = bootstrap(redis.port, CONSUMERS, SECRETS);
  assert.equal(again.output.trim(), 'consumers: 2 present, 0 removed');
  assert.equal(await status('/keyed', { authorization: 'apiKey mk:ms' }), 200);
  const bad = bootstrap(redis.port, CONSUMERS, { ...SECRETS, GUEST_KEY: 'topsecret' });
  assert.equal(bad.code, 1);
  assert.match(bad.output, /consumer guest: GUEST_KEY is not of the form keyId:keySecret/);
  assert.ok(!bad.output.includes('topsecret'));
  // The key moves to the other consumer, whose own is gone with it.
  const moved = bootstrap(redis.port, [{ name: 'aguest', keyEnv: 'MOBILE_KEY', scopes: [] }], SECRETS);
  assert.equal(moved.output.trim(), 'consumers: 1 present, 2 removed');
  assert.equal(await status('/header', { 'x-api-key': 'gk:gs' }), 401);
  assert.equal((await get('/header', { 'x-api-key': 'mk:ms' })).json.headers['eg-consumer-id'], 'aguest');
  assert.equal(await status('/keyed', { authorization: 'apiKey mk:ms' }), 403);
  assert.equal(await status('/basic', basic('anna:p:w')), 401);
});

test('a key may be called like its consumer, or like another', async () => {
  const names = [{ name: 'anna', keyEnv: 'ANNA', scopes: [] }, { name: 'bert', keyEnv: 'BERT', scopes: [] }, { name: 'cleo', keyEnv: 'CLEO', scopes: [] }];
  const secrets = { ANNA: 'anna:1', BERT: 'cleo:2', CLEO: 'bert:3' };
  for (let run = 0; run < 2; run++) assert.match(bootstrap(redis.port, names, secrets).output, /^consumers: 3 present/);
  const who = async (key) => {
    const { status: answered, json } = await get('/header', { 'x-api-key': key });
    return answered === 200 ? json.headers['eg-consumer-id'] : answered;
  };
  assert.deepEqual([await who('anna:1'), await who('cleo:2'), await who('bert:3')], ['anna', 'bert', 'cleo']);
  assert.deepEqual([await who('anna:2'), await who('bert:2'), await who('cleo:3')], [401, 401, 401]);
  bootstrap(redis.port, names.slice(0, 2), secrets);
  assert.deepEqual([await who('anna:1'), await who('cleo:2'), await who('bert:3')], ['anna', 'bert', 401]);
});

test('a consumer\'s name is no key, and keys that an earlier version wrote are found', async () => {
  const names = [{ name: 'dora', keyEnv: 'DORA', scopes: [] }];
  bootstrap(redis.port, names, { DORA: 'dk:1' });
  assert.equal(await status('/header', { 'x-api-key': 'dora:1' }), 401);
  const client = new (require(require.resolve('ioredis', { paths: [process.env.RUNTIME_DIR] })))(redis.port, '127.0.0.1');
  await client.rename('EG-espc-keys:dora', 'EG-key-auth:dora'); // where they were
  bootstrap(redis.port, names, { DORA: 'dk:2' });
  assert.deepEqual([await status('/header', { 'x-api-key': 'dk:1' }), await status('/header', { 'x-api-key': 'dk:2' })], [401, 200]);
  assert.equal(await client.exists('EG-key-auth:dora'), 0);
  client.disconnect();
});
