'use strict';

// Kinds of a pattern's segments, the most specific first. END stands behind the last one.
const END = 0;
const LITERAL = 1;
const PARAMETER = 2;
const WILDCARD = 3;

// parse turns a path as Express writes it (`/cars`, `/cars/:id`, `/files/*`, `/*`) into a pattern. The wildcard
// stands last; every other segment is compared whole, decoded and with its case.
function parse(text) {
  if (typeof text !== 'string' || text[0] !== '/') throw new Error(`path ${text} does not start with /`);
  const parts = segments(text).list.map((part) => {
    if (part === '*') return { kind: WILDCARD };
    if (part[0] === ':') return { kind: PARAMETER, text: part.slice(1) };
    return { kind: LITERAL, text: decodeURIComponent(part) };
  });
  const wild = parts.findIndex((part) => part.kind === WILDCARD);
  if (wild !== -1 && wild !== parts.length - 1) throw new Error(`path ${text} has a * that is not last`);
  const open = parts.findIndex((part) => part.kind !== LITERAL);
  return { text, parts, open };
}

// segments splits a path, without its query, at its slashes; slash says whether it ends in one.
function segments(path) {
  const list = path.slice(1).split('/');
  const slash = list[list.length - 1] === '';
  if (slash) list.pop();
  return { list, slash };
}

// matches says whether a pattern matches a request path that was split and decoded.
function matches(pattern, { list, slash }) {
  const { parts } = pattern;
  const wild = parts.length > 0 && parts[parts.length - 1].kind === WILDCARD;
  const fixed = wild ? parts.length - 1 : parts.length;
  if (wild ? list.length < fixed || (list.length === fixed && !slash) : list.length !== fixed) return false;
  for (let i = 0; i < fixed; i++) {
    if (parts[i].kind === PARAMETER ? list[i] === '' : list[i] !== parts[i].text) return false;
  }
  return true;
}

// compare orders patterns, the more specific first, by the first segment that differs.
function compare(a, b) {
  for (let i = 0; ; i++) {
    const left = a.parts[i] || { kind: END };
    const right = b.parts[i] || { kind: END };
    if (left.kind !== right.kind) return left.kind - right.kind;
    if (left.kind === END) return 0;
    if (left.kind === LITERAL && left.text !== right.text) return left.text < right.text ? -1 : 1;
  }
}

// stripped is what is left of a raw path behind everything before the first parameter or wildcard:
// '' where the pattern has neither.
function stripped(pattern, path) {
  if (pattern.open === -1) return '';
  return `/${path.split('/').slice(pattern.open + 1).join('/')}`;
}

// parameters returns the decoded values of a pattern's parameters in a request's path.
function parameters(pattern, url) {
  const { list } = segments(url.split('?', 1)[0]);
  const out = {};
  pattern.parts.forEach(({ kind, text }, i) => {
    if (kind === PARAMETER) out[text] = decodeURIComponent(list[i]);
  });
  return out;
}

module.exports = { parameters, parse, segments, matches, compare, stripped };
