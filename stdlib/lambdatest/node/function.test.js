'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { adapter, lambda } = require('./harness');
const { v1, v2 } = require('./requests');

const OK = "(req, res) => res.send('ok')";
const get = async (fn, request = {}) => fn.invoke(v2(request));

for (const [name, files, env] of [
  ['CommonJS', { 'index.js': `exports.handler = ${OK}` }],
  ['CommonJS that replaces its exports', { 'index.js': `const all = { handler: ${OK} }; module.exports = all` }],
  ['a package of type module', { 'package.json': '{"type":"module"}', 'index.js': `import { ok } from './sub/ok.js'; export const handler = ok`, 'sub/ok.js': `export const ok = ${OK}` }],
  ['a .mjs file', { 'main.mjs': `export const handler = ${OK}` }, { FUNCTION_SOURCE: 'main.mjs' }],
  ['a .cjs file in a package of type module', { 'package.json': '{"type":"module"}', 'main.cjs': `exports.handler = ${OK}` }, { FUNCTION_SOURCE: 'main.cjs' }],
  ['an absolute source in a folder', { 'src/app.js': `exports.go = ${OK}` }, { FUNCTION_SOURCE: './src/app.js', FUNCTION_TARGET: 'go' }],
  ['an export with a dot', { 'index.js': `exports.api = { hello: ${OK} }` }, { FUNCTION_TARGET: 'api.hello' }],
  ['a module that waits', { 'index.mjs': `await null; export const handler = ${OK}` }, { FUNCTION_SOURCE: 'index.mjs' }],
  ['a function that registers itself', { 'index.js': `require('@google-cloud/functions-framework').http('handler', ${OK})` }],
  ['one that does so from a module', { 'index.mjs': `import * as functions from '@google-cloud/functions-framework'; functions.http('handler', ${OK})` }, { FUNCTION_SOURCE: 'index.mjs' }],
  ['a module that imports the client', { 'index.mjs': `import { publish, call } from 'espc'; export const handler = (req, res) => res.send(typeof publish === 'function' && typeof call === 'function' ? 'ok' : 'no')` }, { FUNCTION_SOURCE: 'index.mjs' }],
  ['an application of its own', { 'index.js': `const answer = ${OK}; exports.handler = Object.assign(function app(req, res) { answer(req, res); }, { use() {} })` }],
]) {
  test(`${name} is loaded`, async () => {
    const fn = await lambda(files, env);
    assert.ok(fn.ready, fn.log());
    assert.equal((await get(fn)).body, 'ok');
    await fn.stop();
  });
}

for (const [name, files, env, says] of [
  ['an export that is not there', { 'index.js': 'exports.other = 1' }, {}, /index\.js exports no function called handler/],
  ['an export that is no function', { 'index.js': 'exports.handler = {}' }, {}, /exports no function called handler/],
  ['a file that is not there', {}, {}, /index\.js/],
  ['a file that throws', { 'index.js': "throw new Error('no database')" }, {}, /no database/],
  ['a signature nobody knows', { 'index.js': 'exports.handler = () => 1' }, { FUNCTION_SIGNATURE_TYPE: 'event' }, /it is http or cloudevent/],
]) {
  test(`${name} ends the start and says so`, async () => {
    const fn = await lambda(files, env);
    assert.equal(fn.ready, false);
    await fn.ended;
    assert.match(fn.log(), says);
  });
}

test('a registered signature counts before the one that a variable says', async () => {
  const fn = await lambda({ 'index.js': "require('@google-cloud/functions-framework').cloudEvent('handler', (event) => console.log('GOT ' + event.type))" });
  assert.equal(await fn.invoke({ specversion: '1.0', id: '1', type: 't', source: '/s' }), null);
  await fn.stop();
  assert.match(fn.log(), /GOT t/);
});

