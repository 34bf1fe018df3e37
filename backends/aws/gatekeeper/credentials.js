'use strict';

// Each function returns a request's credential of a type as text, or '' where there is none, or more than one.

// key reads `Authorization: apikey keyId:keySecret`, or the same without the word from another header or the query.
function key(event, auth) {
  const value = only(values(event, auth));
  if (auth.in === 'query') return value;
  const words = value.split(' ');
  if (standard(auth) && words[0].toLowerCase() !== 'apikey') return '';
  return words[words.length - 1];
}

// basic reads user and password (RFC 7617).
function basic(event) {
  const value = only(values(event, { in: 'header', name: 'authorization' }));
  const match = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(value);
  return match ? Buffer.from(match[1], 'base64').toString('utf8') : '';
}

// jwt reads `Authorization: Bearer TOKEN`, or a token alone from another header or the query.
function jwt(event, auth) {
  const value = only(values(event, auth));
  if (auth.in === 'query' || !standard(auth)) return value;
  const match = /^bearer +(\S+)$/i.exec(value);
  return match ? match[1] : '';
}

const standard = (auth) => auth.name.toLowerCase() === 'authorization';

const only = (list) => (list.length === 1 && typeof list[0] === 'string' ? list[0] : '');

function values(event, { in: place, name }) {
  if (place === 'query') {
    if (typeof event.rawQueryString === 'string') return new URLSearchParams(event.rawQueryString).getAll(name);
    const all = event.multiValueQueryStringParameters || {};
    return Object.hasOwn(all, name) ? all[name] : [];
  }
  // An HTTP API joins a header that comes twice by a comma, so that it is no credential.
  const headers = event.multiValueHeaders || event.headers || {};
  return Object.entries(headers).filter(([header]) => header.toLowerCase() === name.toLowerCase()).flatMap(([, value]) => value);
}

module.exports = { key, basic, jwt };
