'use strict';

// Stands in for functions-framework 5 and its Express 5: what they do with a request before and after the function.
const crypto = require('node:crypto');
const domain = require('node:domain');
const { STATUS_CODES } = require('node:http');
const { call } = require('../invoke');
const { parseBody } = require('./body');
const request = require('./request');
const response = require('./response');
const settings = require('./settings');

// app returns what takes Node's request and response and lets the function answer.
function app(userFunction, signature) {
  return (req, res) => {
    Object.setPrototypeOf(req, request);
    Object.setPrototypeOf(res, response);
    Object.assign(req, { res, app: settings, originalUrl: req.url, baseUrl: '', executionId: executionId(req), next: (error) => fail(req, res, error) });
    Object.assign(res, { req, app: settings, locals: Object.create(null) });
    try {
      req.params = params(req.path);
      parseBody(req);
    } catch (error) {
      fail(req, res, error);
      return;
    }
    if (signature === 'http') answer(userFunction, req, res);
    else receive(userFunction, req, res);
  };
}

// executionId is what the framework calls a request's run: the caller's word, or one of its own.
function executionId(req) {
  return req.headers['function-execution-id'] || crypto.randomUUID();
}

// params are those of the framework's route, /{*splat}.
function params(path) {
  if (path === '/') return {};
  try {
    return { splat: path.slice(1).split('/').map(decodeURIComponent) };
  } catch {
    throw Object.assign(new URIError(`Failed to decode param '${path.slice(1)}'`), { status: 400 });
  }
}

// answer runs an http function. Browsers ask for two files by themselves, which the framework keeps from it.
function answer(userFunction, req, res) {
  if (/^\/(favicon\.ico|robots\.txt)(\/|$)/i.test(req.path)) {
    res.status(404).send(null);
    return;
  }
  const guard = domain.create();
  const failed = (error) => crash(res, error);
  guard.on('error', failed);
  guard.run(() => process.nextTick(() => {
    const returned = userFunction(req, res);
    if (returned instanceof Promise) returned.catch(failed);
  }));
}

// receive runs a cloudevent function for an event in binary or structured mode.
function receive(userFunction, req, res) {
  if (req.body === undefined) {
    fail(req, res, new TypeError('a request without a body is no event'));
    return;
  }
  if (req.method !== 'POST') {
    fail(req, res);
    return;
  }
  call(userFunction, cloudEvent(req)).then((result) => reply(res, result), (error) => crash(res, error));
}

function cloudEvent(req) {
  const traceparent = req.get('traceparent') && { traceparent: req.get('traceparent') };
  if (!['ce-type', 'ce-specversion', 'ce-source', 'ce-id'].every((name) => req.get(name))) return Object.assign(req.body, traceparent);
  const attributes = Object.entries(req.headers).filter(([name]) => name.startsWith('ce-')).map(([name, value]) => [name.slice('ce-'.length), value]);
  return { ...Object.fromEntries(attributes), data: req.body, ...traceparent };
}

// reply answers with what a cloudevent function returned. A number is a body here, not a status.
function reply(res, result) {
  if (result === undefined || result === null) {
    res.sendStatus(204);
    return;
  }
  try {
    if (typeof result === 'number') res.json(result);
    else res.send(result);
  } catch (error) {
    console.error(`Error serializing return value: ${error}`);
    res.sendStatus(204);
  }
}

// crash answers 500 without a word of what went wrong; that is in the log. An answer that has begun cannot be
// mended: it is broken off.
function crash(res, error) {
  console.error(error?.stack || error);
  if (!res.headersSent) res.sendStatus(500);
  else if (!res.writableEnded) res.req.socket.destroy();
}

// fail answers as Express does where no handler does: 404, or an error's own status.
function fail(req, res, error) {
  let status = 404;
  let text = `Cannot ${req.method} ${req.path}`;
  if (error) {
    status = error.status >= 400 && error.status < 600 ? error.status : 500;
    text = STATUS_CODES[status] ?? String(status);
    if (status >= 500) console.error(error.stack || error);
  }
  const body = page(text);
  res.statusCode = status;
  for (const name of ['Content-Encoding', 'Content-Language', 'Content-Range']) res.removeHeader(name);
  res.setHeader('Content-Security-Policy', "default-src 'none'");
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(req.method === 'HEAD' ? undefined : body);
}

function page(text) {
  return `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${response.escapeHTML(text)}</pre>\n</body>\n</html>\n`;
}

module.exports = { app };
