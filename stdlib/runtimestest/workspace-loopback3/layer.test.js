'use strict';

// The layer of the runtime, built as a person builds it: twice, on what differs between machines. Needs npm, zip and unzip.
const assert = require('node:assert');
const { execFileSync, spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test, before, after } = require('node:test');

const MOST_UNPACKED = 250 * 1024 * 1024;

let work;
before(() => { work = fs.mkdtempSync(path.join(os.tmpdir(), 'espc-layer-')); });
after(() => {
  execFileSync('chmod', ['-R', 'u+w', work]);
  fs.rmSync(work, { recursive: true });
});

function build(name, umask) {
  const folder = path.join(work, name);
  fs.cpSync(process.env.RUNTIME_DIR, folder, { recursive: true, filter: (file) => !file.includes('node_modules') });
  const zip = path.join(work, `${name}.zip`);
  execFileSync('sh', ['-c', `umask ${umask} && sh "$0/layer.sh" "$1"`, folder, zip], { stdio: 'inherit' });
  return zip;
}

test('a layer has the same bytes wherever it is built, fits Lambda, and starts from a folder that cannot be written', async () => {
  const zip = build('one', '022');
  const digest = (file) => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  assert.equal(digest(zip), digest(build('two', '077')));

  const opt = path.join(work, 'opt');
  execFileSync('unzip', ['-q', zip, '-d', opt]);
  let size = 0;
  for (const entry of fs.readdirSync(opt, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile()) size += fs.statSync(file).size;
    else fs.chmodSync(file, 0o555);
  }
  assert.ok(size < MOST_UNPACKED, `${size} bytes`);

  const project = path.join(work, 'project');
  fs.mkdirSync(path.join(project, 'common', 'models'), { recursive: true });
  const files = {
    'datasources.json': { db: { name: 'db', connector: 'memory' } },
    'model-config.json': { Note: { dataSource: 'db', public: true } },
    'common/models/note.json': { name: 'Note', plural: 'notes', base: 'PersistedModel', strict: true, properties: {}, relations: {}, acls: [] },
  };
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(project, name), JSON.stringify(content));
  const child = spawn(process.execPath, ['--no-deprecation', path.join(opt, 'workspace-loopback3', 'server.js')], {
    cwd: '/', env: { PATH: process.env.PATH, PROJECT_DIR: project, PORT: '0', NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    let log = '';
    child.once('exit', () => reject(new Error(log)));
    child.stdout.on('data', (chunk) => { log += chunk; const found = /listens on (\d+)/.exec(log); if (found) resolve(found[1]); });
  });
  assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
  assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/api/notes`)).json(), []);
  child.removeAllListeners('exit');
  child.kill();
});
