import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

test('passes', () => console.log('{"not":"a line of the report"}'));
test('fails', () => assert.equal(1, 2));
test('is skipped', { skip: true }, () => {});
test('is to be done', { todo: true }, () => {});
describe('a suite', () => {
  test('passes below', () => {});
  describe('a deeper one', () => test('fails below', () => { throw new Error('below is wrong'); }));
});
describe('a suite whose start fails', () => {
  before(() => { throw new Error('no start'); });
  test('never runs', () => {});
});
