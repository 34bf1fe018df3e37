'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { afterEach, test } = require('node:test');

const runtime = process.env.RUNTIME_DIR;

// mount lays files out as a ConfigMap volume does: links to a folder with a dot name.
function mount(files) {
  const dir = fs.mkdtempSync(path.join(runtime, 'function-'));
  const data = path.join(dir, '..2024_01_01');
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(data, name)), { recursive: true });
    fs.writeFileSync(path.join(data, name), text);
    const top = name.split('/')[0];
    if (!fs.existsSync(path.join(dir, top))) fs.symlinkSync(path.join('..data', top), path.join(dir, top));
    if (!fs.existsSync(path.join(dir, '..data'))) fs.symlinkSync('..2024_01_01', path.join(dir, '..data'));
  }
  return dir;
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// A test that fails leaves its function running, which would keep this process from ending.
const running = new Set();
afterEach(() => { for (const child of running) child.kill('SIGKILL'); });

async function run(files, file, env = {}) {
  const dir = mount(files);
  const port = await freePort();
  const child = spawn(process.execPath, ['start.js'], {
    cwd: runtime,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), FUNCTION_SOURCE: path.join(dir, file), FUNCTION_TARGET: 'handler', ...env },
  });
  let log = '';
  child.stdout.on('data', (chunk) => { log += chunk; });
  child.stderr.on('data', (chunk) => { log += chunk; });
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => { running.delete(child); resolve({ code, signal }); }));
  while (!log.includes('function listens') && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10));
  const url = `http://127.0.0.1:${port}`;
  return { url, child, ended, log: () => log, stop: async () => { child.kill('SIGKILL'); await ended; fs.rmSync(dir, { recursive: true }); } };
}

