'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { test, before, after } = require('node:test');

const runtime = process.env.RUNTIME_DIR;
const rule = (principalId, accessType, permission, property) => ({ principalType: 'ROLE', principalId, accessType, permission, property });
const model = (name, plural, more) => ({ name, plural, base: 'PersistedModel', strict: true, properties: {}, relations: {}, acls: [], ...more });
const hidden = { dataSource: 'db', public: false };

const PROJECT = {
  'datasources.json': { db: { name: 'db', connector: 'memory' }, 'a-store': { name: 'a-store', connector: 'memory', file: '${STORE_FILE}' } },
  'workspace.json': { autoupdate: ['db'] },
  'model-config.json': {
    ACL: hidden,
    AccessToken: { ...hidden, relations: { user: { type: 'belongsTo', model: 'Customer', foreignKey: 'userId' } } },
    CoffeeShop: { dataSource: 'db', public: true },
    Customer: { dataSource: 'db', public: true },
    Region: { dataSource: 'db', public: true },
    Review: { dataSource: 'db', public: true },
    Role: { dataSource: 'db', public: true },
    RoleMapping: { dataSource: 'db', public: true },
    Secretive: { dataSource: 'a-store', public: false },
  },
  'common/models/coffee-shop.json': model('CoffeeShop', 'coffee-shops', {
    properties: {
      name: { type: 'string', required: true, index: { unique: true } },
      seats: { type: 'number', integer: true, default: 4 },
      opened: { type: 'date' },
    },
    relations: {
      reviews: { type: 'hasMany', model: 'Review', foreignKey: 'coffeeShopId' },
      region: { type: 'belongsTo', model: 'Region', foreignKey: 'regionId' },
    },
    acls: [rule('$everyone', 'WRITE', 'DENY'), rule('admin', 'WRITE', 'ALLOW')],
  }),
  'common/models/customer.json': model('Customer', 'customers', {
    base: 'User',
    relations: { accessTokens: { type: 'hasMany', model: 'AccessToken', foreignKey: 'userId', options: { disableInclude: true } } },
  }),
  'common/models/region.json': model('Region', 'regions', {
    readonly: true,
    properties: { code: { type: 'string', id: true, generated: false, required: true } },
  }),
  'common/models/review.json': model('Review', 'reviews', {
    ownerRelations: true,
    properties: { stars: { type: 'number' } },
    relations: {
      region: { type: 'belongsTo', model: 'Region', foreignKey: 'regionId' },
      author: { type: 'belongsTo', model: 'Customer', foreignKey: 'customerId' },
    },
    acls: [rule('$everyone', '*', 'DENY'), rule('$everyone', 'READ', 'ALLOW'), rule('$authenticated', '*', 'ALLOW', 'create'), rule('$owner', 'WRITE', 'ALLOW')],
  }),
  'common/models/secretive.json': model('Secretive', 'secretives', {}),
};

async function start(project, env = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'project-'));
  for (const [name, value] of Object.entries(project)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), JSON.stringify(value));
  }
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const child = spawn(process.execPath, ['--no-deprecation', 'server.js'], {
    cwd: runtime, env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), PROJECT_DIR: dir, ...env },
  });
  let log = '';
  child.stdout.on('data', (chunk) => { log += chunk; });
  child.stderr.on('data', (chunk) => { log += chunk; });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  while (!log.includes('workspace listens') && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  const call = async (method, url, body, token) => {
    const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
      method, body: body && JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
    const text = await answer.text();
    return { status: answer.status, json: text ? JSON.parse(text) : undefined };
  };
  return { call, child, ended, log: () => log, stop: async () => { child.kill('SIGKILL'); await ended; fs.rmSync(dir, { recursive: true }); } };
}

let workspace;
const call = (...args) => workspace.call(...args);
const status = async (...args) => (await call(...args)).status;
const tokens = {};

before(async () => {
  workspace = await start(PROJECT);
  for (const name of ['ann', 'bob']) {
    const login = { email: `${name}@example.com`, password: 'pass' };
    const { json } = await call('POST', '/api/customers', login);
    tokens[name] = (await call('POST', '/api/customers/login', login)).json.id;
    tokens[`${name}Id`] = json.id;
  }
  const { json: [admin] } = await call('GET', '/api/Roles');
  assert.equal(admin.name, 'admin');
  await call('POST', '/api/RoleMappings', { principalType: 'USER', principalId: String(tokens.annId), roleId: admin.id });
});

after(() => workspace.stop());

test('health answers, and so does the REST root with and without a slash at its end', async () => {
  assert.deepEqual((await call('GET', '/health')).json, { status: 'ok' });
  assert.equal(await status('GET', '/api/coffee-shops'), 200);
  assert.equal(await status('GET', '/api/coffee-shops/'), 200);
  assert.equal(await status('GET', '/api/CoffeeShops'), 404);
});

