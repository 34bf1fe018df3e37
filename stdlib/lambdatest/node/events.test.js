'use strict';

// The tables of recorded events, which the Python adapter is held to as well.
const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { adapter, framework, lambda } = require('./harness');
const { send } = require('./requests');
const authorizers = require('../events/authorizers.json');
const cors = require('../events/cors.json');
const deliveries = require('../events/deliveries.json');
const requests = require('../events/requests.json');
const { binaryRequest } = require(path.join(adapter, 'espc_lambda', 'post.js'));

const SEEN = "exports.handler = (event) => { const data = Buffer.isBuffer(event.data) ? { data_base64: event.data.toString('base64') } : { data: event.data };"
  + " console.log('SEEN ' + JSON.stringify({ ...event, data: undefined, ...data })); if (event.data?.fail) throw new Error('this one fails'); return 5n; };";

const SAW = 'exports.handler = (req, res) => { const query = {}; for (const [name, value] of Object.entries(req.query)) query[name] = [value].flat();'
  + " const body = req.rawBody ?? Buffer.alloc(0); res.json({ method: req.method, path: req.path, query, list: req.get('header1'), cookie: req.get('cookie'), caller: req.get('eg-consumer-id'),"
  + " body: body.toString('base64'), host: req.host, secure: req.secure, ip: req.ip }); };";

function seen(log) {
  return log.split('\n').filter((line) => line.startsWith('SEEN ')).map((line) => JSON.parse(line.slice('SEEN '.length)));
}

describe('a cloudevent function gets', () => {
  for (const { name, env, event, want, answer, error } of deliveries) {
    test(name, async () => {
      const fn = await lambda({ 'index.js': SEEN }, { FUNCTION_SIGNATURE_TYPE: 'cloudevent', ...env });
      try {
        if (error) await assert.rejects(fn.invoke(event), new RegExp(error));
        else assert.deepEqual(await fn.invoke(event), answer);
      } finally {
        await fn.stop();
      }
      const got = seen(fn.log());
      got.forEach((message, i) => { if (want[i] && !want[i].time) delete message.time; });
      assert.deepEqual(got, want);
    });
  }
});

function structuredRequest(message) {
  const body = JSON.stringify(message);
  return { method: 'POST', headers: [['Host', 'localhost'], ['Content-Type', 'application/cloudevents+json'], ['Content-Length', String(Buffer.byteLength(body))]], body };
}

// What the adapter makes of AWS's events is what the framework makes of the CloudEvents that they stand for: in binary mode, as
// brokers deliver them, or in structured mode where a header cannot carry an attribute. Their content type it keeps to itself.
describe('functions-framework hands on', () => {
  let fn;
  before(async () => { fn = await framework({ 'index.js': SEEN }, { FUNCTION_SIGNATURE_TYPE: 'cloudevent' }); });
  after(() => fn.stop());
  for (const { name, want } of deliveries) {
    test(`the same as the adapter of ${name}`, async () => {
      for (const { datacontenttype, data_base64: base64, ...message } of want) {
        if (typeof message.data === 'string') continue; // functions-framework fails on text
        const already = seen(fn.log()).length;
        const plain = Object.entries(message).every(([attribute, value]) => attribute === 'data' || /^[\x21\x23\x24\x26-\x7e]+$/.test(value));
        const sent = plain ? binaryRequest({ ...message, datacontenttype, ...(base64 && { data: Buffer.from(base64, 'base64') }) })
          : structuredRequest(message);
        assert.equal((await send(fn.port, sent)).status, message.data?.fail ? 500 : 204);
        while (seen(fn.log()).length === already) await new Promise((resolve) => setTimeout(resolve, 2));
        assert.deepEqual(seen(fn.log()).at(-1), { ...message, ...(base64 && { data_base64: base64 }) });
      }
    });
  }
});

describe('an http function sees', () => {
  for (const { name, event, saw, direct } of requests) {
    test(name, async () => {
      const fn = await lambda({ 'index.js': SAW });
      const answer = await fn.invoke(event);
      await fn.stop();
      assert.deepEqual(direct ? answer : JSON.parse(answer.body), saw);
      if (!direct) assert.equal(answer.statusCode, 200);
    });
  }
});

const DECIDES = "exports.handler = (req, res) => { if (req.get('authorization') === 'broken') throw new Error('this one fails');"
  + " if (req.get('x-name')) res.set('eg-consumer-id', req.get('x-name'));"
  + " res.sendStatus(req.get('authorization') === 'good' && req.path === '/orders' ? 204 : 401); };";

describe('a function that decides who may pass answers when', () => {
  for (const { name, event, answer } of authorizers) {
    test(name, async () => {
      const fn = await lambda({ 'index.js': DECIDES });
      try {
        assert.deepEqual(await fn.invoke(event), answer);
      } finally {
        await fn.stop();
      }
    });
  }
});

const OWN = "exports.handler = (req, res) => res.set('Access-Control-Allow-Origin', 'https://own.example').set('Vary', 'Accept').send('ok');";

describe('a browser is told that', () => {
  for (const { name, event, rules, want } of cors) {
    test(name, async () => {
      const fn = await lambda({ 'index.js': OWN }, { ESPC_CORS: JSON.stringify(rules) });
      const { multiValueHeaders } = await fn.invoke(event);
      await fn.stop();
      const told = Object.entries(multiValueHeaders).filter(([header]) => header === 'vary' || header.startsWith('access-control-'));
      assert.deepEqual(Object.fromEntries(told.map(([header, values]) => [header, values.join(', ')])), want);
    });
  }
});
