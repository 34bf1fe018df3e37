'use strict';

// What has to be alike in the answers of both worlds, each { status, headers, body } with header values in lists.
const assert = require('node:assert/strict');

// DIFFER are the headers that legitimately differ, with the reason.
const DIFFER = {
  date: 'the gateway sets it',
  connection: 'of one connection',
  'keep-alive': 'of one connection',
  'transfer-encoding': 'of one connection',
  trailer: 'of one connection',
  'x-google-status': "the framework's word to Google's own gateway",
};

// SET_BY_GATEWAY is a header that Node's server adds on the wire where the function did not set it; API Gateway does too.
const SET_BY_GATEWAY = 'content-length';

// comparable leaves out what DIFFER lists. A header in several lines means what its values in one line mean (RFC 9110, 5.3),
// and payload format 2.0 has one line; cookies stay apart.
function comparable({ status, headers, body }, other) {
  const kept = Object.entries(headers).filter(([name]) => !(name in DIFFER) && (name !== SET_BY_GATEWAY || SET_BY_GATEWAY in other.headers))
    .map(([name, values]) => [name, name === 'set-cookie' ? values : values.join(', ')]);
  return { status, headers: Object.fromEntries(kept.sort()), body: body.toString('latin1') };
}

// alike fails where the adapter's answer is another than the framework's.
exports.alike = function alike(adapter, framework) {
  // Both sides of megabytes are no message that anybody reads.
  if (framework.body.length > 1 << 16) assert.ok(framework.body.equals(adapter.body), `a body of ${adapter.body.length} bytes, not the same ${framework.body.length}`);
  assert.deepEqual(comparable(adapter, framework), comparable(framework, adapter));
  assert.doesNotMatch(adapter.body.subarray(0, 1 << 16).toString('latin1'), /secret/);
};