test('a role may what everybody may not: 401 without a token, 403 without the role', async () => {
  assert.equal(await status('POST', '/api/coffee-shops', { name: 'x' }), 401);
  assert.equal(await status('POST', '/api/coffee-shops', { name: 'x' }, tokens.bob), 403);
  const { status: ok, json } = await call('POST', '/api/coffee-shops', { name: 'corner' }, tokens.ann);
  assert.equal(ok, 200);
  assert.equal(json.seats, 4);
});

test('unique, integer, required and unknown properties are checked', async () => {
  await call('POST', '/api/coffee-shops', { name: 'once' }, tokens.ann);
  assert.equal(await status('POST', '/api/coffee-shops', { name: 'once' }, tokens.ann), 422);
  assert.equal(await status('POST', '/api/coffee-shops', { name: 'half', seats: 1.5 }, tokens.ann), 422);
  assert.equal(await status('POST', '/api/coffee-shops', { seats: 1 }, tokens.ann), 422);
  assert.equal(await status('POST', '/api/coffee-shops', { name: 'odd', foo: 1 }, tokens.ann), 422);
});

test('an owner changes what is theirs, nobody else does', async () => {
  const { json } = await call('POST', '/api/reviews', { stars: 3, customerId: tokens.bobId }, tokens.bob);
  assert.equal(await status('PATCH', `/api/reviews/${json.id}`, { stars: 5 }, tokens.ann), 403);
  assert.equal(await status('PATCH', `/api/reviews/${json.id}`, { stars: 4 }, tokens.bob), 200);
  assert.equal((await call('GET', `/api/reviews/${json.id}`)).json.stars, 4);
});

test('relations answer below their model', async () => {
  const { json: shop } = await call('POST', '/api/coffee-shops', { name: 'related' }, tokens.ann);
  const { json: review } = await call('POST', `/api/coffee-shops/${shop.id}/reviews`, { stars: 1 }, tokens.ann);
  assert.equal(review.coffeeShopId, shop.id);
  const filter = encodeURIComponent(JSON.stringify({ include: 'reviews' }));
  assert.equal((await call('GET', `/api/coffee-shops/${shop.id}?filter=${filter}`)).json.reviews.length, 1);
});

test('a user model logs in, knows me, and hides others', async () => {
  assert.equal((await call('GET', '/api/customers/me', undefined, tokens.ann)).json.email, 'ann@example.com');
  assert.equal(await status('GET', `/api/customers/${tokens.annId}`, undefined, tokens.bob), 403);
  assert.equal(await status('GET', '/api/customers'), 401);
});

test('a read-only model is read and not written, from no side', async () => {
  assert.deepEqual((await call('GET', '/api/regions')).json, []);
  for (const [method, url] of [['POST', '/api/regions'], ['PUT', '/api/regions/x'], ['PATCH', '/api/regions/x'], ['DELETE', '/api/regions/x'], ['POST', '/api/regions/update'], ['POST', '/api/regions/replaceOrCreate']]) {
    assert.equal(await status(method, url, { code: 'x' }), 404, `${method} ${url}`);
  }
});

test('a model that is not public is not in REST', async () => {
  assert.equal(await status('GET', '/api/secretives'), 404);
});

test('SIGTERM ends the process', async () => {
  const other = await start(PROJECT);
  other.child.kill('SIGTERM');
  assert.deepEqual(await other.ended, { code: 0, signal: null });
});

test('a data source that is away leaves the rest at work, unless its tables are to be updated', async () => {
  const away = { name: 'away', connector: 'postgresql', host: '127.0.0.1', port: 1, database: 'x', user: 'x', password: '${PASSWORD}' };
  const project = {
    'datasources.json': { away, db: { name: 'db', connector: 'memory' } },
    'model-config.json': { Far: { dataSource: 'away', public: true }, Near: { dataSource: 'db', public: true } },
    'common/models/far.json': model('Far', 'fars', {}),
    'common/models/near.json': model('Near', 'nears', {}),
  };
  const up = await start(project, { PASSWORD: 'secret-word' });
  assert.equal((await up.call('GET', '/api/fars')).status, 500);
  assert.equal((await up.call('GET', '/api/nears')).status, 200);
  assert.ok(!up.log().includes('secret-word'));
  await up.stop();
  const down = await start({ ...project, 'workspace.json': { autoupdate: ['away'] } }, { PASSWORD: 'x' });
  assert.equal((await down.ended).code, 1);
  assert.match(down.log(), /ECONNREFUSED/);
});

test('every connector is there', () => {
  for (const name of ['connector-mongodb', 'connector-mssql', 'connector-mysql', 'connector-oracle', 'connector-postgresql', 'connector-redis', 'connector-rest', 'connector-soap', 'component-storage']) {
    const found = require(require.resolve(`loopback-${name}`, { paths: [runtime] }));
    assert.equal(typeof found.initialize, 'function', name);
  }
});
