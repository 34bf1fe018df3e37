'use strict';

// publish and call from one function in both worlds: behind functions-framework with HTTP neighbours, and behind the adapter
// against a fake of AWS. What the caller and the called see is the same, by the table that Python is held to as well.
const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, test } = require('node:test');
const table = require('../events/client.json');
const { aws, delivered } = require('./aws');
const { framework, lambda } = require('./harness');
const { answered, over, v2 } = require('./requests');


// CALLER does what the request's body says and answers with what came of it.
const CALLER = `const { publish, call } = require('espc');
const revive = (value) => (value && value.bytes ? Buffer.from(value.bytes, 'hex') : value);
exports.handler = async (req, res) => {
  const { publish: event, call: target, data, options } = req.body;
  if (options && options.body) options.body = revive(options.body);
  try {
    if (event) return res.json({ id: await publish(event, revive(data), options) });
    const answer = await call(target, options);
    res.json({
      status: answer.status, ok: answer.ok, type: answer.headers.get('content-type'), made: answer.headers.get('x-made'), cookies: answer.headers.getSetCookie(),
      body: Buffer.from(await answer.arrayBuffer()).toString('hex'),
    });
  } catch (error) {
    res.json({ error: error.message });
  }
};`;

const CALLEE = `exports.handler = (req, res) => {
  if (req.path === '/crash') throw new Error('secret');
  if (req.path === '/moved') return res.redirect('/elsewhere');
  if (req.path === '/none') return res.status(204).end();
  if (req.path === '/bytes') return res.set('X-Made', 'here').send(Buffer.from([0, 255]));
  if (req.path === '/much') return res.send('x'.repeat(1000000));
  res.cookie('a', '1').cookie('b', '2').status(req.path === '/missing' ? 404 : 200)
    .json({
      method: req.method, path: decodeURIComponent(req.path), query: req.url.split('?')[1] ?? '', type: req.get('content-type'), test: req.get('x-test'),
      length: req.get('content-length') && Number(req.get('content-length')), body: req.rawBody?.toString('hex') ?? '',
    });
};`;

const RECEIVER = "exports.handler = (event) => { const data = Buffer.isBuffer(event.data) ? { hex: event.data.toString('hex') } : event.data; console.log('GOT ' + JSON.stringify({ ...event, data })); };";
const routes = {
  ESPC_EVENT_PHOTO_UPLOADED_ROUTE: '{"bus":"main","type":"shop.photo-uploaded","source":"/shop"}',
  ESPC_EVENT_OTHER_BUS_ROUTE: '{"bus":"side-bus","type":"Other","source":"urn:other"}',
};

// relay is a broker that hands each event on as it came, and what it said of the first can be set.
async function relay(port) {
  const seen = [];
  const broker = { seen, statuses: [] };
  const server = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    seen.push({ url: req.url, headers: req.headers });
    const status = broker.statuses.shift() ?? 202;
    if (status === 202) {
      const headers = Object.entries(req.headers).filter(([name]) => name.startsWith('ce-') || name === 'content-type');
      await over(port, { method: 'POST', headers, body: Buffer.concat(chunks) });
    }
    res.writeHead(status).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  broker.url = `http://127.0.0.1:${server.address().port}`;
  broker.stop = () => { server.closeAllConnections(); server.close(); };
  return broker;
}

// textual has attributes as text, as they arrive in binary mode; structured mode keeps numbers and booleans.
const textual = ({ data, ...attributes }) => ({ ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)])), data });
const got = (log) => log.split('\n').filter((line) => line.startsWith('GOT ')).map((line) => JSON.parse(line.slice('GOT '.length)));

