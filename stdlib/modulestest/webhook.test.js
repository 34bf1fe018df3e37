'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { after, before, describe, test } = require('node:test');
const { aws } = require('../lambdatest/node/aws');
const { framework, lambda } = require('../lambdatest/node/harness');
const { answered, over, v2 } = require('../lambdatest/node/requests');
const { broker, source } = require('./neighbours');

const KEY = 'a key of many letters';
const sign = (body, key = KEY) => `sha256=${crypto.createHmac('sha256', key).update(body).digest('hex')}`;
const message = '{"ref":"refs/heads/main",  "commits":[1,2]}';

const env = {
  SIGNING_KEY: KEY, SIGNATURE_HEADER: 'X-Hub-Signature-256', SIGNATURE_PREFIX: 'sha256=', ID_HEADER: 'X-GitHub-Delivery', KIND_HEADER: 'X-GitHub-Event',
  ESPC_EVENT_CODE_PUSHED_ROUTE: '{"bus":"main","type":"builds.code-pushed","source":"/builds"}',
};

describe('a webhook', () => {
  const world = {};
  before(async () => {
    world.broker = await broker();
    world.aws = await aws();
    world.here = await framework(source('webhook', 'receiver'), { ...env, ESPC_EVENT_BUS_MAIN_URL: world.broker.url });
    world.there = await lambda(source('webhook', 'receiver'), { ...env, ...world.aws.env, ESPC_EVENT_BUS_MAIN_NAME: 'builds-prod-main' });
  });
  after(async () => { for (const part of Object.values(world)) await part.stop(); });

  async function both(body, headers) {
    const request = { method: 'POST', target: '/hooks/github', headers: Object.entries({ 'Content-Type': 'application/json', ...headers }), body };
    const statuses = [(await over(world.here.port, request)).status, answered({}, await world.there.invoke(v2(request))).status];
    assert.equal(statuses[0], statuses[1], 'the two worlds answer alike');
    return statuses[0];
  }

  test('a message with a right signature becomes an event, with its id and its kind', async () => {
    assert.equal(await both(message, { 'X-Hub-Signature-256': sign(message), 'X-GitHub-Delivery': 'd-1', 'X-GitHub-Event': 'push' }), 202);
    const { id, type, kind, data } = world.broker.events.at(-1);
    assert.deepEqual({ id, type, kind, data }, { id: 'd-1', type: 'builds.code-pushed', kind: 'push', data: JSON.parse(message) });
    const detail = JSON.parse(world.aws.entries.at(-1).Detail);
    assert.deepEqual([detail.ce.id, detail.ce.kind, detail.ref], ['d-1', 'push', 'refs/heads/main']);
  });

  test('a message without an id and a kind is an event all the same', async () => {
    assert.equal(await both(message, { 'X-Hub-Signature-256': sign(message) }), 202);
    assert.match(world.broker.events.at(-1).id, /^[0-9a-f-]{36}$/);
    assert.equal(world.broker.events.at(-1).kind, undefined);
  });

  for (const [name, headers, body = message] of [
    ['no signature', {}],
    ['the signature of another key', { 'X-Hub-Signature-256': sign(message, 'another') }],
    ['the signature of another body', { 'X-Hub-Signature-256': sign('{}') }],
    ['the digits without the prefix', { 'X-Hub-Signature-256': sign(message).slice('sha256='.length) }],
    ['a part of the signature', { 'X-Hub-Signature-256': sign(message).slice(0, 20) }],
    ['the signature of the same JSON, written otherwise', { 'X-Hub-Signature-256': sign(JSON.stringify(JSON.parse(message))) }],
  ]) {
    test(`${name} is refused, and nothing is published`, async () => {
      const before = [world.broker.events.length, world.aws.entries.length];
      assert.equal(await both(body, headers), 401);
      assert.deepEqual([world.broker.events.length, world.aws.entries.length], before);
    });
  }

  test('an empty key lets nobody in, not even who signs with it', async () => {
    const open = await framework(source('webhook', 'receiver'), { ...env, SIGNING_KEY: '', ESPC_EVENT_BUS_MAIN_URL: world.broker.url });
    try {
      const before = world.broker.events.length;
      const headers = Object.entries({ 'Content-Type': 'application/json', 'X-Hub-Signature-256': sign(message, '') });
      assert.equal((await over(open.port, { method: 'POST', target: '/hooks/github', headers, body: message })).status, 500);
      assert.equal(world.broker.events.length, before);
    } finally {
      await open.stop();
    }
  });

  test('what is no object or list is refused, though signed', async () => {
    for (const body of ['7', 'null']) assert.equal(await both(body, { 'X-Hub-Signature-256': sign(body), 'Content-Type': 'application/octet-stream' }), 400);
  });
});
