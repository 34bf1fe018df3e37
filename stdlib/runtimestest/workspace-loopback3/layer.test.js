'use strict';

// The layer of the runtime, as layer.sh builds it: with a npm of the test's, which puts a small folder of packages in place or
// that of RUNTIME_DIR, because a real one takes minutes.
const assert = require('node:assert');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test, before, after } = require('node:test');

const MOST_UNPACKED = 250 * 1024 * 1024;

let work;
before(() => { work = fs.mkdtempSync(path.join(os.tmpdir(), 'espc-layer-')); });
after(() => fs.rmSync(work, { recursive: true }));

// build runs layer.sh in a copy of the build folder, with programs of the test's before those on PATH.
function build(name, umask, programs) {
  const folder = path.join(work, name);
  const bin = path.join(work, `${name}-bin`);
  fs.cpSync(process.env.RUNTIME_DIR, folder, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
  fs.mkdirSync(bin);
  for (const [program, script] of Object.entries(programs)) fs.writeFileSync(path.join(bin, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const zip = path.join(work, `${name}.zip`);
  execFileSync('sh', ['-c', `umask ${umask} && exec sh "$0/layer.sh" "$1"`, folder, zip], {
    stdio: 'inherit', env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}`, OUT: path.join(work, 'opt') },
  });
  return zip;
}

test('a layer has the same bytes wherever it is built, and nothing that no program reads', () => {
  const files = ['a/index.js', 'a/index.d.ts', 'a/index.js.map', 'aws-sdk/dist/browser.js', 'aws-sdk/lib/core.js', 'oracledb/build/x.node', '@s/b/index.js'];
  const npm = (order) => `for f in ${order.join(' ')}; do mkdir -p "node_modules/$(dirname $f)"; echo "$f" > "node_modules/$f"; done; mkdir node_modules/.bin; ln -s ../a/index.js node_modules/.bin/a`;
  const one = build('one', '022', { npm: npm(files) });
  const two = build('two', '077', { npm: npm([...files].reverse()) });
  assert.ok(fs.readFileSync(one).equals(fs.readFileSync(two)));
  const names = execFileSync('unzip', ['-Z1', one], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(names.filter((name) => name.includes('node_modules/')).map((name) => name.split('node_modules/')[1]), ['@s/b/index.js', 'a/index.js', 'aws-sdk/lib/core.js']);
  for (const name of ['server.js', 'layout.js', 'config.json', 'boot/10-auth.js', 'middleware/health.js', 'package.json']) {
    assert.ok(names.includes(`workspace-loopback3/${name}`), name);
  }
});

test('what is left runs models with every connector, fits Lambda, and writes nothing beside itself', { timeout: 180000 }, async () => {
  build('real', '022', { npm: 'cp -RL "$RUNTIME_DIR/node_modules" .', zip: 'cat > /dev/null; mkdir "$OUT" && mv workspace-loopback3 "$OUT/" && : > layer.zip' });
  const root = path.join(work, 'opt', 'workspace-loopback3');
  const entries = () => fs.readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => [entry, fs.lstatSync(path.join(entry.parentPath ?? entry.path, entry.name))]);
  const size = entries().reduce((sum, [entry, stat]) => sum + (entry.isFile() ? stat.size : 0), 0);
  assert.ok(size < MOST_UNPACKED, `${size} bytes`);

  const project = path.join(work, 'project');
  fs.mkdirSync(path.join(project, 'common', 'models'), { recursive: true });
  const files = {
    'datasources.json': { db: { name: 'db', connector: 'memory' } },
    'model-config.json': { Note: { dataSource: 'db', public: true } },
    'common/models/note.json': { name: 'Note', plural: 'notes', base: 'PersistedModel', strict: true, properties: {}, relations: {}, acls: [] },
  };
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(project, name), JSON.stringify(content));
  const loads = "for (const n of ['mongodb', 'mssql', 'mysql', 'oracle', 'postgresql', 'redis', 'rest', 'soap']) require('loopback-connector-' + n); require('loopback-component-storage');";
  execFileSync(process.execPath, ['--no-deprecation', '-e', loads], { cwd: root, stdio: 'inherit' });

  const child = spawn(process.execPath, ['--no-deprecation', path.join(root, 'server.js')], {
    cwd: '/', env: { PATH: process.env.PATH, PROJECT_DIR: project, PORT: '0', NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let log = '';
  const port = await new Promise((resolve, reject) => {
    ended.then(() => reject(new Error(`the runtime ended: ${log}`)));
    child.stdout.on('data', (chunk) => { log += chunk; const found = /listens on (\d+)/.exec(log); if (found) resolve(found[1]); });
  });
  assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
  assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/api/notes`)).json(), []);
  child.kill();
  await ended;
  const written = entries().filter(([, stat]) => stat.mtime.getFullYear() > 1981).map(([entry]) => entry.name);
  assert.deepEqual(written, []);
});
