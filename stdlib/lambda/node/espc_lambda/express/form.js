'use strict';

// Parses forms with nested fields, a[b][c]=1 and a[]=1, into objects and arrays: what Express takes the package qs for.

// MAX_DEPTH is how many brackets a name may have, MIN_ARRAY up to which index a[N] makes an array in any form.
const MAX_DEPTH = 32;
const MIN_ARRAY = 100;

function parseForm(text, charset) {
  if (text === '') return {};
  const parts = text.replace(/%5B/gi, '[').replace(/%5D/gi, ']').split('&');
  const most = Math.max(MIN_ARRAY, parts.length);
  let out = {};
  for (const [name, value] of values(parts, charset)) {
    if (name !== '') out = merge(out, nest(segments(name), value, most));
  }
  return compact(out);
}

// values returns the value of each name, a list for one that stands several times, in the order of the first.
function values(parts, charset) {
  const out = new Map();
  for (const part of parts) {
    const bracket = part.indexOf(']=');
    const at = bracket === -1 ? part.indexOf('=') : bracket + 1;
    const name = decode(at === -1 ? part : part.slice(0, at), charset);
    const value = at === -1 ? '' : decode(part.slice(at + 1), charset);
    out.set(name, out.has(name) ? [].concat(out.get(name), value) : value);
  }
  return ordered(out);
}

// ordered puts names that are whole numbers first, as the keys of an object are.
function ordered(map) {
  const index = (name) => /^(0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1;
  const entries = [...map];
  return [...entries.filter(([name]) => index(name)).sort((a, b) => a[0] - b[0]), ...entries.filter(([name]) => !index(name))];
}

function decode(text, charset) {
  const spaced = text.replaceAll('+', ' ');
  if (charset === 'iso-8859-1') return spaced.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

// segments splits a[b][] into a, [b] and []. What has no closing bracket is one segment.
function segments(name) {
  const first = name.indexOf('[');
  if (first === -1) return [name];
  const out = first > 0 ? [name.slice(0, first)] : [];
  let depth = 0;
  for (let open = first; open !== -1;) {
    if (++depth > MAX_DEPTH) throw Object.assign(new Error('the form is nested too deeply'), { status: 400 });
    const close = closing(name, open);
    if (close === -1) return [...out, `[${name.slice(open)}]`];
    out.push(name.slice(open, close + 1));
    open = name.indexOf('[', close + 1);
  }
  return out;
}

function closing(name, open) {
  let level = 0;
  for (let i = open; i < name.length; i++) {
    if (name[i] === '[') level++;
    if (name[i] === ']' && --level === 0) return i;
  }
  return -1;
}

// nest returns the value below its segments. __proto__ is left out.
function nest(path, value, most) {
  return path.reduceRight((leaf, segment) => {
    if (segment === '[]') return [].concat(leaf);
    const key = segment.startsWith('[') && segment.endsWith(']') ? segment.slice(1, -1) : segment;
    if (key !== segment && /^(0|[1-9]\d*)$/.test(key) && Number(key) < most) {
      const list = [];
      list[key] = leaf;
      return list;
    }
    return key === '__proto__' ? {} : { [key]: leaf };
  }, value);
}

const isObject = (value) => typeof value === 'object' && value !== null;

function merge(target, source) {
  if (!isObject(source)) return Array.isArray(target) ? target.concat(source) : [target, source];
  if (!isObject(target)) return [target].concat(source);
  if (Array.isArray(target) && Array.isArray(source)) return mergeLists(target, source);
  const out = { ...target };
  for (const [key, value] of Object.entries(source)) out[key] = Object.hasOwn(out, key) ? merge(out[key], value) : value;
  return out;
}

function mergeLists(target, source) {
  const out = target.slice();
  source.forEach((item, i) => {
    if (!(i in out)) out[i] = item;
    else if (isObject(out[i]) && isObject(item)) out[i] = merge(out[i], item);
    else out.push(item);
  });
  return out;
}

// compact closes the gaps of arrays.
function compact(value) {
  if (Array.isArray(value)) return value.filter(() => true).map(compact);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, compact(item)]));
}

module.exports = { parseForm };
