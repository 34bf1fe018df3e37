'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const http = require('node:http');
const { test } = require('node:test');

const runtime = process.env.RUNTIME_DIR;

test('a schedule posts its event, the same id over retries, and fails loudly', async () => {
  const seen = [];
  const server = http.createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => { seen.push({ headers: req.headers, body }); res.statusCode = req.url === '/no' ? 503 : 202; res.end(); });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const post = (env) => new Promise((resolve) => {
    const child = spawn(process.execPath, ['post-event.js'], { cwd: runtime, env: { PATH: process.env.PATH, ...env } });
    let log = '';
    child.stdout.on('data', (chunk) => { log += chunk; });
    child.stderr.on('data', (chunk) => { log += chunk; });
    child.once('close', (code) => resolve({ code, log }));
  });
  const env = { TARGET_URL: `${url}/`, CE_TYPE: 'shop.schedule.nightly', CE_SOURCE: '/shop', CE_ID: 'nightly-1', CE_DATA: '{"full":true}' };
  assert.equal((await post(env)).code, 0);
  assert.equal(seen[0].headers['ce-type'], 'shop.schedule.nightly');
  assert.equal(seen[0].headers['ce-id'], 'nightly-1');
  assert.equal(seen[0].body, '{"full":true}');
  const failed = await post({ ...env, TARGET_URL: `${url}/no` });
  assert.equal(failed.code, 1);
  assert.match(failed.log, /answered 503/);
  assert.match((await post({})).log, /TARGET_URL is not set/);
  server.close();
});
