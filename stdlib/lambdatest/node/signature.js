'use strict';

// Checks the signature of a request as AWS does: from what arrived, and the secret that the key's id stands for.
const crypto = require('node:crypto');

const hash = (text) => crypto.createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();

// wrong returns why a request is refused, undefined for one that is right. req is Node's, or { method, url, headers }.
exports.wrong = ({ method, url, headers }, body, { id, secret, token, region, service }) => {
  const found = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '');
  if (!found) return `no signature: ${headers.authorization}`;
  const [, by, day, where, what, names, signature] = found;
  if (by !== id || where !== region || what !== service) return `signed by ${by} for ${what} in ${where}`;
  const date = headers['x-amz-date'] ?? '';
  if (!date.startsWith(day)) return `signed on ${day}, sent at ${date}`;
  if (headers['x-amz-security-token'] !== token) return 'another session';
  for (const name of ['host', 'x-amz-date', ...(token ? ['x-amz-security-token'] : [])]) {
    if (!names.split(';').includes(name)) return `${name} is not signed`;
  }
  const [path, query = ''] = url.split('?');
  const canonical = [
    method, path.split('/').map((part) => encodeURIComponent(part)).join('/'), query.split('&').sort().join('&'),
    ...names.split(';').map((name) => `${name}:${headers[name]}`), '', names, hash(body),
  ].join('\n');
  const scope = `${day}/${where}/${what}/aws4_request`;
  const key = [day, where, what, 'aws4_request'].reduce(hmac, `AWS4${secret}`);
  const right = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`).toString('hex');
  return signature === right ? undefined : `the signature is ${signature}, right is ${right}`;
};