describe('a function in both worlds', () => {
  const kubernetes = {};
  const lambdas = {};
  before(async () => {
    const ce = { FUNCTION_SIGNATURE_TYPE: 'cloudevent' };
    [kubernetes.callee, kubernetes.receiver, lambdas.callee, lambdas.receiver] = await Promise.all([
      framework({ 'index.js': CALLEE }), framework({ 'index.js': RECEIVER }, ce), lambda({ 'index.js': CALLEE }), lambda({ 'index.js': RECEIVER }, ce),
    ]);
    kubernetes.broker = await relay(kubernetes.receiver.port);
    lambdas.aws = await aws((arn, event) => {
      assert.equal(arn, 'arn:aws:lambda:eu-west-1:123456789012:function:callee');
      if (event.rawPath === '/died') throw new Error('Runtime exited with error: signal: killed');
      if (event.rawPath === '/late') throw new Error('2026-03-01T12:00:00.000Z 1 Task timed out after 3.00 seconds');
      return lambdas.callee.invoke(event);
    });
    const url = `http://127.0.0.1:${kubernetes.callee.port}`;
    [kubernetes.caller, lambdas.caller] = await Promise.all([
      framework({ 'index.js': CALLER }, {
        ...routes, ESPC_EVENT_BUS_MAIN_URL: `${kubernetes.broker.url}/shop/main`, ESPC_EVENT_BUS_SIDE_BUS_URL: kubernetes.broker.url, ESPC_FUNCTION_MY_CALLEE_URL: url, ESPC_FUNCTION_BEHIND_URL: `${url}/behind`, ESPC_MODEL_ORDER_URL: `${url}/api/orders`,
        ESPC_MODEL_COFFEE_SHOP_URL: `${url}/api/coffee-shops`,
      }),
      lambda({ 'index.js': CALLER }, {
        ...routes, ...lambdas.aws.env, ESPC_EVENT_BUS_MAIN_NAME: 'shop-prod-main', ESPC_EVENT_BUS_SIDE_BUS_NAME: 'default',
        ESPC_MODEL_COFFEE_SHOP_ARN: 'arn:aws:lambda:eu-west-1:123456789012:function:callee', ESPC_MODEL_COFFEE_SHOP_PATH: '/api/coffee-shops',
        ESPC_FUNCTION_MY_CALLEE_ARN: 'arn:aws:lambda:eu-west-1:123456789012:function:callee', ESPC_FUNCTION_BEHIND_URL: `${url}/behind`, ESPC_MODEL_ORDER_URL: `${url}/api/orders`,
      }),
    ]);
  });
  after(async () => {
    for (const world of [kubernetes, lambdas]) for (const part of Object.values(world)) await part.stop();
  });

  async function both(body) {
    const request = { method: 'POST', headers: [['Content-Type', 'application/json']], body: JSON.stringify(body) };
    const [here, there] = [await over(kubernetes.caller.port, request), answered({}, await lambdas.caller.invoke(v2(request)))];
    return [JSON.parse(here.body), JSON.parse(there.body)];
  }

  for (const { name, call, options, want = { status: 200, ok: true }, arrives } of table.calls) {
    test(`calls with ${name}`, async () => {
      const [here, there] = await both({ call, options });
      assert.deepEqual(there, here);
      const { size, ...same } = want;
      for (const [key, value] of Object.entries(same)) assert.equal(here[key], value);
      if (size !== undefined) assert.equal(here.body.length / 2, size);
      if (arrives) assert.deepEqual(JSON.parse(Buffer.from(here.body, 'hex')), arrives);
    });
  }

  test('a called function that died answers 500, one that timed out 504', async () => {
    for (const [target, status] of [['/died', 500], ['/late', 504]]) {
      const [, there] = await both({ call: 'function.my-callee', options: { path: target } });
      assert.deepEqual([there.status, there.body], [status, '']);
    }
  });

  const time = '2026-03-01T12:00:00.123Z';
  for (const { name, publish, data, options, bus = 'shop-prod-main', arrives, detail } of table.events) {
    test(`publishes ${name}`, async () => {
      const [here, there] = await both({ publish, data, options: { time, ...options } });
      assert.deepEqual([here, there], [{ id: options.id }, { id: options.id }]);
      const entry = lambdas.aws.entries.at(-1);
      await lambdas.receiver.invoke(delivered(entry, 'event-bridge'));
      for (const message of [kubernetes, lambdas].map(({ receiver }) => got(receiver.log()).at(-1))) {
        // Binary mode has the content type in a header of HTTP, which the framework does not hand on.
        delete message.datacontenttype;
        assert.deepEqual(textual(message), { specversion: '1.0', source: '/shop', type: 'shop.photo-uploaded', time, ...arrives });
      }
      assert.equal(entry.EventBusName, bus);
      if (detail) assert.deepEqual(JSON.parse(entry.Detail), detail); // which stays readable for rules
    });
  }

  test('an id and a time are made where none is given', async () => {
    const [here, there] = await both({ publish: 'photo-uploaded', data: {} });
    for (const { id } of [here, there]) assert.match(id, /^[0-9a-f-]{36}$/);
    assert.ok(Date.now() - Date.parse(JSON.parse(lambdas.aws.entries.at(-1).Detail).ce.time) < 60000);
  });

  for (const { name, order, says } of table.refusals) {
    test(`refuses ${name}, in the same words`, async () => assert.deepEqual(await both(order), Array(2).fill({ error: says.node ?? says })));
  }

  test('a bus that refuses an event fails the publish', async () => {
    lambdas.aws.refuse = { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'no' };
    kubernetes.broker.statuses = [400];
    const [here, there] = await both({ publish: 'photo-uploaded', data: {} });
    lambdas.aws.refuse = undefined;
    assert.equal(here.error, 'shop.photo-uploaded was not published: the broker answered 400');
    assert.equal(there.error, 'shop.photo-uploaded was not published: NotAuthorizedForSourceException: no');
  });

  test('a broker that is busy is asked again, with the same id', async () => {
    kubernetes.broker.statuses = [503, 429];
    const before = kubernetes.broker.seen.length;
    const [here] = await both({ publish: 'photo-uploaded', data: {}, options: { id: 'again' } });
    assert.equal(here.id, 'again');
    assert.deepEqual(kubernetes.broker.seen.slice(before).map(({ url, headers }) => [url, headers['ce-id']]), Array(3).fill(['/shop/main', 'again']));
  });
});
