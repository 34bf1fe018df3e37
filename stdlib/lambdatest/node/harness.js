'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

// ADAPTER_DIR is another adapter than the real one, for those who test the tests.
const adapter = process.env.ADAPTER_DIR ?? path.join(__dirname, '..', '..', 'lambda', 'node');
exports.adapter = adapter;

// lay makes a folder of a function's files and, for Lambda, of the adapter's below them, as a zip has them.
function lay(files, lambda) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'espc-function-'));
  if (lambda) fs.cpSync(adapter, dir, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text);
  }
  return dir;
}

// readline takes more characters than \n for the end of a line.
const oneLine = (value) => JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

// lambda starts a function behind the adapter in a process of its own.
exports.lambda = async function lambda(files, env = {}) {
  const dir = lay(files, true);
  const child = spawn(process.execPath, [path.join(__dirname, 'lambda.mjs')], {
    cwd: dir, stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LAMBDA_TASK_ROOT: dir, _HANDLER: 'espc_lambda/index.handler', FUNCTION_SOURCE: 'index.js', FUNCTION_TARGET: 'handler', ...env },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { log += chunk; });
  const lines = readline.createInterface({ input: child.stdio[3] })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? '{"error":{"message":"process ended"}}');
  const ended = new Promise((resolve) => child.once('close', resolve));
  const ready = await next();
  return {
    ready: Boolean(ready.ready), log: () => log, ended,
    async invoke(event, remaining) {
      child.stdin.write(`${oneLine({ event, remaining })}\n`);
      const { result, error } = await next();
      if (error) throw Object.assign(new Error(error.message), { name: error.type });
      return result;
    },
    async stop() {
      child.stdin.end();
      child.kill();
      await ended;
      fs.rmSync(dir, { recursive: true });
    },
  };
};

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// framework starts a function as the runtime image does: functions-framework behind HTTP. RUNTIME_DIR is an installed
// build folder of a Node runtime.
exports.framework = async function framework(files, env = {}) {
  const dir = lay(files, false);
  const runtime = process.env.RUNTIME_DIR;
  fs.symlinkSync(path.join(runtime, 'node_modules'), path.join(dir, 'node_modules'));
  const port = await freePort();
  const child = spawn(process.execPath, ['start.js'], {
    cwd: runtime,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), FUNCTION_SOURCE: path.join(dir, 'index.js'), FUNCTION_TARGET: 'handler', ...env },
  });
  let log = '';
  let listens;
  const ready = new Promise((resolve) => { listens = resolve; });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => { log += chunk; if (log.includes('function listens')) listens(); });
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([ready, ended.then(() => { throw new Error(log); })]);
  return {
    port, log: () => log,
    async stop() { child.kill('SIGKILL'); await ended; fs.rmSync(dir, { recursive: true }); },
  };
};
