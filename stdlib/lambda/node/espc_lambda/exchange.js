'use strict';

// Runs one request through an application, on Node's own request and response without a connection.
const { Duplex } = require('node:stream');
const http = require('node:http');
const { within, TimeoutError } = require('./deadline');

// ONCE are the request headers of which the first counts (Node's own rule for what a connection brings).
const ONCE = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since', 'if-unmodified-since',
  'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent',
]);

// exchange returns { status, headers, body }: header values are lists of strings, names in lower case. It answers 504 after
// ms milliseconds and 500 where the application broke its answer off.
async function exchange(app, request, ms) {
  try {
    return await within(ms, run(app, request));
  } catch (error) {
    console.error(error instanceof TimeoutError ? error.message : error?.stack || error);
    return { status: error instanceof TimeoutError ? 504 : 500, headers: [], body: Buffer.alloc(0) };
  }
}

function run(app, request) {
  return new Promise((resolve, reject) => {
    const req = incoming(request);
    const res = new http.ServerResponse(req);
    const chunks = collect(res);
    res.assignSocket(req.socket);
    req.socket.on('drain', () => res.emit('drain')); // what Node's server does; a pipe of more than a buffer waits for it
    res.once('finish', () => {
      const empty = request.method === 'HEAD' || res.statusCode === 204 || res.statusCode === 304;
      resolve({ status: res.statusCode, headers: headersOf(res), body: empty ? Buffer.alloc(0) : Buffer.concat(chunks) });
      process.nextTick(close, req, res);
    });
    req.socket.once('close', () => reject(new Error('the function broke its answer off')));
    app(req, res);
  });
}

// incoming returns Node's request with the body as its stream.
function incoming({ method, url, headers, body, remoteAddress }) {
  const socket = new Duplex({ read() {}, write: (chunk, encoding, done) => done() });
  Object.assign(socket, { remoteAddress, encrypted: false, setTimeout: () => socket, setNoDelay: () => socket, setKeepAlive: () => socket });
  const req = new http.IncomingMessage(socket);
  Object.assign(req, {
    method, url, httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1, complete: true,
    rawHeaders: headers.flat(), headers: joined(headers), headersDistinct: distinct(headers),
  });
  req._read = () => {}; // all of the body is here already
  if (body) req.push(body);
  req.push(null);
  return req;
}

function distinct(headers) {
  const out = Object.create(null);
  for (const [name, value] of headers) (out[name.toLowerCase()] ??= []).push(value);
  return out;
}

function joined(headers) {
  const out = {};
  for (const [name, values] of Object.entries(distinct(headers))) {
    if (name === 'set-cookie') out[name] = values;
    else if (ONCE.has(name)) out[name] = values[0];
    else out[name] = values.join(name === 'cookie' ? '; ' : ', ');
  }
  return out;
}

// collect keeps a response's chunks. It sets the response's own properties, since Express exchanges its prototype.
function collect(res) {
  const chunks = [];
  const { write, end, writeHead } = http.ServerResponse.prototype;
  const keep = (chunk, encoding) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8'));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const open = () => !res.writableEnded; // a write after the end is an error event, and no part of the answer
  define(res, {
    write(chunk, encoding, done) {
      if (open()) keep(chunk, encoding);
      return write.call(res, chunk, encoding, done);
    },
    end(chunk, encoding, done) {
      if (open() && typeof chunk !== 'function') keep(chunk, encoding);
      return end.call(res, chunk, encoding, done);
    },
    // Node sends headers given here without keeping them, so they are set first.
    writeHead(status, reason, headers) {
      const given = typeof reason === 'string' ? headers : (reason ?? headers);
      setAll(res, given);
      return typeof reason === 'string' ? writeHead.call(res, status, reason) : writeHead.call(res, status);
    },
  });
  return chunks;
}

function define(object, methods) {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

// setAll sets the headers of a map, of a list of pairs, or of a list of names and values in turn.
function setAll(res, headers) {
  if (!headers || res.headersSent) return;
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    return;
  }
  const flat = Array.isArray(headers[0]) ? headers.flat() : headers;
  const seen = new Set();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = String(flat[i]).toLowerCase();
    if (seen.has(name)) res.appendHeader(flat[i], flat[i + 1]);
    else res.setHeader(flat[i], flat[i + 1]);
    seen.add(name);
  }
}

function headersOf(res) {
  return Object.entries(res.getHeaders()).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(String)]);
}

// close says what Node's server says when an answer is out.
function close(req, res) {
  res.detachSocket(req.socket);
  res.destroyed = true;
  res.emit('close');
  req.emit('close');
}

module.exports = { exchange };