test('a cloudevent function may take a callback, and fail by it', async () => {
  const fn = await lambda({ 'index.js': 'exports.handler = (event, done) => setTimeout(done, 1, event.data.fail && new Error(event.data.fail))' }, { FUNCTION_SIGNATURE_TYPE: 'cloudevent' });
  const event = { specversion: '1.0', id: '1', type: 't', source: '/s', data: {} };
  assert.equal(await fn.invoke(event), null);
  await assert.rejects(fn.invoke({ ...event, data: { fail: 'by callback' } }), /by callback/);
  await fn.stop();
});

test('an error in a callback fails that event alone', async () => {
  const fn = await lambda({ 'index.js': "exports.handler = (event) => new Promise((resolve) => setTimeout(() => { if (event.data.fail) throw new Error('late'); resolve(); }, 1))" }, { FUNCTION_SIGNATURE_TYPE: 'cloudevent' });
  const event = { specversion: '1.0', id: '1', type: 't', source: '/s', data: {} };
  await assert.rejects(fn.invoke({ ...event, data: { fail: true } }), /late/);
  assert.equal(await fn.invoke(event), null);
  await fn.stop();
});

test('a request that takes too long is answered 504, by the variable or before Lambda ends it', async () => {
  const code = { 'index.js': "exports.handler = (req, res) => { if (req.path === '/fast') res.send('fast'); else if (req.path === '/half') res.write('half'); }" };
  const fn = await lambda(code, { FUNCTION_TIMEOUT_SECONDS: '0.05' });
  for (const target of ['/slow', '/half']) {
    const { statusCode, body, headers } = await get(fn, { target });
    assert.deepEqual({ statusCode, body, headers }, { statusCode: 504, body: '', headers: {} });
  }
  assert.equal((await get(fn, { target: '/fast' })).body, 'fast');
  await fn.stop();
  const short = await lambda(code);
  assert.equal((await short.invoke(v1({ target: '/slow' }), 300)).statusCode, 504);
  await short.stop();
});

test('a batch that runs out of time keeps what was done', async () => {
  const fn = await lambda({ 'index.js': 'exports.handler = (event) => event.data.slow && new Promise(() => {})' }, { FUNCTION_SIGNATURE_TYPE: 'cloudevent' });
  const record = (messageId, data) => ({ messageId, body: JSON.stringify(data), attributes: {}, eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:q' });
  const answer = await fn.invoke({ Records: [record('a', {}), record('b', { slow: true }), record('c', { slow: true })] }, 350);
  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }] });
  await fn.stop();
});

test('an http function gets an event in binary mode, and its failure is one', async () => {
  const fn = await lambda({ 'index.js': "exports.handler = (req, res) => { if (req.body.fail) res.status(503).end(); else res.json([req.method, req.get('ce-id'), req.get('ce-subject'), req.get('content-type'), req.body]); }" });
  const event = { specversion: '1.0', id: '1', type: 't', source: '/s', subject: 'grün "1"', data: { a: 1 } };
  assert.deepEqual(await fn.invoke(event), ['POST', '1', 'gr%C3%BCn%20%221%22', 'application/json', { a: 1 }]);
  await assert.rejects(fn.invoke({ ...event, data: { fail: true } }), /answered 503/);
  const bridged = { version: '0', id: 'e', 'detail-type': 't', source: '/s', account: '1', time: '2026-03-01T12:00:00Z', region: 'eu-west-1', resources: [], detail: { a: 2, ce: { subject: 'x' } } };
  assert.deepEqual(await fn.invoke(bridged), ['POST', 'e', 'x', 'application/json', { a: 2 }]);
  await fn.stop();
});

test('a plain payload is answered with the body: JSON, text, or nothing', async () => {
  const fn = await lambda({ 'index.js': "exports.handler = (req, res) => { const { say } = req.body; if (say === undefined) res.status(204).end(); else if (say === 'fail') res.status(400).send('no'); else res.send(say); }" });
  assert.deepEqual(await fn.invoke({ say: { a: 1 } }), { a: 1 });
  assert.equal(await fn.invoke({ say: 'hi' }), 'hi');
  assert.equal(await fn.invoke({}), null);
  assert.equal(await fn.invoke(null), null);
  await assert.rejects(fn.invoke({ say: 'fail' }), /answered 400/);
  await fn.stop();
});

