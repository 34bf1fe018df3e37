'use strict';

// Starts the gateway of RUNTIME_DIR (the build folder after `npm ci`) as a process, with services behind it that tell what
// reached them.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const runtime = process.env.RUNTIME_DIR;
if (!runtime) throw new Error('RUNTIME_DIR names the installed build folder');

// service answers JSON about each request; /slow waits, /status/N answers N, upgrades are echoed.
async function service(name) {
  const server = http.createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => {
      const wanted = /\/status\/(\d+)/.exec(req.url);
      const answer = () => {
        res.setHeader('Server', 'origin');
        res.setHeader('Access-Control-Allow-Origin', 'https://service.example');
        res.setHeader('Vary', 'Accept');
        res.setHeader('Set-Cookie', ['a=1', 'b=2']);
        res.statusCode = wanted ? Number(wanted[1]) : 200;
        res.end(JSON.stringify({ name, method: req.method, url: req.url, headers: req.headers, body }));
      };
      if (req.url.includes('/slow')) setTimeout(answer, 1500);
      else answer();
    });
  });
  server.on('upgrade', (req, socket, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.write(`${req.url}|`);
    socket.write(head);
    socket.pipe(socket);
    socket.on('error', () => socket.destroy());
  });
  await listen(server);
  return { server, url: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

async function freePort() {
  const server = net.createServer();
  await listen(server);
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// gateway starts a process on these two configs (objects; JSON is YAML) and waits until it listens.
async function gateway(config, { redis, plugin = {}, env = {} } = {}) {
  const port = await freePort();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gateway-'));
  const system = { db: { redis: redis ? { host: '127.0.0.1', port: redis, namespace: 'EG', maxRetriesPerRequest: 1 } : { emulate: true } }, plugins: { espc: plugin } };
  const whole = { http: { port }, ...config };
  fs.writeFileSync(path.join(dir, 'gateway.config.yml'), typeof config === 'string' ? config.replace('PORT', port) : JSON.stringify(whole));
  fs.writeFileSync(path.join(dir, 'system.config.yml'), JSON.stringify(system));
  const child = spawn(process.execPath, ['--no-deprecation', 'server.js'], {
    cwd: runtime, env: { PATH: process.env.PATH, NODE_ENV: 'production', CONFIG_DIR: dir, ...env },
  });
  let log = '';
  child.stdout.on('data', (data) => { log += data; });
  child.stderr.on('data', (data) => { log += data; });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await until(() => log.includes('http server listening') || child.exitCode !== null);
  return { port, child, ended, log: () => log, stop: async () => { child.kill('SIGKILL'); await ended; fs.rmSync(dir, { recursive: true }); } };
}

async function until(condition, limit = 15000) {
  const start = Date.now();
  while (!(await condition())) {
    if (Date.now() - start > limit) throw new Error('gave up waiting');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function redisServer() {
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const ended = new Promise((resolve, reject) => { child.once('exit', resolve); child.once('error', reject); });
  ended.catch(() => {});
  await until(() => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  }));
  return { port, stop: async () => { child.kill('SIGKILL'); await ended; } };
}

// call sends exactly this path (fetch would tidy it) and answers {status, headers, body, json}.
function call(port, method, url, { headers = {}, body, host = 'localhost' } = {}) {
  return new Promise((resolve, reject) => {
    const req = http.request({ port, method, path: url, host: '127.0.0.1', setHost: false, agent: false, headers: { host, ...headers } }, (res) => {
      let text = '';
      res.on('data', (chunk) => { text += chunk; });
      res.on('end', () => {
        let json;
        try { json = JSON.parse(text); } catch { /* not every answer is JSON */ }
        resolve({ status: res.statusCode, headers: res.headers, body: text, json });
      });
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

function bootstrap(redis, consumers, env) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'consumers-'));
  const file = path.join(dir, 'consumers.json');
  fs.writeFileSync(file, JSON.stringify({ consumers }));
  const done = spawnSync(process.execPath, ['bootstrap.js'], {
    cwd: runtime, encoding: 'utf8',
    env: { PATH: process.env.PATH, REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis), CONSUMERS_FILE: file, ...env },
  });
  fs.rmSync(dir, { recursive: true });
  return { code: done.status, output: done.stdout + done.stderr };
}

module.exports = { service, gateway, redisServer, call, bootstrap, until, freePort };
