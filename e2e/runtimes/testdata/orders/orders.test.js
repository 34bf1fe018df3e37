'use strict';

// The Node functions of examples/orders, behind functions-framework, with everything that they call as small servers.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const root = path.join(__dirname, ...Array(4).fill('..'));
const { framework } = require(path.join(root, 'stdlib/lambdatest/node/harness'));
const { over } = require(path.join(root, 'stdlib/lambdatest/node/requests'));

const start = (name, env) => framework({ 'index.js': fs.readFileSync(path.join(root, 'examples/orders/functions', name, 'index.js'), 'utf8') }, env);

// world is one server for all that functions call: what it is asked for is in `asked`, what it answers in `answers`, by method and path.
const asked = [];
const answers = {};
let url;
const server = http.createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const about = `${req.method} ${req.url}`;
  asked.push({ about, headers: req.headers, body: /json/.test(req.headers['content-type']) ? JSON.parse(body) : body });
  const [status, value] = answers[about] ?? (about.startsWith('POST /broker') ? [202] : [404, { error: 'not here' }]);
  res.writeHead(status, { 'content-type': Buffer.isBuffer(value) ? 'application/pdf' : 'application/json' })
    .end(Buffer.isBuffer(value) ? value : JSON.stringify(value ?? {}));
});

const route = (name) => ({ [`ESPC_EVENT_${name.toUpperCase().replaceAll('-', '_')}_ROUTE`]: JSON.stringify({ bus: 'main', type: `orders.${name}`, source: '/orders' }) });
const token = (claims) => `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const request = (port, method, target, headers, body) => over(port, {
  method, target, headers: Object.entries({ ...headers, ...(body && { 'Content-Type': 'application/json' }) }), body: body && JSON.stringify(body),
});
const event = (port, type, data, more = {}) => over(port, {
  method: 'POST', body: JSON.stringify(data),
  headers: Object.entries({ 'Content-Type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'e-1', 'ce-source': '/orders', 'ce-type': type, ...more }),
});
const published = () => asked.filter(({ about }) => about === 'POST /broker')
  .map(({ headers, body }) => ({ id: headers['ce-id'], type: headers['ce-type'], subject: headers['ce-subject'], channel: headers['ce-channel'], data: body }));

describe('the functions of orders', () => {
  const f = {};
  before(async () => {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${server.address().port}`;
    const env = {
      ESPC_EVENT_BUS_MAIN_URL: `${url}/broker`, ESPC_MODEL_PRODUCT_URL: `${url}/api/products`, ESPC_MODEL_ORDER_URL: `${url}/api/orders`, ESPC_MICROSERVICE_PDF_URL: `${url}/pdf`,
      ESPC_SERVICE_ENDPOINT_PAYMENTS_URL: `${url}/pay`, ESPC_SERVICE_ENDPOINT_MAIL_URL: `${url}/mail`, ESPC_SERVICE_ENDPOINT_CHAT_URL: `${url}/chat`, CHAT_TOKEN: 'secret',
      ...route('order-placed'), ...route('order-paid'), ...route('payment-failed'),
    };
    const byEvent = { ...env, FUNCTION_SIGNATURE_TYPE: 'cloudevent' };
    const each = { place: env, track: env, invoice: env, charge: byEvent, notify: byEvent, arrive: byEvent, alarm: byEvent };
    await Promise.all(Object.entries(each).map(async ([name, its]) => { f[name] = await start(name, its); }));
  });
  after(async () => {
    for (const one of Object.values(f)) await one.stop();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked.length = 0;
    for (const key of Object.keys(answers)) delete answers[key];
    answers['GET /api/products/A-1'] = [200, { sku: 'A-1', name: 'Mug', cents: 900 }];
    answers['GET /api/products/A-2'] = [200, { sku: 'A-2', name: 'Pot', cents: 2500 }];
    answers['POST /api/orders'] = [200, {}];
  });

  const lines = [{ sku: 'A-1', quantity: 2 }, { sku: 'A-2', quantity: 1 }];

  test('place prices, keeps and tells of a customer\'s order', async () => {
    const answer = await request(f.place.port, 'POST', '/orders', { Authorization: token({ sub: 'ann' }) }, { email: 'ann@example.com', lines });
    assert.equal(answer.status, 201);
    const { order, cents } = JSON.parse(answer.body);
    assert.match(order, /^W-/);
    assert.equal(cents, 4300);
    const kept = asked.find(({ about }) => about === 'POST /api/orders').body;
    assert.deepEqual([kept.number, kept.customer, kept.channel, kept.cents, kept.lines[1]], [order, 'ann', 'web', 4300, { sku: 'A-2', name: 'Pot', quantity: 1, cents: 2500 }]);
    const data = { order, customer: 'ann', email: 'ann@example.com', cents: 4300, lines: kept.lines };
    assert.deepEqual(published(), [{ id: order, type: 'orders.order-placed', subject: order, channel: 'web', data }]);
  });

  test('place takes a partner\'s order by the other door', async () => {
    const answer = await request(f.place.port, 'POST', '/v1/orders', { Authorization: 'apikey nw-1:topsecret' }, { lines });
    assert.match(JSON.parse(answer.body).order, /^P-/);
    const [{ channel, data }] = published();
    assert.deepEqual([channel, data.customer, 'email' in data], ['partner', 'nw-1', false]);
    assert.ok(!JSON.stringify(asked.map(({ body }) => body)).includes('topsecret'));
  });

  test('place refuses what is no order, and keeps and tells nothing', async () => {
    for (const [body, status] of [[{}, 400], [{ lines: [] }, 400], [{ lines: [{ sku: 'A-1', quantity: 0 }] }, 400], [{ lines: [{ sku: 'X', quantity: 1 }] }, 422]]) {
      assert.equal((await request(f.place.port, 'POST', '/orders', { Authorization: token({ sub: 'ann' }) }, body)).status, status);
    }
    assert.deepEqual(asked.filter(({ about }) => about.startsWith('POST')), []);
  });

  test('place fails where the order can\'t be kept, and tells nothing', async () => {
    answers['POST /api/orders'] = [500, {}];
    assert.equal((await request(f.place.port, 'POST', '/orders', { Authorization: token({ sub: 'ann' }) }, { lines })).status, 500);
    assert.deepEqual(published(), []);
  });

  test('track shows an order to who placed it, by either door, and to nobody else', async () => {
    answers['GET /api/orders/W-1'] = [200, { number: 'W-1', customer: 'ann', status: 'paid', cents: 5, placedAt: '2026-03-01T12:00:00.000Z' }];
    const of = async (target, credential) => { const { status, body } = await request(f.track.port, 'GET', target, { Authorization: credential }); return [status, JSON.parse(body)]; };
    assert.deepEqual(await of('/orders/W-1', token({ sub: 'ann' })), [200, { order: 'W-1', status: 'paid', cents: 5, placed: '2026-03-01T12:00:00.000Z' }]);
    assert.equal((await of('/v1/orders/W-1', 'apikey ann:x'))[0], 200);
    assert.deepEqual(await of('/orders/W-1', token({ sub: 'bob' })), [404, { error: 'there is no order W-1' }]);
    assert.deepEqual(await of('/orders/W-2', token({ sub: 'ann' })), [404, { error: 'there is no order W-2' }]);
  });

  test('invoice hands a page to the printer, and the PDF on', async () => {
    answers['GET /api/orders/W-1'] = [200, { number: 'W-1', customer: 'ann', cents: 1800, lines: [{ sku: 'A-1', name: '<Mug>', quantity: 2, cents: 900 }] }];
    answers['POST /pdf/forms/chromium/convert/html'] = [200, Buffer.from('%PDF-1.7 …')];
    const answer = await request(f.invoice.port, 'GET', '/orders/W-1/invoice', { Authorization: token({ sub: 'ann' }) });
    assert.deepEqual([answer.status, answer.headers['content-type'][0], answer.body.toString()], [200, 'application/pdf', '%PDF-1.7 …']);
    const sent = asked.at(-1);
    assert.match(sent.headers['content-type'], /^multipart\/form-data; boundary=/);
    assert.match(sent.body.toString(), /name="files"; filename="index.html"[\s\S]*&lt;Mug&gt;<td>2<td>18\.00[\s\S]*<th>18\.00/);
    assert.equal((await request(f.invoice.port, 'GET', '/orders/W-1/invoice', { Authorization: token({ sub: 'bob' }) })).status, 404);
  });

  const accepted = { order: 'W-1', customer: 'ann', email: 'ann@example.com', cents: 4300, lines: [{ sku: 'A-1', quantity: 2, cents: 900 }] };

  test('charge takes the money once, marks the order, and tells that it is paid', async () => {
    answers['POST /pay/payments'] = [201, { id: 'pay-7' }];
    answers['PATCH /api/orders/W-1'] = [200, {}];
    for (let time = 0; time < 2; time++) assert.ok((await event(f.charge.port, 'orders.order-accepted', accepted, { 'ce-channel': 'web' })).status < 300);
    const payment = asked.find(({ about }) => about === 'POST /pay/payments');
    assert.deepEqual([payment.headers['idempotency-key'], payment.body], ['W-1', { reference: 'W-1', amount: 4300, currency: 'EUR' }]);
    assert.deepEqual(asked.find(({ about }) => about === 'PATCH /api/orders/W-1').body, { status: 'paid' });
    const { customer, ...rest } = accepted;
    const told = { id: 'e-1-charged', type: 'orders.order-paid', subject: 'W-1', channel: 'web', data: { ...rest, payment: 'pay-7' } };
    assert.deepEqual(published(), [told, told], 'an event that comes twice is told of by one id');
  });

  test('charge tells of a payment that was refused, and fails where nobody answers', async () => {
    answers['POST /pay/payments'] = [402, { reason: 'declined' }];
    answers['PATCH /api/orders/W-1'] = [200, {}];
    assert.ok((await event(f.charge.port, 'orders.order-accepted', accepted, { 'ce-channel': 'web' })).status < 300);
    assert.deepEqual(published().map(({ type, data }) => [type, data]), [['orders.payment-failed', { order: 'W-1', email: 'ann@example.com', reason: 'declined' }]]);
    answers['POST /pay/payments'] = [503, {}];
    assert.equal((await event(f.charge.port, 'orders.order-accepted', accepted)).status, 500);
    assert.equal(published().length, 1);
  });

  test('notify sends one mail for each event', async () => {
    answers['POST /mail/messages'] = [202, {}];
    await event(f.notify.port, 'orders.order-paid', { order: 'W-1', email: 'ann@example.com', cents: 4300 });
    await event(f.notify.port, 'orders.payment-failed', { order: 'W-1', email: 'ann@example.com', reason: 'declined' });
    await event(f.notify.port, 'orders.big-order', { order: 'W-1', customer: 'ann', cents: 430000 });
    await event(f.notify.port, 'orders.order-paid', { order: 'P-1', cents: 4300 });
    assert.deepEqual(asked.map(({ headers, body }) => [headers['idempotency-key'], body.to, body.text]), [
      ['e-1', 'ann@example.com', 'We got 43.00 €.'], ['e-1', 'ann@example.com', 'The payment was refused: declined.'], ['e-1', 'sales@shop.example.com', 'ann placed W-1.'],
    ]);
  });

  test('arrive marks an order, and lets go of what is no order', async () => {
    answers['PATCH /api/orders/W-1'] = [200, {}];
    const scan = (reference) => event(f.arrive.port, 'orders.parcel-scanned', { parcel: 'p', reference, place: 'Basel' }, { 'ce-kind': 'delivered' });
    assert.ok((await scan('W-1')).status < 300);
    assert.deepEqual(asked[0].body, { status: 'delivered' });
    assert.ok((await scan('W-2')).status < 300);
    answers['PATCH /api/orders/W-3'] = [503, {}];
    assert.equal((await scan('W-3')).status, 500);
  });

  test('alarm says what was given up', async () => {
    answers['POST /chat'] = [200, {}];
    await event(f.alarm.port, 'orders.undelivered', { specversion: '1.0', id: 'e-9', type: 'orders.order-paid', source: '/orders', subject: 'W-1', data: {} });
    assert.deepEqual([asked[0].headers.authorization, asked[0].body], ['Bearer secret', { text: 'orders.order-paid e-9 about W-1 was given up' }]);
  });
});
