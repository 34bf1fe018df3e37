'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { describe, test, after } = require('node:test');
const { lambda } = require('./harness');
const requests = require('../events/custom-resources.json');

// Counts its runs in a file and fails the first FAILS of them.
const PROGRAM = "const fs = require('node:fs'); fs.appendFileSync(process.env.RUNS, process.argv.slice(2).join(' ') + '\\n');"
  + " console.log('SAYS ' + process.cwd()); const n = fs.readFileSync(process.env.RUNS, 'utf8').split('\\n').length - 1;"
  + " process.exit(n <= Number(process.env.FAILS || 0) ? 3 : 0);";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'espc-job-'));
after(() => fs.rmSync(folder, { recursive: true }));
let count = 0;

async function job({ files = { 'index.js': PROGRAM }, command = ['node', '.', 'a b'], retries = 0, timeout = 10, env = {} } = {}) {
  const runs = path.join(folder, String(count++));
  const fn = await lambda(files, {
    _HANDLER: 'espc_lambda/job.handler', RUNS: runs, ESPC_JOB_COMMAND: JSON.stringify(command), ESPC_JOB_RETRIES: String(retries), ESPC_JOB_TIMEOUT_SECONDS: String(timeout),
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop-prod-job-seed', AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/28/[$LATEST]abc', ...env,
  });
  return { ...fn, runs: () => (fs.existsSync(runs) ? fs.readFileSync(runs, 'utf8').trim().split('\n') : []) };
}

// answers listens where CloudFormation waits, and does first what statuses says.
async function answers(statuses = []) {
  const got = [];
  const server = http.createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    got.push({ method: req.method, type: req.headers['content-type'], body });
    res.statusCode = statuses.shift() ?? 200;
    res.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { got, url: `http://127.0.0.1:${server.address().port}/answer?X-Amz-Signature=x`, close: () => server.close() };
}

describe('CloudFormation is answered for', () => {
  for (const { name, event, runs, status, reason, physical, fails = 0, ...options } of requests) {
    test(name, async () => {
      const place = await answers();
      const fn = await job({ ...options, env: { FAILS: String(fails) } });
      await fn.invoke({ ...event, ResponseURL: place.url });
      await fn.stop();
      place.close();
      assert.equal(fn.runs().length, runs, fn.log());
      assert.equal(place.got.length, 1);
      const [{ method, type, body }] = place.got;
      assert.deepEqual({ method, type }, { method: 'PUT', type: '' });
      const { Reason, ...answer } = JSON.parse(body);
      assert.deepEqual(answer, {
        Status: status, PhysicalResourceId: physical ?? 'SeedJobRun1A2B3C4D', StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
      });
      if (reason) assert.match(Reason, new RegExp(reason));
      else assert.equal(Reason, undefined);
    });
  }
});

test('an answer that gets lost is sent again', async () => {
  const place = await answers([503, 500]);
  const fn = await job();
  await fn.invoke({ ...requests[0].event, ResponseURL: place.url });
  await fn.stop();
  place.close();
  assert.deepEqual([place.got.length, fn.runs().length], [3, 1]);
});

test('an address that takes no answer is an error, and the job has run once', async () => {
  const fn = await job();
  await assert.rejects(fn.invoke({ ...requests[0].event, ResponseURL: 'http://127.0.0.1:1/' }), /ECONNREFUSED/);
  await fn.stop();
  assert.equal(fn.runs().length, 1);
});

test('a long reason is cut to what CloudFormation takes', async () => {
  const place = await answers();
  const fn = await job({ command: [`no-${'ü'.repeat(3000)}`] });
  await fn.invoke({ ...requests[0].event, ResponseURL: place.url });
  await fn.stop();
  place.close();
  assert.ok(place.got[0].body.length < 4096 && JSON.parse(place.got[0].body).Status === 'FAILED');
});

test('a schedule runs the job, and an error means that it failed', async () => {
  const fn = await job({ env: { FAILS: '1' } });
  await assert.rejects(fn.invoke({ schedule: 'nightly' }), /run 1 of 1 ended with exit code 3/);
  assert.deepEqual(await fn.invoke({ schedule: 'nightly' }), { runs: 1 });
  await fn.stop();
  assert.deepEqual(fn.runs(), ['a b', 'a b']);
  assert.match(fn.log(), /SAYS .*espc-function-/);
});

test('the program finds its variables and none of the adapter\'s', async () => {
  const fn = await job({
    files: { 'index.js': "console.log('ENV ' + JSON.stringify(process.env)); require('node:fs').writeFileSync(process.env.RUNS, typeof require('espc').call)" }, env: { MODE: 'live' },
  });
  await fn.invoke({});
  await fn.stop();
  const env = JSON.parse(/ENV (.*)/.exec(fn.log())[1]);
  assert.deepEqual([env.MODE, env.NODE_ENV, env._HANDLER], ['live', 'production', undefined]);
  assert.deepEqual(Object.keys(env).filter((name) => name.startsWith('ESPC_JOB_')), []);
  assert.deepEqual(fn.runs(), ['function']);
});

test('a run that takes too long is ended with all that it started', async () => {
  const hangs = "const { spawn } = require('node:child_process'); const child = spawn('sleep', ['60']); require('node:fs').writeFileSync(process.env.RUNS, String(child.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
  const fn = await job({ files: { 'index.js': hangs }, timeout: 1 });
  await assert.rejects(fn.invoke({}), /run 1 of 1 took longer than 1 s and was ended/);
  await fn.stop();
  await assert.rejects(async () => {
    for (let i = 0; i < 100; i++) { // the system may take a moment to forget it
      process.kill(Number(fn.runs()[0]), 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, { code: 'ESRCH' });
});

test('no run begins that Lambda has no time for', async () => {
  const fn = await job({ retries: 100, env: { FAILS: '100' } });
  await assert.rejects(fn.invoke({}, 16500), /run 1 of 101 ended with exit code 3, and Lambda has no time for another|run 2 of 101 .*no time for another/);
  await fn.stop();
  assert.ok(fn.runs().length <= 2);
});
