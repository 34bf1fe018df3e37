'use strict';

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');
const { framework } = require('../lambdatest/node/harness');
const { over } = require('../lambdatest/node/requests');
const { broker, model, source } = require('./neighbours');

describe('an outbox', () => {
  const world = {};
  before(async () => {
    world.broker = await broker();
    world.model = await model();
    world.relay = await framework(source('outbox', 'relay'), {
      FUNCTION_SIGNATURE_TYPE: 'cloudevent', ESPC_MODEL_ORDERS_MESSAGE_URL: world.model.url, ESPC_EVENT_BUS_MAIN_URL: world.broker.url,
      ESPC_EVENT_ORDER_PLACED_ROUTE: '{"bus":"main","type":"shop.order-placed","source":"/shop"}',
    });
  });
  after(async () => { for (const part of Object.values(world)) await part.stop(); });
  beforeEach(() => { for (const list of [world.broker.events, world.model.records, world.model.filters]) list.length = 0; });

  const tick = () => over(world.relay.port, {
    method: 'POST', body: '{}',
    headers: Object.entries({ 'Content-Type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 't', 'ce-type': 'shop.schedule.orders-tick', 'ce-source': '/shop' }),
  });
  const row = (n, more) => ({ id: `m-${n}`, data: { n }, at: `2026-03-01T12:00:0${n}.000Z`, ...more });

  test('publishes every message, the oldest first, and takes it away', async () => {
    world.model.records.push(row(2), row(1, { subject: 'order/1' }), row(3));
    assert.ok((await tick()).status < 300);
    assert.deepEqual(world.broker.events.map(({ id, subject, time, data }) => ({ id, subject, time, data })), [
      { id: 'm-1', subject: 'order/1', time: row(1).at, data: { n: 1 } },
      { id: 'm-2', subject: undefined, time: row(2).at, data: { n: 2 } },
      { id: 'm-3', subject: undefined, time: row(3).at, data: { n: 3 } },
    ]);
    assert.deepEqual(world.model.records, []);
    assert.deepEqual(world.model.filters[0].order, ['at ASC', 'id ASC']);
  });

  test('goes on until nothing is left, page by page', async () => {
    for (let n = 0; n < 250; n++) world.model.records.push({ id: `m-${String(n).padStart(3, '0')}`, data: {}, at: '2026-03-01T12:00:00.000Z' });
    assert.ok((await tick()).status < 300);
    assert.equal(world.broker.events.length, 250);
    assert.equal(world.model.filters.length, 3);
  });

  test('keeps what the bus does not take, and what comes after it', async () => {
    world.model.records.push(row(1), row(2), row(3));
    world.broker.statuses.push(202, 400);
    assert.equal((await tick()).status, 500);
    assert.deepEqual(world.model.records.map(({ id }) => id), ['m-2', 'm-3']);
    assert.ok((await tick()).status < 300);
    assert.deepEqual(world.broker.events.map(({ id }) => id), ['m-1', 'm-2', 'm-3']);
  });
});
