'use strict';

// Requests made of payloads that are none, for http functions that something else than a gateway invokes.

// binaryRequest returns a CloudEvent as a request in binary mode (CloudEvents HTTP binding 1.0).
function binaryRequest({ data, datacontenttype, ...attributes }) {
  const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encode(String(value))]);
  if (Buffer.isBuffer(data)) return post(data, datacontenttype || 'application/octet-stream', headers);
  if (typeof data === 'string') return post(data, datacontenttype || 'text/plain; charset=utf-8', headers);
  return post(JSON.stringify(data), datacontenttype || 'application/json', headers);
}

// jsonRequest returns a payload as the body of a request.
function jsonRequest(payload) {
  return post(JSON.stringify(payload ?? {}), 'application/json', []);
}

function post(text, type, headers) {
  const body = Buffer.from(text);
  return {
    method: 'POST', url: '/', body, remoteAddress: '127.0.0.1',
    headers: [['host', 'localhost'], ['content-type', type], ['content-length', String(body.length)], ...headers],
  };
}

// encode escapes what the binding says a header may not carry as it is.
function encode(value) {
  return value.replace(/[^\x21\x23\x24\x26-\x7e]+/g, (run) => Array.from(Buffer.from(run), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''));
}

module.exports = { binaryRequest, jsonRequest };
