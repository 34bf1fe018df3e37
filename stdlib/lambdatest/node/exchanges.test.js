'use strict';

// Each event of events/exchanges.json through the adapter, and the request that it stands for through functions-framework over
// HTTP: the same status, headers and body. Python is held to the same file.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const exchanges = require('../events/exchanges.json');
const { alike } = require('./compare');
const { framework, lambda } = require('./harness');
const { answered, send } = require('./requests');

const files = { 'index.js': fs.readFileSync(path.join(__dirname, 'exchanges.fixture.js'), 'utf8') };

describe('the request of', () => {
  let there;
  let here;
  before(async () => { [there, here] = await Promise.all([framework(files), lambda(files)]); });
  after(async () => { await Promise.all([there.stop(), here.stop()]); });
  for (const { name, request, event } of exchanges) {
    test(name, async () => {
      const body = request.base64 === undefined ? request.body : Buffer.from(request.base64, 'base64');
      const framed = await send(there.port, { ...request, body });
      alike(answered(event, await here.invoke(event)), framed);
      // A case in which both fail alike is no evidence.
      assert.equal(framed.status, { throws: 500, cors: 204, made: 201 }[/do=(\w+)/.exec(request.target)?.[1]] ?? 200);
    });
  }
});
