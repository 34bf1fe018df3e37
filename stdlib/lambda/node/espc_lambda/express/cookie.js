'use strict';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^("?)[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*\1$/;
const DOMAIN = /^\.?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const PATH = /^[\x20-\x3a\x3d-\x7e]*$/;
const PRIORITIES = { low: 'Low', medium: 'Medium', high: 'High' };
const SAME_SITE = { true: 'Strict', strict: 'Strict', lax: 'Lax', none: 'None' };

// serialize returns a Set-Cookie header (RFC 6265, 4.1.1). maxAge is in seconds.
function serialize(name, value, options) {
  const encoded = (options.encode ?? encodeURIComponent)(value);
  check('name', NAME.test(name));
  check('value', VALUE.test(encoded));
  return [`${name}=${encoded}`, ...attributes(options)].join('; ');
}

function* attributes({ maxAge, domain, path, expires, httpOnly, secure, partitioned, priority, sameSite }) {
  if (maxAge !== undefined && maxAge !== null) {
    check('maxAge', Number.isFinite(Math.floor(maxAge)));
    yield `Max-Age=${Math.floor(maxAge)}`;
  }
  if (domain) {
    check('domain', DOMAIN.test(domain));
    yield `Domain=${domain}`;
  }
  if (path) {
    check('path', PATH.test(path));
    yield `Path=${path}`;
  }
  if (expires) {
    check('expires', expires instanceof Date && !Number.isNaN(expires.valueOf()));
    yield `Expires=${expires.toUTCString()}`;
  }
  if (httpOnly) yield 'HttpOnly';
  if (secure) yield 'Secure';
  if (partitioned) yield 'Partitioned';
  if (priority) yield `Priority=${named('priority', PRIORITIES, priority)}`;
  if (sameSite) yield `SameSite=${named('sameSite', SAME_SITE, sameSite)}`;
}

function named(option, names, value) {
  const found = names[String(value).toLowerCase()];
  check(option, found);
  return found;
}

function check(option, holds) {
  if (!holds) throw new TypeError(`the cookie's ${option} is invalid`);
}

module.exports = { serialize };
