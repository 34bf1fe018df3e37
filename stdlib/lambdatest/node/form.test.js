'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { adapter } = require('./harness');
const { parseForm } = require(path.join(adapter, 'espc_lambda', 'express', 'form.js'));

// Random forms of a small alphabet, from a seed: names that nest, repeat and clash.
test('forms are parsed as the package qs does, for any mixture of names', () => {
  const qs = require(path.join(process.env.RUNTIME_DIR, 'node_modules', 'qs'));
  let state = 20260301;
  const random = (n) => { state = (state * 1103515245 + 12345) % 2 ** 31; return Math.floor(state / 2 ** 16) % n; };
  const segment = () => ['[]', '[b]', '[0]', '[1]', '[c d]', '[%5B]'][random(6)];
  for (let i = 0; i < 3000; i++) {
    const fields = Array.from({ length: 1 + random(4) }, () => `${['a', 'x', 'b%20'][random(3)]}${Array.from({ length: random(4) }, segment).join('')}=${random(9)}`);
    const text = fields.join('&');
    const want = qs.parse(text, { allowPrototypes: true, arrayLimit: 100, depth: 32, charset: 'utf-8', parameterLimit: 1000, strictDepth: true });
    assert.deepEqual(parseForm(text, 'utf-8'), want, text);
  }
});
