'use strict';

// What Express 5 adds to Node's request, with all proxies trusted: a function is never reached but through one.
const http = require('node:http');
const net = require('node:net');
const querystring = require('node:querystring');
const accept = require('./accept');
const { fresh } = require('./fresh');
const { hasBody, is } = require('./media');
const { parseRange } = require('./range');

const request = Object.create(http.IncomingMessage.prototype);
module.exports = request;

request.get = request.header = function get(name) {
  if (typeof name !== 'string') throw new TypeError('name must be a string to req.get');
  const key = name.toLowerCase();
  if (key === 'referer' || key === 'referrer') return this.headers.referrer || this.headers.referer;
  return this.headers[key];
};

request.accepts = function accepts(...types) { return accept.types(this.headers.accept, types.flat()); };
request.acceptsEncodings = function acceptsEncodings(...names) { return accept.encodings(this.headers['accept-encoding'], names.flat()); };
request.acceptsCharsets = function acceptsCharsets(...names) { return accept.charsets(this.headers['accept-charset'], names.flat()); };
request.acceptsLanguages = function acceptsLanguages(...names) { return accept.languages(this.headers['accept-language'], names.flat()); };

request.is = function isType(...types) {
  return hasBody(this) ? is(this.headers['content-type'], types.flat()) : null;
};

request.range = function range(size, options) {
  return this.headers.range && parseRange(size, this.headers.range, options);
};

const first = (list) => list.split(',')[0].trim();

const getters = {
  path() { return split(this.url)[0]; },
  query() { return querystring.parse(split(this.url)[1]); },
  protocol() { return first(this.headers['x-forwarded-proto'] || (this.socket.encrypted ? 'https' : 'http')); },
  secure() { return this.protocol === 'https'; },
  // The first of X-Forwarded-For is whom the outermost proxy saw.
  ip() { return this.ips[0] ?? this.socket.remoteAddress; },
  ips() { return (this.headers['x-forwarded-for'] ?? '').split(',').map((ip) => ip.trim()).filter(Boolean); },
  host() { return first(this.headers['x-forwarded-host'] || this.headers.host || '') || undefined; },
  hostname() { return /^(\[[^\]]*\]|[^:]*)/.exec(this.host ?? '')[0] || undefined; },
  subdomains() {
    if (!this.hostname) return [];
    return (net.isIP(this.hostname) ? [this.hostname] : this.hostname.split('.').reverse()).slice(2);
  },
  xhr() { return (this.headers['x-requested-with'] ?? '').toLowerCase() === 'xmlhttprequest'; },
  fresh() {
    const { statusCode: status } = this.res;
    const conditional = this.method === 'GET' || this.method === 'HEAD';
    return conditional && ((status >= 200 && status < 300) || status === 304) && fresh(this.headers, this.res);
  },
  stale() { return !this.fresh; },
};

// A middleware may give a request a query or an ip of its own, as on Express's: by defining it, not by assigning.
for (const [name, get] of Object.entries(getters)) {
  Object.defineProperty(request, name, { get, configurable: true, enumerable: true });
}

function split(url) {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
