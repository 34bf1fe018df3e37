'use strict';

const logger = require('express-gateway/lib/logger').policy;

// Headers that speak about one connection (RFC 9110, 7.6.1) and do not travel on.
// `expect` is answered by the gateway's own server.
const HOP_BY_HOP = new Set(['connection', 'expect', 'keep-alive', 'proxy-authenticate', 'proxy-authorization',
  'proxy-connection', 'te', 'trailer', 'upgrade']);

// forward sends req to the target at that path and its answer to res. 502 stands for a service that cannot be reached,
// 504 for one that is too slow.
module.exports = function forward(req, res, target, path, params) {
  const upgrade = params.websocket ? req.espcUpgrade : undefined;
  const headers = requestHeaders(req, target, upgrade);
  let tries = 0;
  send();

  function send() {
    tries++;
    const { client, agent, protocol, hostname, port } = target;
    const outgoing = client.request({
      protocol, hostname, port, path, method: req.method, headers,
      agent: upgrade ? false : agent,
      setHost: false,
    });
    const timer = params.proxyTimeout && setTimeout(() => fail(504, 'no answer in time'), params.proxyTimeout);
    const abort = () => outgoing.destroy();
    let done = false;

    res.once('close', abort);
    outgoing.on('response', (answer) => {
      clearTimeout(timer);
      if (done) return;
      done = true;
      respond(req, res, answer);
    });
    outgoing.on('upgrade', (answer, socket, head) => {
      clearTimeout(timer);
      done = true;
      res.removeListener('close', abort);
      tunnel(res, upgrade, answer, socket, head);
    });
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      if (done) return;
      // The service closed an idle connection just when it was used again: nothing was processed.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET' && !hasBody(req) && tries < 3) {
        done = true;
        res.removeListener('close', abort);
        return send();
      }
      fail(502, error.message);
    });
    if (upgrade || !hasBody(req)) outgoing.end();
    else req.pipe(outgoing);

    function fail(status, reason) {
      if (done) return;
      done = true;
      outgoing.destroy();
      if (res.destroyed || res.writableEnded) return;
      logger.warn(`${req.method} ${target.origin}: ${reason}`);
      if (res.headersSent) res.destroy();
      else res.sendStatus(status);
    }
  }
};

function hasBody(req) {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0;
}

function requestHeaders(req, target, upgrade) {
  const headers = {};
  const named = listed(req.headers.connection);
  for (const [name, value] of Object.entries(req.headers)) {
    if (!HOP_BY_HOP.has(name) && !named.includes(name)) headers[name] = value;
  }
  const trusted = Boolean(req.app.get('trust proxy'));
  const before = trusted && req.headers['x-forwarded-for'];
  headers['x-forwarded-for'] = (before ? `${before}, ` : '') + (req.socket.remoteAddress || '').replace(/^::ffff:/, '');
  headers['x-forwarded-proto'] = req.protocol;
  headers['x-forwarded-host'] = (trusted && req.headers['x-forwarded-host']) || req.headers.host || '';
  headers['eg-request-id'] = req.egContext.requestID;
  headers.host = target.host;
  for (const [name, value] of target.headers) headers[name] = value(req.egContext);
  if (upgrade) Object.assign(headers, { connection: 'Upgrade', upgrade: 'websocket' });
  return headers;
}

function respond(req, res, answer) {
  const named = listed(answer.headers.connection);
  const collected = new Map();
  for (let i = 0; i < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i].toLowerCase();
    if (!named.includes(name)) collected.set(name, (collected.get(name) || []).concat(answer.rawHeaders[i + 1]));
  }
  setHeaders(req, res, collected);
  res.writeHead(answer.statusCode, answer.statusMessage);
  answer.on('error', () => res.destroy());
  answer.on('aborted', () => res.destroy());
  answer.pipe(res);
}

// setHeaders hands on an answer's headers, by name in lower case with a list of values. A gateway's cors policy has the last
// word over what the service says about other origins.
function setHeaders(req, res, headers) {
  for (const [name, list] of headers) {
    if (HOP_BY_HOP.has(name) || name === 'transfer-encoding') continue;
    if (req.espc.route.cors && name.startsWith('access-control-')) continue;
    const all = name === 'vary' ? [].concat(res.getHeader('vary') || [], list) : list;
    res.setHeader(name, all.length === 1 ? all[0] : all);
  }
}

function tunnel(res, { socket, head }, answer, upstream, upstreamHead) {
  res.detachSocket(socket);
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let i = 0; i < answer.rawHeaders.length; i += 2) lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.write(upstreamHead);
  upstream.write(head);
  const end = () => {
    socket.destroy();
    upstream.destroy();
  };
  for (const side of [socket, upstream]) {
    side.setTimeout(0);
    side.setNoDelay(true);
    side.on('error', end);
    side.on('close', end);
  }
  socket.pipe(upstream).pipe(socket);
}

function listed(header) {
  return (header || '').split(',').map((name) => name.trim().toLowerCase());
}

module.exports.requestHeaders = requestHeaders;
module.exports.setHeaders = setHeaders;
