'use strict';

// The comparison itself can fail: it sees every kind of difference, and overlooks those alone that are documented.
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { alike } = require('./compare');

const one = { status: 200, headers: { 'content-type': ['text/plain'], 'x-many': ['1', '2'], 'set-cookie': ['a=1', 'b=2'], 'content-length': ['3'] }, body: Buffer.from([1, 2, 255]) };
const headers = (more) => ({ ...one, headers: { ...one.headers, ...more } });

for (const [name, other] of Object.entries({
  'another status': { ...one, status: 201 },
  'another type': headers({ 'content-type': ['text/html'] }),
  'a header more': headers({ 'x-more': [''] }),
  'a header less': { ...one, headers: { ...one.headers, 'x-many': undefined } },
  'values in another order': headers({ 'x-many': ['2', '1'] }),
  'cookies in one line': headers({ 'set-cookie': ['a=1, b=2'] }),
  'another length': headers({ 'content-length': ['4'] }),
  'a byte': { ...one, body: Buffer.from([1, 2, 254]) },
  'a byte that text would hide': { ...one, body: Buffer.from([1, 2, 0xef, 0xbf, 0xbd]) },
  'a byte less': { ...one, body: Buffer.from([1, 2]) },
  'what nobody may see': { ...one, body: Buffer.from('secret') },
})) {
  test(`${name} is a difference`, () => {
    for (const [here, there] of [[other, one], [one, other]]) {
      const clean = ({ headers: all, ...rest }) => ({ ...rest, headers: Object.fromEntries(Object.entries(all).filter(([, values]) => values)) });
      assert.throws(() => alike(clean(here), clean(there)));
    }
  });
}

test('a byte of a large body is a difference', () => {
  const large = { ...one, body: Buffer.alloc(1 << 20) };
  const other = { ...one, body: Buffer.alloc(1 << 20) };
  other.body[other.body.length - 1] = 1;
  assert.throws(() => alike(other, large));
});

for (const [name, other] of Object.entries({
  'nothing': one,
  'what belongs to one connection': headers({ connection: ['close'], 'transfer-encoding': ['chunked'], date: ['x'] }),
  'values in one line': headers({ 'x-many': ['1, 2'] }),
})) {
  test(`${name} is no difference`, () => alike(other, one));
}