// said waits until a function has logged what matches: its output comes by another way than its answers, at times after them.
async function said(fn, what) {
  for (const end = Date.now() + 10_000; !what.test(fn.log()) && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.match(fn.log(), what);
}

test('an http function answers, with files beside and below it, from a mounted ConfigMap', async () => {
  const fn = await run({
    'index.js': "const a = require('./a'); exports.handler = (req, res) => res.json({ path: req.path, method: req.method, body: req.body, a });",
    'a.js': "module.exports = require('./sub/b');",
    'sub/b.js': "module.exports = 'below';",
  }, 'index.js');
  const answer = await fetch(`${fn.url}/x/y`, { method: 'PUT', body: '{"n":1}', headers: { 'content-type': 'application/json' } });
  assert.deepEqual(await answer.json(), { path: '/x/y', method: 'PUT', body: { n: 1 }, a: 'below' });
  await fn.stop();
});

test('an ES module and another file than index work', async () => {
  const fn = await run({ 'main.mjs': "import { x } from './x.mjs'; export const handler = (req, res) => res.send(x);", 'x.mjs': "export const x = 'es';" }, 'main.mjs');
  assert.equal(await (await fetch(fn.url)).text(), 'es');
  await fn.stop();
});

test('a cloudevent function gets binary and structured events, and its failure is a 500', async () => {
  const fn = await run({
    'index.js': "exports.handler = async (event) => { if (event.data.fail) throw new Error('no'); console.log('GOT', event.type, event.data.n, event.subject); };",
  }, 'index.js', { FUNCTION_SIGNATURE_TYPE: 'cloudevent' });
  const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-type': 't', 'ce-source': '/s', 'ce-subject': 'u' };
  const post = (body, headers) => fetch(fn.url, { method: 'POST', body: JSON.stringify(body), headers });
  assert.equal((await post({ n: 5 }, { ...attributes, 'content-type': 'application/json' })).status, 204);
  assert.equal((await post({ specversion: '1.0', id: '2', type: 't2', source: '/s', data: { n: 6 } }, { 'content-type': 'application/cloudevents+json' })).status, 204);
  assert.equal((await post({ fail: true }, { ...attributes, 'content-type': 'application/json' })).status, 500);
  await said(fn, /GOT t 5 u\nGOT t2 6/);
  await fn.stop();
});

test('SIGTERM lets an open call end', async () => {
  const fn = await run({ 'index.js': "exports.handler = (req, res) => { console.log('open'); setTimeout(() => res.send('done'), 700); };" }, 'index.js');
  const open = fetch(fn.url);
  while (!fn.log().includes('open\n')) await new Promise((resolve) => setTimeout(resolve, 10));
  fn.child.kill('SIGTERM');
  assert.equal(await (await open).text(), 'done');
  assert.deepEqual(await fn.ended, { code: 0, signal: null });
});

test('a call past its time is 504, and the function lives on', async () => {
  const fn = await run({ 'index.js': "exports.handler = (req, res) => { if (req.path === '/fast') return res.send('fast'); setTimeout(() => res.send('late'), 1200); };" }, 'index.js', { FUNCTION_TIMEOUT_SECONDS: '1' });
  assert.equal((await fetch(`${fn.url}/slow`)).status, 504);
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(await (await fetch(`${fn.url}/fast`)).text(), 'fast');
  await fn.stop();
});

test('a function that is not there ends the process', async () => {
  const fn = await run({ 'index.js': 'exports.other = () => {};' }, 'index.js');
  assert.equal((await fn.ended).code, 1);
  assert.match(fn.log(), /Function 'handler' is not defined/);
});

// Each case is one subscription of its own, so that one process takes them all.
test('of events with a filter on data those that match come through', async () => {
  const cases = JSON.parse(fs.readFileSync(process.env.FILTERS));
  const filters = Object.fromEntries(cases.map(({ filter }, i) => [`case-${i}`, filter]));
  const fn = await run({ 'index.js': "exports.handler = (event) => console.log(`GOT ${event.id} ${JSON.stringify(event.data)} ${event.type}`);" }, 'index.js', {
    FUNCTION_SIGNATURE_TYPE: 'cloudevent', ESPC_FILTERS: JSON.stringify(filters),
  });
  for (const [i, { name, data }] of cases.entries()) {
    const body = JSON.stringify(data);
    const binary = { 'ce-specversion': '1.0', 'ce-id': `b${i}`, 'ce-type': 't', 'ce-source': '/s', 'content-type': 'application/json; charset=utf-8' };
    assert.equal((await fetch(`${fn.url}/_espc/on/case-${i}`, { method: 'POST', headers: binary, body })).status, 204, name);
    const event = { specversion: '1.0', id: `s${i}`, type: 't', source: '/s', data };
    const structured = { 'content-type': 'application/cloudevents+json' };
    assert.equal((await fetch(`${fn.url}/_espc/on/case-${i}`, { method: 'POST', headers: structured, body: JSON.stringify(event) })).status, 204, name);
  }
  // What it logs comes in order, so after the last nothing of an earlier one is to come.
  const i = cases.findIndex(({ passes }) => passes);
  const last = { 'ce-specversion': '1.0', 'ce-id': 'last', 'ce-type': 't', 'ce-source': '/s', 'content-type': 'application/json' };
  assert.equal((await fetch(`${fn.url}/_espc/on/case-${i}`, { method: 'POST', headers: last, body: JSON.stringify(cases[i].data) })).status, 204);
  await said(fn, /GOT last /);
  for (const [i, { name, data, passes }] of cases.entries()) {
    for (const id of [`b${i}`, `s${i}`]) assert.equal(fn.log().includes(`GOT ${id} ${JSON.stringify(data)} t\n`), passes, `${name} (${id})`);
  }
  await fn.stop();
});

test('a subscription without a filter on data is the function itself, and one that is not known comes again', async () => {
  const fn = await run({ 'index.js': "exports.handler = (event) => { if (event.data.fail) throw new Error('no'); console.log('GOT', event.id, event.data); };" }, 'index.js', {
    FUNCTION_SIGNATURE_TYPE: 'cloudevent', FUNCTION_TIMEOUT_SECONDS: '5', ESPC_FILTERS: '{"on":{"data.n":{"gt":1}}}',
  });
  const post = async (path, body, type = 'application/json') => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': path, 'ce-type': 't', 'ce-source': '/s', 'content-type': type };
    return (await fetch(fn.url + path, { method: 'POST', headers, body })).status;
  };
  assert.equal(await post('/', '{"n":1}'), 204);
  await said(fn, /GOT \/ { n: 1 }/);
  assert.equal(await post('/_espc/on/other', '{"n":2}'), 404);
  assert.equal(await post('/_espc/on/on', '{"n":2,"fail":true}'), 500);
  assert.equal(await post('/_espc/on/on', '{"n":'), 400);
  assert.equal(await post('/_espc/on/on', 'n=2', 'text/plain'), 204);
  assert.equal(await post('/_espc/on/on', '[{"n":2}]'), 204);
  assert.equal(await post('/_espc/on/on', `{"n":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), 400);
  assert.doesNotMatch(fn.log(), /GOT \/_espc/);
  const large = JSON.stringify({ n: 2, text: 'x'.repeat(3e6) });
  assert.equal(await post('/_espc/on/on', large), 204);
  await said(fn, /GOT \/_espc\/on\/on {/);
  await fn.stop();
});
