'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');

const runtime = process.env.RUNTIME_DIR;

// A stand-in for Apicurio Registry 3: what its REST API says of artifacts, versions and rules, as far as the program uses it. It is
// no registry: it checks no rule, but can be told to refuse.
async function registry(options = {}) {
  const artifacts = {};
  const requests = [];
  let failures = options.failures || 0;
  const server = http.createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => { text += chunk; });
    req.on('end', () => {
      const answer = (status, body) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(body ? JSON.stringify(body) : undefined); };
      const problem = (status, title, name = 'Problem') => answer(status, { status, title, name });
      requests.push(`${req.method} ${req.url}`);
      if (failures-- > 0) return problem(503, 'not yet');
      const url = new URL(req.url, 'http://registry');
      const parts = url.pathname.split('/').map(decodeURIComponent);
      if (parts.slice(1, 5).join('/') !== 'apis/registry/v3/groups' || parts[6] !== 'artifacts') return problem(404, 'no such path');
      const body = JSON.parse(text);
      if (parts.length === 7 && req.method === 'POST') {
        if (options.refuse) return answer(409, { status: 409, name: 'RuleViolationException', title: 'Incompatible artifact', detail: options.refuse });
        const { content, contentType } = body.firstVersion.content;
        assert.ok(body.artifactId && body.artifactType && content && contentType);
        const artifact = (artifacts[body.artifactId] ||= { type: body.artifactType, versions: [], rules: {} });
        let version = artifact.versions.find((v) => v.content === content);
        if (!version || url.searchParams.get('ifExists') !== 'FIND_OR_CREATE_VERSION') {
          const number = body.firstVersion.version || String(artifact.versions.length + 1);
          if (artifact.versions.some((v) => v.version === number)) return problem(409, `version ${number} is there`, 'VersionAlreadyExistsException');
          artifact.versions.push(version = { version: number, content });
        }
        return answer(200, { artifact: { artifactId: body.artifactId }, version });
      }
      const artifact = artifacts[parts[7]];
      if (!artifact) return problem(404, `no artifact ${parts[7]}`);
      if (parts[8] === 'rules' && req.method === 'POST') {
        if (artifact.rules[body.ruleType]) return problem(409, 'the rule is there');
        artifact.rules[body.ruleType] = body.config;
        return answer(204);
      }
      if (parts[8] === 'rules' && req.method === 'PUT') {
        if (!artifact.rules[parts[9]]) return problem(404, 'no such rule');
        artifact.rules[parts[9]] = body.config;
        return answer(200, body);
      }
      return problem(405, 'not here');
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  after(() => server.close());
  return { artifacts, requests, url: `http://127.0.0.1:${server.address().port}/apis/registry/v3` };
}

const documents = (...list) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  fs.writeFileSync(path.join(folder, 'registry.json'), JSON.stringify(list.map(({ content, ...document }) => document)));
  for (const { file, content } of list) fs.writeFileSync(path.join(folder, file), content);
  return folder;
};

const load = (url, folder, env = {}) => new Promise((resolve) => {
  const child = spawn(process.execPath, ['load-schemas.js'], {
    cwd: runtime, env: { PATH: process.env.PATH, REGISTRY_URL: url, REGISTRY_GROUP: 'shop', REGISTRY_DOCUMENTS: folder, ...env },
  });
  let log = '';
  child.stdout.on('data', (chunk) => { log += chunk; });
  child.stderr.on('data', (chunk) => { log += chunk; });
  child.once('close', (code) => resolve({ code, log }));
});

const order = { id: 'order', file: 'schema-order.json', type: 'JSON', contentType: 'application/json', version: '1.0.0', content: '{"type":"object"}' };
const payment = { id: 'payment', file: 'schema-payment.avsc', type: 'AVRO', contentType: 'application/json', compatibility: 'backward', content: '"string"' };

test('documents are loaded once however often the program runs', async () => {
  const at = await registry();
  const folder = documents(order, payment);
  for (let run = 0; run < 2; run++) assert.equal((await load(at.url, folder)).code, 0);
  assert.deepEqual(at.artifacts.order.versions.map((v) => v.version), ['1.0.0']);
  assert.equal(at.artifacts.payment.versions.length, 1);
  assert.deepEqual(at.artifacts.payment.rules, { COMPATIBILITY: 'BACKWARD' });
  assert.deepEqual(at.artifacts.order.rules, {});
});

test('a change is a new version, with a number of the registry where the written one is taken', async () => {
  const at = await registry();
  await load(at.url, documents(order));
  const { code, log } = await load(at.url, documents({ ...order, content: '{"type":"object","title":"Order"}' }));
  assert.equal(code, 0, log);
  assert.match(log, /other content as 1\.0\.0/);
  assert.deepEqual(at.artifacts.order.versions.map((v) => v.version), ['1.0.0', '2']);
});

test('a changed rule counts before the new version', async () => {
  const at = await registry();
  await load(at.url, documents(payment));
  at.requests.length = 0;
  await load(at.url, documents({ ...payment, compatibility: 'none', content: '"int"' }));
  assert.equal(at.artifacts.payment.rules.COMPATIBILITY, 'NONE');
  assert.match(at.requests[0], /^PUT .*rules\/COMPATIBILITY$/);
});

test('a registry that is not there yet is waited for, and not for ever', async () => {
  const at = await registry({ failures: 2 });
  assert.equal((await load(at.url, documents(order))).code, 0);
  const closed = http.createServer();
  await new Promise((resolve) => { closed.listen(0, '127.0.0.1', resolve); });
  const { port } = closed.address();
  await new Promise((resolve) => { closed.close(resolve); });
  const { code, log } = await load(`http://127.0.0.1:${port}/apis/registry/v3`, documents(order), { REGISTRY_WAIT_SECONDS: '1' });
  assert.equal(code, 1);
  assert.match(log, /ECONNREFUSED/);
});

test('what the registry refuses fails with its word for it', async () => {
  const at = await registry({ refuse: 'the field total was removed' });
  const { code, log } = await load(at.url, documents({ ...payment, version: '2.0.0' }));
  assert.equal(code, 1);
  assert.doesNotMatch(log, /other content/);
  assert.match(log, /payment: 409 Incompatible artifact: the field total was removed/);
  assert.match((await load('', documents())).log, /REGISTRY_URL is not set/);
});
