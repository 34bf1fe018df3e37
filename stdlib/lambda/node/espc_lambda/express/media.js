'use strict';

// Media types: file extensions, charsets, and whether one is among others.
const TYPES = require('./types.json');

// UTF8 are the types outside text/ that have a charset unless they say one.
const UTF8 = new Set(['application/javascript', 'application/json', 'application/manifest+json']);

// mediaType splits a header into its type in lower case and its parameters.
function mediaType(header) {
  const [type, ...rest] = header.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const parameters = {};
  for (const part of rest) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim().toLowerCase();
    const value = part.slice(at + 1).trim();
    if (at !== -1) parameters[name] ??= value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  }
  return { type: type.trim().toLowerCase(), parameters };
}

// lookup returns the type of an extension, a file name or a path; undefined where none is known.
function lookup(name) {
  return TYPES[/[^./\\]*$/.exec(name)[0].toLowerCase()];
}

// contentType returns a type with the charset that it has by default.
function contentType(value) {
  const type = value.includes('/') ? value : lookup(value);
  if (!type || type.includes('charset')) return type;
  const plain = type.split(';')[0].trim().toLowerCase();
  return plain.startsWith('text/') || UTF8.has(plain) ? `${type}; charset=utf-8` : type;
}

// withCharset sets the charset of a type, whatever it was.
function withCharset(header) {
  const { type, parameters } = mediaType(header);
  const quote = (value) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`);
  return Object.entries({ ...parameters, charset: 'utf-8' }).reduce((out, [name, value]) => `${out}; ${name}=${quote(value)}`, type);
}

// hasBody reports whether a request has a body, an empty one included.
function hasBody(req) {
  return req.headers['transfer-encoding'] !== undefined || !Number.isNaN(Number(req.headers['content-length'] ?? NaN));
}

// is returns the first of the types that a header's is, false for none.
function is(header, types) {
  const { type } = mediaType(header ?? '');
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type)) return false;
  if (types.length === 0) return type;
  const found = types.find((wanted) => match(expand(wanted), type));
  if (!found) return false;
  return found.startsWith('+') || found.includes('*') ? type : found;
}

function expand(wanted) {
  if (wanted === 'urlencoded') return 'application/x-www-form-urlencoded';
  if (wanted === 'multipart') return 'multipart/*';
  if (wanted.startsWith('+')) return `*/*${wanted}`;
  return wanted.includes('/') ? wanted : lookup(wanted);
}

function match(expected, actual) {
  const [type, subtype] = actual.split('/');
  const [wantedType, wantedSubtype] = (expected ?? '').split('/');
  if (!wantedSubtype || (wantedType !== '*' && wantedType !== type)) return false;
  if (wantedSubtype.startsWith('*+')) return subtype.endsWith(wantedSubtype.slice(1));
  return wantedSubtype === '*' || wantedSubtype === subtype;
}

module.exports = { mediaType, lookup, contentType, withCharset, hasBody, is, match };
