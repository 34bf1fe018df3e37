'use strict';

const crypto = require('node:crypto');
const http = require('node:http');

const gatekeeper = require('../gatekeeper/gatekeeper');
const secrets = require('../gatekeeper/secrets');

// clock is a time that tests move.
function clock() {
  const start = Date.now();
  let passed = 0;
  const now = () => start + passed;
  return Object.assign(now, { forward: (ms) => { passed += ms; } });
}

// vault stands in for Secrets Manager: texts by name, and how often each was read.
function vault(texts) {
  const read = async (id) => {
    read.count += 1;
    if (read.failure) throw read.failure;
    if (!(id in texts)) throw Object.assign(new Error(`Secrets Manager can't find ${id}`), { name: 'ResourceNotFoundException' });
    return texts[id];
  };
  return Object.assign(read, { count: 0, texts });
}

// issuer is a server on loopback with a discovery document and keys.
async function issuer() {
  const requests = [];
  const self = { keys: [], requests, document: undefined, status: 200, delay: 0 };
  const server = http.createServer((req, res) => {
    requests.push(req.url);
    const body = req.url === '/keys' ? { keys: self.keys } : self.document ?? { issuer: self.url, jwks_uri: `${self.url}/keys` };
    setTimeout(() => res.writeHead(self.status, { 'content-type': 'application/json' }).end(JSON.stringify(body)), self.delay).unref();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  self.url = `http://127.0.0.1:${server.address().port}`;
  self.close = () => { server.closeAllConnections(); server.close(); };
  self.fetched = () => requests.filter((url) => url === '/keys').length;
  return self;
}

const KINDS = {
  RS: () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
  short: () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }),
  ES256: () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' }),
};

// pair makes a pair of keys with the public one as JWK and PEM.
function pair(kind, kid, more = {}) {
  const { publicKey, privateKey } = KINDS[kind]();
  return {
    kid, privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), ...(kid && { kid }), ...more },
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
  };
}

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

// sign makes a token by node's crypto, with none of the code under test.
function sign(key, claims, header = {}) {
  const full = { alg: 'RS256', typ: 'JWT', ...(key.kid && { kid: key.kid }), ...header };
  const input = `${encode(full)}.${encode(claims)}`;
  const options = { key: key.privateKey };
  if (full.alg.startsWith('PS')) Object.assign(options, { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(full.alg.slice(2)) / 8 });
  if (full.alg.startsWith('ES')) options.dsaEncoding = 'ieee-p1363';
  return `${input}.${crypto.sign(`sha${full.alg.slice(2)}`, Buffer.from(input), options).toString('base64url')}`;
}

// rest is what a REST API asks, http what an HTTP API asks in format 2.0.
function rest(method, resource, { headers = {}, query = {}, path = resource } = {}) {
  const lists = (map) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, [].concat(value)]));
  return {
    type: 'REQUEST', methodArn: `arn:aws:execute-api:eu-west-1:123456789012:abc/live/${method}${path}`,
    resource, path, httpMethod: method, requestContext: { resourcePath: resource, httpMethod: method },
    headers, multiValueHeaders: lists(headers), queryStringParameters: query, multiValueQueryStringParameters: lists(query),
  };
}

function http2(routeKey, { headers = {}, rawQueryString = '' } = {}) {
  return { version: '2.0', type: 'REQUEST', routeArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/$default/GET/', routeKey, headers, rawQueryString };
}

// asking returns a function that asks a policy's gatekeeper and returns a status: 200, 401, 403, or 500 for an error.
function asking(policy, { read = vault({}), now = Date.now, usage } = {}) {
  const handler = gatekeeper({ consumers: [], ...policy }, { secrets: secrets(read, now), usage, now });
  const ask = async (event) => {
    try {
      const answer = await handler(event);
      const allowed = answer.isAuthorized ?? answer.policyDocument.Statement[0].Effect === 'Allow';
      return { status: allowed ? 200 : 403, answer };
    } catch (error) {
      return { status: error.message === 'Unauthorized' ? 401 : 500, error };
    }
  };
  return Object.assign(async (event) => (await ask(event)).status, { whole: ask });
}

// quietly runs something that is expected to write to the log, and returns what it wrote.
async function quietly(run) {
  const lines = [];
  const { error } = console;
  console.error = (line) => lines.push(line);
  try {
    await run();
  } finally {
    console.error = error;
  }
  return lines;
}

module.exports = { clock, vault, issuer, pair, sign, encode, rest, http2, asking, quietly };