test('answers are text where they are UTF-8, base64 where not, with cookies apart', async () => {
  const fn = await lambda({ 'index.js': "exports.handler = (req, res) => { res.cookie('a', '1').cookie('b', '2').set('X-Many', ['1', '2']).set('Connection', 'close'); res.end(req.path === '/text' ? 'grün' : Buffer.from([255])); }" });
  const cookies = ['a=1; Path=/', 'b=2; Path=/'];
  assert.deepEqual(await get(fn, { target: '/text' }), { statusCode: 200, headers: { 'x-many': '1, 2' }, cookies, body: 'grün', isBase64Encoded: false });
  assert.deepEqual(await get(fn), { statusCode: 200, headers: { 'x-many': '1, 2' }, cookies, body: '/w==', isBase64Encoded: true });
  assert.deepEqual(await fn.invoke(v1({})), { statusCode: 200, multiValueHeaders: { 'set-cookie': cookies, 'x-many': ['1', '2'] }, body: '/w==', isBase64Encoded: true });
  await fn.stop();
});

test('a percent sign alone in a path is escaped, so that nothing fails on it', async () => {
  const fn = await lambda({ 'index.js': 'exports.handler = (req, res) => res.json([req.url, req.params])' });
  assert.equal((await get(fn, { target: '/100%' })).body, '["/100%25",{"splat":["100%"]}]');
  await fn.stop();
});

test('an answer that breaks off after it began is a 500 without it', async () => {
  const fn = await lambda({ 'index.js': "exports.handler = (req, res) => { res.write('half'); setTimeout(() => { throw new Error('secret'); }, 1); }" });
  const { statusCode, body } = await get(fn);
  assert.deepEqual({ statusCode, body }, { statusCode: 500, body: '' });
  assert.match(fn.log(), /secret/);
  await fn.stop();
});

test('a middleware may replace methods of the response, and read the request as a stream where nothing parsed it', async () => {
  const fn = await lambda({
    'index.js': "exports.handler = async (req, res) => { const end = res.end; res.end = (chunk) => end.call(res, String(chunk).toUpperCase());"
      + " let body = ''; for await (const chunk of req) body += chunk; res.end(body); };",
  });
  assert.equal((await get(fn, { method: 'POST', body: 'streamed' })).body, 'STREAMED');
  await fn.stop();
});

test('the framework that a function brings along is used', async () => {
  const from = path.join(process.env.RUNTIME_DIR, 'node_modules');
  const code = "exports.handler = (req, res) => res.json([req.body, req.path, require('express/package.json').name, typeof res.sendFile]);";
  for (const source of [code, code.replace('exports.handler = ', "require('@google-cloud/functions-framework').http('handler', ").replace(/;$/, ');')]) {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'espc-vendored-'));
    fs.cpSync(adapter, dir, { recursive: true });
    fs.rmSync(path.join(dir, 'node_modules'), { recursive: true });
    fs.mkdirSync(path.join(dir, 'node_modules'));
    for (const name of fs.readdirSync(from)) fs.symlinkSync(path.join(from, name), path.join(dir, 'node_modules', name));
    fs.writeFileSync(path.join(dir, 'index.js'), source);
    const fn = await lambda({}, { LAMBDA_TASK_ROOT: dir });
    const { body, headers } = await get(fn, { method: 'POST', target: '/a', headers: [['Content-Type', 'application/json']], body: '{"n":1}' });
    assert.deepEqual(JSON.parse(body), [{ n: 1 }, '/a', 'express', 'function']);
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    await fn.stop();
    fs.rmSync(dir, { recursive: true });
  }
});
