'use strict';

// What Express 5 adds to Node's response, with the settings of functions-framework: no ETag, no X-Powered-By.
const http = require('node:http');
const path = require('node:path');
const { serialize } = require('./cookie');
const { disposition } = require('./disposition');
const { contentType, lookup, mediaType, withCharset } = require('./media');

const response = Object.create(http.ServerResponse.prototype);
module.exports = response;

response.escapeHTML = (text) => text.replace(/["&'<>]/g, (c) => `&${{ '"': 'quot', '&': 'amp', "'": '#39', '<': 'lt', '>': 'gt' }[c]};`);

response.status = function status(code) {
  if (!Number.isInteger(code)) throw new TypeError(`Invalid status code: ${JSON.stringify(code)}. Status code must be an integer.`);
  if (code < 100 || code > 999) throw new RangeError(`Invalid status code: ${code}. Status code must be greater than 99 and less than 1000.`);
  this.statusCode = code;
  return this;
};

response.get = function get(name) { return this.getHeader(name); };

response.set = response.header = function set(name, value) {
  if (arguments.length !== 2) {
    for (const key of Object.keys(name ?? {})) this.set(key, name[key]);
    return this;
  }
  const text = Array.isArray(value) ? value.map(String) : String(value);
  if (name.toLowerCase() !== 'content-type') return this.setHeader(name, text);
  if (Array.isArray(text)) throw new TypeError('Content-Type cannot be set to an Array');
  return this.setHeader(name, contentType(text) ?? false);
};

response.append = function append(name, value) {
  const before = this.get(name);
  return this.set(name, before ? [].concat(before, value) : value);
};

response.type = response.contentType = function type(name) {
  return this.set('Content-Type', name.includes('/') ? name : contentType(name) ?? 'application/octet-stream');
};

response.vary = function vary(fields) {
  const names = (text) => String(text).split(',').map((name) => name.trim()).filter(Boolean);
  const out = names(this.get('Vary') ?? '');
  for (const field of [fields].flat().flatMap(names)) {
    if (!out.some((name) => name.toLowerCase() === field.toLowerCase())) out.push(field);
  }
  this.setHeader('Vary', out.includes('*') ? '*' : out.join(', '));
  return this;
};

response.links = function links(relations) {
  const before = this.get('Link') ? [this.get('Link')] : [];
  const all = Object.entries(relations).flatMap(([rel, urls]) => [urls].flat().map((url) => `<${url}>; rel="${rel}"`));
  return this.set('Link', [...before, ...all].join(', '));
};

response.send = function send(body) {
  if (body !== null && ['boolean', 'number', 'object'].includes(typeof body) && !ArrayBuffer.isView(body)) return this.json(body);
  let chunk = body === null ? '' : body;
  if (typeof body === 'string') this.get('Content-Type') ? this.set('Content-Type', withCharset(this.get('Content-Type'))) : this.type('html');
  if (ArrayBuffer.isView(chunk)) {
    if (!this.get('Content-Type')) this.type('bin');
    chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (chunk !== undefined && !this.get('Transfer-Encoding')) this.set('Content-Length', Buffer.byteLength(chunk));
  if (this.req.fresh) this.status(304);
  if (this.statusCode === 204 || this.statusCode === 304) {
    for (const name of ['Content-Type', 'Content-Length', 'Transfer-Encoding']) this.removeHeader(name);
    chunk = '';
  }
  if (this.statusCode === 205) {
    this.set('Content-Length', '0').removeHeader('Transfer-Encoding');
    chunk = '';
  }
  if (this.req.method === 'HEAD') this.end();
  else this.end(chunk);
  return this;
};

response.json = function json(value) {
  if (!this.get('Content-Type')) this.set('Content-Type', 'application/json');
  return this.send(JSON.stringify(value));
};

response.jsonp = function jsonp(value) {
  const name = [this.req.query.callback].flat()[0];
  if (!this.get('Content-Type')) this.set({ 'X-Content-Type-Options': 'nosniff', 'Content-Type': 'application/json' });
  if (typeof name !== 'string' || name === '') return this.send(JSON.stringify(value));
  this.set({ 'X-Content-Type-Options': 'nosniff', 'Content-Type': 'text/javascript' });
  const callback = name.replace(/[^[\]\w$.]/g, '');
  const text = (JSON.stringify(value) ?? '').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return this.send(`/**/ typeof ${callback} === 'function' && ${callback}(${text});`);
};

response.sendStatus = function sendStatus(code) {
  return this.status(code).type('txt').send(http.STATUS_CODES[code] ?? String(code));
};

response.cookie = function cookie(name, value, options) {
  const { signed, ...rest } = { path: '/', ...options };
  if (signed) throw new Error('cookieParser("secret") required for signed cookies');
  if (rest.maxAge !== undefined && rest.maxAge !== null && !Number.isNaN(Number(rest.maxAge))) {
    rest.expires = new Date(Date.now() + Number(rest.maxAge));
    rest.maxAge = Math.floor(rest.maxAge / 1000);
  }
  rest.path ??= '/';
  return this.append('Set-Cookie', serialize(name, typeof value === 'object' ? `j:${JSON.stringify(value)}` : String(value), rest));
};

response.clearCookie = function clearCookie(name, options) {
  return this.cookie(name, '', { ...options, expires: new Date(1), maxAge: undefined });
};

response.location = function location(url) {
  const escaped = String(url).toWellFormed().replace(/(?:[^\x21\x23-\x3b\x3d\x3f-\x5f\x61-\x7a\x7c\x7e]|%(?![0-9A-Fa-f]{2}))+/g, encodeURI);
  return this.set('Location', escaped);
};

response.redirect = function redirect(...given) {
  const [status, url] = given.length > 1 ? given : [302, given[0]];
  const to = this.location(url).get('Location');
  const text = http.STATUS_CODES[status];
  let body = '';
  this.format({
    text: () => { body = `${text}. Redirecting to ${to}`; },
    html: () => { body = `<!DOCTYPE html><head><title>${text}</title></head><body><p>${text}. Redirecting to ${this.escapeHTML(to)}</p></body>`; },
    default: () => {},
  });
  this.status(status).set('Content-Length', Buffer.byteLength(body));
  if (this.req.method === 'HEAD') this.end();
  else this.end(body);
};

response.format = function format(handlers) {
  const names = Object.keys(handlers).filter((name) => name !== 'default');
  const found = names.length > 0 && this.req.accepts(names);
  this.vary('Accept');
  if (found) {
    this.set('Content-Type', found.includes('/') ? mediaType(found).type : lookup(found) ?? 'application/octet-stream');
    handlers[found](this.req, this, this.req.next);
  } else if (handlers.default) handlers.default(this.req, this, this.req.next);
  else this.req.next(Object.assign(new Error('Not Acceptable'), { status: 406 }));
  return this;
};

response.attachment = function attachment(filename) {
  if (filename === undefined) return this.set('Content-Disposition', 'attachment');
  const name = path.basename(filename);
  if (name) this.type(path.extname(name));
  return this.set('Content-Disposition', `attachment; ${disposition(name)}`);
};

for (const name of ['sendFile', 'download', 'render']) {
  response[name] = function missing() {
    throw new Error(`res.${name} needs the real Express: add @google-cloud/functions-framework to the function's node_modules`);
  };
}
